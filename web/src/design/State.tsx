import { Skeleton } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import classes from "./State.module.css";

interface StateProps {
  title: string;
  text?: string;
  code?: string;
  children?: ReactNode;
}

/** A quiet block for "nothing here", "not allowed" and "went wrong": a sentence and the one next step. */
export function State({ title, text, code, children }: StateProps) {
  return (
    <div className={classes.state}>
      <h2 className={classes.title}>{title}</h2>
      {text && <p className={classes.text}>{text}</p>}
      {children && <div className={classes.actions}>{children}</div>}
      {code && <p className={classes.code}>{code}</p>}
    </div>
  );
}

/** Shows its children only after 150 ms, so that quick answers never flash a skeleton. */
export function AfterAMoment({ children }: { children: ReactNode }) {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return waited ? children : null;
}

/** Rows in the shape of a settings list. */
export function RowsSkeleton({ rows = 3, label }: { rows?: number; label: string }) {
  return (
    <AfterAMoment>
      <div role="status" aria-label={label} className={classes.rows}>
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className={classes.row}>
            <Skeleton height={14} width="38%" />
            <Skeleton height={12} width="62%" />
          </div>
        ))}
      </div>
    </AfterAMoment>
  );
}
