import { AlertCircle, Check, CheckCheck, Clock } from "lucide-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import classes from "./ConversationRow.module.css";

type Preview = NonNullable<Conversation["preview"]>;

const TICKS = {
  queued: Clock, sending: Clock, unknown: Clock, sent: Check, delivered: CheckCheck, read: CheckCheck, played: CheckCheck,
  failed: AlertCircle,
} as const;

/** The last message in one line: how far it got, who said it, and what it is. */
export function ConversationRowPreview({ preview }: { preview: Preview | null }) {
  const { t } = useTranslation();
  if (!preview) return <span className={classes.preview}>{t("messaging.list.noMessages")}</span>;
  const words = sayPreview(preview, t);
  if (preview.direction === "in" || preview.status === "received") {
    return <span className={classes.preview} dir="auto">{words}</span>;
  }
  const Tick = TICKS[preview.status];
  return (
    <span className={classes.preview}>
      <Tick size={14} strokeWidth={1.9} className={classes.tick} data-status={preview.status} aria-hidden />
      <span className="visually-hidden">{t(`messaging.list.status.${preview.status}`)}. </span>
      <span dir="auto" className={classes.words}>{t("messaging.list.you", { text: words })}</span>
    </span>
  );
}

/** Text as it is; everything else with its kind, since a caption alone does not say that there is a photo. */
export function sayPreview({ kind, text }: { kind: Preview["kind"]; text: string }, t: TFunction): string {
  if (kind === "text") return text;
  if (kind === "reaction") return text ? t("messaging.list.reacted", { text }) : t("messaging.list.unreacted");
  const name = t(`messaging.list.kinds.${kind}` as "messaging.list.kinds.image", { defaultValue: t("messaging.list.kinds.unknown") });
  if (!text) return name;
  if (kind === "button" || kind === "interactive" || kind === "system") return text;
  return t("messaging.list.kindText", { kind: name, text });
}
