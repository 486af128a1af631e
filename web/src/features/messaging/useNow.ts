import { useSyncExternalStore } from "react";
import { serverNow } from "./serverClock";

const EVERY_MS = 20_000;
let now = serverNow();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = serverNow();
    listeners.forEach((tell) => tell());
  }, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time, moving on a few times a minute; one clock for all rows. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => (timer ? now : (now = Math.floor(serverNow() / 1000) * 1000)));
}
