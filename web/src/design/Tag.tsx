import type { ReactNode } from "react";
import classes from "./Tag.module.css";

export type Tone = "plain" | "accent" | "waiting" | "wrong" | "well" | "machine";

/** A small word on a tinted ground. */
export function Tag({ tone = "plain", dot = false, children }: { tone?: Tone; dot?: boolean; children: ReactNode }) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {dot && <span className={classes.dot} aria-hidden />}
      {children}
    </span>
  );
}
