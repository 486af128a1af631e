import { Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { sayExactly } from "@/app/dates";
import { windowHint } from "./listTimes";
import classes from "./Thread.module.css";
import { useNow } from "./useNow";

/** How long free text may still be sent. */
export function WindowCountdown({ closesAt }: { closesAt: string | null }) {
  const { t } = useTranslation();
  const hint = windowHint(closesAt, useNow());
  if (!hint || !closesAt) return null;
  return (
    <span className={classes.window} data-state={hint.state} title={sayExactly(closesAt)}>
      <Clock size={14} strokeWidth={1.8} aria-hidden />
      <span className={classes.windowWords}>{words()}</span>
      <span className={classes.windowShort} aria-hidden>{short()}</span>
    </span>
  );

  function short() {
    if (!hint || hint.state === "closed") return t("messaging.thread.window.shortClosed");
    return hint.hours > 0
      ? t("messaging.thread.window.shortHours", { hours: hint.hours })
      : t("messaging.thread.window.shortMinutes", { minutes: hint.minutes });
  }

  function words() {
    if (!hint || hint.state === "closed") return t("messaging.thread.window.closed");
    return hint.hours > 0 ? t("messaging.thread.window.hours", hint) : t("messaging.thread.window.minutes", hint);
  }
}
