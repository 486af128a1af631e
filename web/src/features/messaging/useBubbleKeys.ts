import { type KeyboardEvent, type RefObject, useCallback } from "react";

/** Up and down go from message to message; Escape goes back to the answer. */
export function useBubbleKeys(scroller: RefObject<HTMLDivElement | null>, leave: () => void) {
  return useCallback((event: KeyboardEvent<HTMLDivElement>) => {
    const log = scroller.current;
    if (!log || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "Escape") return leave();
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const bubbles = [...log.querySelectorAll<HTMLElement>("[data-bubble]")];
    const at = bubbles.findIndex((one) => one.contains(document.activeElement));
    const next = at < 0 ? lowestInView(log, bubbles) : bubbles[at + (event.key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }, [scroller, leave]);
}

function lowestInView(log: HTMLElement, bubbles: HTMLElement[]): HTMLElement | undefined {
  const end = log.getBoundingClientRect().bottom;
  return bubbles.findLast((one) => one.getBoundingClientRect().bottom <= end) ?? bubbles.at(-1);
}
