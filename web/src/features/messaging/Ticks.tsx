import { AlertCircle, Check, CheckCheck, Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { MessageStatus } from "@/api/types";
import classes from "./MessageBubble.module.css";

const TICKS = {
  queued: Clock, sending: Clock, unknown: Clock, sent: Check, delivered: CheckCheck, read: CheckCheck, played: CheckCheck,
  failed: AlertCircle,
} as const;

/** How far a message of ours has got: a sign for the eye, a word for the ear. */
export function Ticks({ status }: { status: MessageStatus }) {
  const { t } = useTranslation();
  if (status === "received") return null;
  const Tick = TICKS[status];
  const word = t(`messaging.list.status.${status}`);
  return (
    <span className={classes.ticks} data-status={status} title={word}>
      <Tick size={15} strokeWidth={1.9} aria-hidden />
      <span className="visually-hidden">{word}</span>
    </span>
  );
}
