import type { ReactNode } from "react";
import classes from "./Notice.module.css";

/** A sentence that belongs to what stands below it. Wrong ones are read out at once. */
export function Notice({ tone = "plain", children }: { tone?: "plain" | "wrong" | "waiting" | "well"; children: ReactNode }) {
  return (
    <div className={classes.notice} data-tone={tone} role={tone === "wrong" ? "alert" : "status"}>
      {children}
    </div>
  );
}
