import { Button } from "@mantine/core";
import { ArrowDown } from "lucide-react";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { inDays, sayDay } from "./days";
import type { BubbleActions } from "./MessageBubble";
import classes from "./Thread.module.css";
import { ThreadDay } from "./ThreadDay";
import { type OlderMessages, ThreadOlder } from "./ThreadOlder";
import { useBubbleKeys } from "./useBubbleKeys";
import { useJump } from "./useJump";
import { useNow } from "./useNow";
import { useThreadEnd } from "./useThreadEnd";

interface ThreadMessagesProps extends Omit<BubbleActions, "onJump"> {
  messages: readonly Message[];
  older: OlderMessages;
  /** Grows with everything that is sent from here. */
  ownSends: number;
  /** Back to the place to answer. */
  onLeave: () => void;
}

/** Grows upwards: the scroller is reversed, so older messages push nothing and the end stays in view. */
export function ThreadMessages({ messages, older, ownSends, onReply, onRetry, onLeave }: ThreadMessagesProps) {
  const { t } = useTranslation();
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const days = useMemo(() => inDays(messages), [messages]);
  const { isAtEnd, unseen, toEnd, onScroll } = useThreadEnd(scroller, messages, ownSends);
  const onJump = useJump(messages, older);
  const onKeyDown = useBubbleKeys(scroller, onLeave);

  function pressToEnd() {
    toEnd();
    // The button goes away; the focus stays with the messages.
    scroller.current?.focus({ preventScroll: true });
  }

  return (
    <div className={classes.middle}>
      {/* What comes in is said once, by name; a log that speaks would also read out older pages and every tick. */}
      {/* eslint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- a scrolling region must be reachable by keyboard */}
      <div
        ref={scroller} className={classes.scroller} onScroll={onScroll} onKeyDown={onKeyDown} tabIndex={0}
        role="log" aria-live="off" aria-label={t("messaging.thread.label")}
      >
        <div className={classes.messages}>
          {older.exist && <ThreadOlder older={older} scroller={scroller} />}
          {!older.exist && messages.length === 0 && <p className={classes.none}>{t("messaging.thread.none")}</p>}
          {days.map((day) => (
            <ThreadDay
              key={day.key} name={sayDay(day.messages[0]?.sent_at ?? "", now)} messages={day.messages}
              onReply={onReply} onRetry={onRetry} onJump={onJump}
            />
          ))}
        </div>
      </div>
      {/* eslint-enable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
      {!isAtEnd && (
        <Button className={classes.toEnd} size="xs" variant="default" radius="xl" onClick={pressToEnd} leftSection={<ArrowDown size={14} aria-hidden />}>
          {unseen > 0 ? t("messaging.thread.unseen", { count: unseen }) : t("messaging.thread.toEnd")}
        </Button>
      )}
    </div>
  );
}
