/** Channels on their way out: gone from the list, not yet from the server, until the ten seconds to undo are over. */
import { useSyncExternalStore } from "react";

let leaving: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

function change(next: ReadonlySet<string>) {
  leaving = next;
  listeners.forEach((listener) => listener());
}

export const letGo = (id: string) => change(new Set(leaving).add(id));
export const keep = (id: string) => change(new Set([...leaving].filter((other) => other !== id)));

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLeaving(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, () => leaving);
}
