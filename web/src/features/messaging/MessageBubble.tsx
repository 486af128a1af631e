import { Button } from "@mantine/core";
import { Reply } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { sayExactly } from "@/app/dates";
import { sayPreview } from "./ConversationRowPreview";
import classes from "./MessageBubble.module.css";
import { MessageContent } from "./MessageContent";
import { NOT_TAKEN, isLocal } from "./sendMessage";
import { Ticks } from "./Ticks";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export const bubbleId = (messageId: string) => `message-${messageId}`;

interface MessageBubbleProps {
  message: Message;
  /** The one before is by the same person: its name is not said again. */
  continues: boolean;
  onReply: ((message: Message) => void) | null;
  onRetry: ((message: Message) => void) | null;
  onJump: (messageId: string) => void;
}

export const MessageBubble = memo(function MessageBubble({ message, continues, onReply, onRetry, onJump }: MessageBubbleProps) {
  const { t } = useTranslation();
  const mine = message.direction === "out";
  const author = mine ? message.author?.name : "";
  return (
    <div className={classes.row} data-mine={mine || undefined} data-continues={continues || undefined} id={bubbleId(message.id)} tabIndex={-1}>
      <div className={classes.bubble} data-failed={message.status === "failed" || undefined}>
        {author && !continues && <div className={classes.author}><bdi>{author}</bdi></div>}
        {message.reply_to && <Quote message={message} onJump={onJump} />}
        <MessageContent message={message} />
        <div className={classes.foot}>
          <time dateTime={message.sent_at} title={sayExactly(message.sent_at)}>{clock.format(new Date(message.sent_at))}</time>
          {mine && <Ticks status={message.status} />}
        </div>
      </div>
      {onReply && !isLocal(message) && (
        <button type="button" className={classes.reply} onClick={() => onReply(message)} aria-label={t("messaging.thread.reply")} title={t("messaging.thread.reply")}>
          <Reply size={16} strokeWidth={1.7} aria-hidden />
        </button>
      )}
      <Trouble message={message} onRetry={onRetry} />
    </div>
  );
});

function Quote({ message, onJump }: { message: Message; onJump: (messageId: string) => void }) {
  const { t } = useTranslation();
  const quoted = message.reply_to;
  if (!quoted) return null;
  return (
    <button type="button" className={classes.quote} onClick={() => onJump(quoted.id)}>
      <span className="visually-hidden">{t("messaging.thread.inReplyTo")} </span>
      <span dir="auto">{sayPreview(quoted as Pick<Message, "kind" | "text">, t)}</span>
    </button>
  );
}

/** Why it did not arrive, and what can be done. */
function Trouble({ message, onRetry }: { message: Message; onRetry: ((message: Message) => void) | null }) {
  const { t } = useTranslation();
  if (message.status === "unknown") return <p className={classes.checking}>{t("messaging.failure.unknown")}</p>;
  const failure = message.failure;
  if (!failure) return null;
  const waits = failure.code === NOT_TAKEN.code;
  return (
    <div className={classes.trouble} role={waits ? undefined : "alert"}>
      <span>{waits ? t("messaging.failure.noConnection") : [failure.reason, failure.remedy].filter(Boolean).join(" ")}</span>
      {failure.can_retry && onRetry && (
        <Button size="compact-xs" variant="default" onClick={() => onRetry(message)}>{t("messaging.failure.retry")}</Button>
      )}
    </div>
  );
}
