import { useCallback, useEffect, useState } from "react";
import type { Message } from "@/api/types";
import { bubbleId } from "./MessageBubble";
import type { OlderMessages } from "./ThreadOlder";

/** A quoted message may be far back; this many pages are loaded to find it. */
const MOST_PAGES = 20;

interface Wanted {
  id: string;
  pages: number;
  /** What was known when more was asked for: until that has changed, nothing is asked again. */
  asked: readonly Message[] | null;
}

/** Goes to a message, and loads what is older until it is there. */
export function useJump(messages: readonly Message[], older: OlderMessages): (messageId: string) => void {
  const [wanted, setWanted] = useState<Wanted | null>(null);

  useEffect(() => {
    if (!wanted) return;
    if (focusBubble(wanted.id) || !older.exist || older.hasFailed || wanted.pages >= MOST_PAGES) return setWanted(null);
    if (older.isBusy || wanted.asked === messages) return;
    setWanted({ ...wanted, pages: wanted.pages + 1, asked: messages });
    older.load();
  }, [wanted, messages, older]);

  return useCallback((messageId) => setWanted({ id: messageId, pages: 0, asked: null }), []);
}

function focusBubble(messageId: string): boolean {
  const bubble = document.getElementById(bubbleId(messageId));
  bubble?.scrollIntoView({ block: "center" });
  bubble?.focus({ preventScroll: true });
  return bubble !== null;
}
