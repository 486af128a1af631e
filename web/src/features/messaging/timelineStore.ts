/** The message whose story is open, if any: bubbles by the thousand need no handler of their own. */
import { useSyncExternalStore } from "react";

let openId: string | null = null;
const listeners = new Set<() => void>();

export function openTimeline(messageId: string | null): void {
  openId = messageId;
  listeners.forEach((tell) => tell());
}

export function useTimeline(): string | null {
  return useSyncExternalStore(subscribe, () => openId);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
