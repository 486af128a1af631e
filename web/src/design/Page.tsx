import { type ReactNode, useEffect, useId } from "react";
import classes from "./Page.module.css";

interface PageProps {
  title: string;
  intro?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

/** A settings page: title, a sentence, the one primary action, then sections. */
export function Page({ title, intro, action, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Waypost`;
  }, [title]);
  return (
    <>
      <header className={classes.head}>
        <div>
          <h1 className={classes.title}>{title}</h1>
          {intro && <p className={classes.intro}>{intro}</p>}
        </div>
        {action}
      </header>
      {children}
    </>
  );
}

interface SectionProps {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}

export function Section({ title, hint, action, children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.sectionHead}>
        <div>
          <h2 id={id} className={classes.sectionTitle}>{title}</h2>
          {hint && <p className={classes.hint}>{hint}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

export function Rows({ children, label }: { children: ReactNode; label: string }) {
  return <ul className={classes.rows} aria-label={label}>{children}</ul>;
}

interface RowProps {
  title: ReactNode;
  meta?: ReactNode;
  side?: ReactNode;
}

export function Row({ title, meta, side }: RowProps) {
  return (
    <li className={classes.row}>
      <div className={classes.rowText}>
        <div className={classes.rowTitle}>{title}</div>
        {meta && <div className={classes.rowMeta}>{meta}</div>}
      </div>
      {side && <div className={classes.side}>{side}</div>}
    </li>
  );
}

/** Name and value pairs. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
