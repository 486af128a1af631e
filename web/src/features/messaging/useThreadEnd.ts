import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Message } from "@/api/types";
import { isLocal } from "./messages";

/** Closer to the end than this counts as being there. */
const NEAR_END = 80;

/** Stays at the end when one is there; otherwise keeps the place and counts what comes in below it. */
export function useThreadEnd(scroller: RefObject<HTMLDivElement | null>, messages: readonly Message[], ownSends: number) {
  const [isAtEnd, setAtEnd] = useState(true);
  const [unseen, setUnseen] = useState(0);

  const toEnd = useCallback(() => {
    // Reversed: 0 is the end, and further up is negative.
    scroller.current?.scrollTo({ top: 0 });
    setAtEnd(true);
    setUnseen(0);
  }, [scroller]);

  // One's own message is followed; what colleagues and flows send is not.
  useEffect(() => {
    if (ownSends > 0) toEnd();
  }, [ownSends, toEnd]);
  useArrivals(messages, (count) => {
    if (isAtEnd) toEnd();
    else setUnseen((before) => before + count);
  });

  const onScroll = useCallback(() => {
    const atEnd = Math.abs(scroller.current?.scrollTop ?? 0) < NEAR_END;
    setAtEnd(atEnd);
    if (atEnd) setUnseen(0);
  }, [scroller]);

  return { isAtEnd, unseen, toEnd, onScroll };
}

/** Tells how many of the contact's messages came after the last one known; what only waits here does not count. */
function useArrivals(messages: readonly Message[], arrived: (count: number) => void) {
  const last = messages.findLast((one) => !isLocal(one));
  const known = useRef(last?.id);
  const tell = useEffectEvent(() => {
    const from = messages.findLastIndex((one) => one.id === known.current);
    known.current = last?.id;
    const count = from < 0 ? 0 : messages.slice(from + 1).filter((one) => one.direction === "in").length;
    arrived(count);
  });
  useEffect(() => {
    if (last?.id !== known.current) tell();
  }, [last?.id]);
}
