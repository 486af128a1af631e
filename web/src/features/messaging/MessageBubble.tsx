import { Button } from "@mantine/core";
import { Reply } from "lucide-react";
import { type MouseEvent, memo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { sayExactly } from "@/app/dates";
import { sayPreview } from "./ConversationRowPreview";
import type { Quote } from "./drafts";
import classes from "./MessageBubble.module.css";
import { MessageContent } from "./MessageContent";
import { canBeAnswered, isLocal } from "./messages";
import { Ticks } from "./Ticks";
import { openTimeline } from "./timelineStore";
import { sayTrouble } from "./trouble";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export const bubbleId = (messageId: string) => `message-${messageId}`;

/** Of thousands only those that changed are drawn again: everything here must stay the same object. */
export interface BubbleActions {
  onReply: ((message: Message) => void) | null;
  onRetry: ((message: Message) => void) | null;
  onJump: (messageId: string) => void;
}

interface MessageBubbleProps extends BubbleActions {
  message: Message;
  /** The one before is by the same person: its name is not said again. */
  continues: boolean;
}

export const MessageBubble = memo(function MessageBubble({ message, continues, onReply, onRetry, onJump }: MessageBubbleProps) {
  const { t } = useTranslation();
  const mine = message.direction === "out";
  const author = continues ? "" : message.author?.name;
  return (
    <div className={classes.row} data-mine={mine || undefined} data-continues={continues || undefined} id={bubbleId(message.id)} data-bubble tabIndex={-1}>
      <div className={classes.bubble} data-failed={message.status === "failed" || undefined}>
        {author && <div className={mine ? classes.author : "visually-hidden"}><bdi>{author}</bdi></div>}
        {message.reply_to && <QuoteOf quoted={message.reply_to} onJump={onJump} />}
        <MessageContent message={message} />
        <div className={classes.foot}>
          <time dateTime={message.sent_at} title={sayExactly(message.sent_at)}>{clock.format(new Date(message.sent_at))}</time>
          {mine && (isLocal(message) ? <Ticks status={message.status} /> : (
            <button type="button" className={classes.why} onClick={() => openTimeline(message.id)} title={t("messaging.timeline.open")}>
              <Ticks status={message.status} />
            </button>
          ))}
        </div>
      </div>
      {onReply && canBeAnswered(message) && (
        <button type="button" className={classes.reply} onClick={() => onReply(message)} aria-label={t("messaging.thread.reply")} title={t("messaging.thread.reply")}>
          <Reply size={16} strokeWidth={1.7} aria-hidden />
        </button>
      )}
      <Remedy message={message} onRetry={onRetry} />
    </div>
  );
});

function QuoteOf({ quoted, onJump }: { quoted: Quote; onJump: (messageId: string) => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={classes.quote} onClick={() => onJump(quoted.id)}>
      <span className="visually-hidden">{t("messaging.thread.inReplyTo")} </span>
      <span dir="auto">{sayPreview(quoted, t)}</span>
    </button>
  );
}

/** Why it did not arrive, and what can be done. Only what fails now is said aloud: a thread that opens with old failures is silent. */
function Remedy({ message, onRetry }: { message: Message; onRetry: ((message: Message) => void) | null }) {
  const { t } = useTranslation();
  const failure = message.failure;
  const [isHistory, setHistory] = useState(failure !== null);
  if (isHistory && !failure) setHistory(false);
  if (message.status === "unknown") return <p className={classes.checking}>{t("messaging.failure.unknown")}</p>;
  if (!failure) return null;

  function retry({ currentTarget }: MouseEvent<HTMLButtonElement>) {
    // The button goes away with what it is pressed for; the focus stays at the message.
    currentTarget.closest<HTMLElement>("[tabindex]")?.focus({ preventScroll: true });
    onRetry?.(message);
  }

  return (
    <div className={classes.trouble} role={isHistory ? undefined : "alert"}>
      <span>{sayTrouble(failure, t)}</span>
      {failure.can_retry && onRetry && (
        <Button size="compact-xs" variant="default" onClick={retry}>{t("messaging.failure.retry")}</Button>
      )}
    </div>
  );
}
