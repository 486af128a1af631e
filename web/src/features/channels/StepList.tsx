import { Check, LoaderCircle, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import classes from "./StepList.module.css";

interface StepListProps {
  label: string;
  steps: readonly { step: string; ok: boolean; says: string }[];
  /** What is being done right now. */
  now?: string | undefined;
}

/** What was done so far, one line each, read out as it grows. */
export function StepList({ label, steps, now }: StepListProps) {
  const { t } = useTranslation();
  return (
    <ol className={classes.list} aria-label={label} aria-live="polite">
      {steps.map((one, place) => (
        <li key={`${place} ${one.step}`} className={classes.step} data-ok={one.ok}>
          {one.ok ? <Check size={16} aria-label={t("channels.steps.done")} /> : <X size={16} aria-label={t("channels.steps.stopped")} />}
          <span>{one.says}</span>
        </li>
      ))}
      {now && (
        <li className={classes.step} data-now>
          <LoaderCircle size={16} className={classes.turning} aria-hidden />
          <span>{now}</span>
        </li>
      )}
    </ol>
  );
}
