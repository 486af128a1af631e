import { Button, Loader } from "@mantine/core";
import { ArrowDown } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { continues, inDays, sayDay } from "./days";
import { MessageBubble, bubbleId } from "./MessageBubble";
import classes from "./Thread.module.css";
import { useNow } from "./useNow";

interface ThreadMessagesProps {
  messages: Message[];
  hasOlder: boolean;
  isLoadingOlder: boolean;
  loadOlder: () => void;
  onReply: ((message: Message) => void) | null;
  onRetry: ((message: Message) => void) | null;
}

/** Closer to the end than this counts as being there. */
const NEAR_END = 80;

/** Grows upwards: the scroller is reversed, so older messages push nothing and the end stays in view. */
export function ThreadMessages({ messages, hasOlder, isLoadingOlder, loadOlder, onReply, onRetry }: ThreadMessagesProps) {
  const { t } = useTranslation();
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [unseen, setUnseen] = useState(0);
  const last = messages.at(-1);
  useArrivals(last, (message) => {
    if (message.direction === "out") toEnd();
    else if (!isAtEnd) setUnseen((count) => count + 1);
  });

  function onScroll() {
    // Reversed: 0 is the end, and further up is negative.
    const atEnd = Math.abs(scroller.current?.scrollTop ?? 0) < NEAR_END;
    setAtEnd(atEnd);
    if (atEnd) setUnseen(0);
  }

  function toEnd() {
    scroller.current?.scrollTo({ top: 0 });
    setUnseen(0);
  }

  function jumpTo(messageId: string) {
    const bubble = document.getElementById(bubbleId(messageId));
    bubble?.scrollIntoView({ block: "center" });
    bubble?.focus({ preventScroll: true });
  }

  return (
    <div className={classes.middle}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div ref={scroller} className={classes.scroller} onScroll={onScroll} tabIndex={0} role="log" aria-label={t("messaging.thread.label")}>
        <div className={classes.messages}>
          {hasOlder && <Older isLoading={isLoadingOlder} load={loadOlder} scroller={scroller} />}
          {!hasOlder && messages.length === 0 && <p className={classes.none}>{t("messaging.thread.none")}</p>}
          {inDays(messages).map((day) => (
            <section key={day.key} aria-label={sayDay(day.messages[0]?.sent_at ?? "", now)}>
              <div className={classes.day} aria-hidden><span>{sayDay(day.messages[0]?.sent_at ?? "", now)}</span></div>
              {day.messages.map((message, place) => (
                <MessageBubble
                  key={message.client_key ?? message.id} message={message} continues={continues(day.messages[place - 1], message)}
                  onReply={onReply} onRetry={onRetry} onJump={jumpTo}
                />
              ))}
            </section>
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <Button className={classes.toEnd} size="xs" variant="default" radius="xl" onClick={toEnd} leftSection={<ArrowDown size={14} aria-hidden />}>
          {unseen > 0 ? t("messaging.thread.unseen", { count: unseen }) : t("messaging.thread.toEnd")}
        </Button>
      )}
    </div>
  );
}

/** Asks for more when it comes into view. */
function Older({ isLoading, load, scroller }: { isLoading: boolean; load: () => void; scroller: React.RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation();
  const mark = useRef<HTMLDivElement>(null);
  const ask = useEffectEvent(() => {
    if (!isLoading) load();
  });
  useEffect(() => {
    if (!mark.current || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver(
      (seen) => seen.some((one) => one.isIntersecting) && ask(),
      { root: scroller.current, rootMargin: "600px 0px" },
    );
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [scroller, isLoading]);
  return (
    <div ref={mark} className={classes.older}>
      {isLoading ? <Loader size={16} aria-label={t("messaging.thread.loadingOlder")} /> : (
        <Button size="compact-xs" variant="subtle" onClick={load}>{t("messaging.thread.older")}</Button>
      )}
    </div>
  );
}

function useArrivals(last: Message | undefined, arrived: (message: Message) => void) {
  const before = useRef(last?.client_key ?? last?.id);
  const tell = useEffectEvent(arrived);
  useEffect(() => {
    const key = last?.client_key ?? last?.id;
    if (last && key !== before.current) tell(last);
    before.current = key;
  }, [last]);
}
