import { type KeyboardEvent, type RefObject, useEffect, useEffectEvent, useState } from "react";
import { rowId } from "./ConversationRow";

interface ListKeys {
  ids: readonly string[];
  openId: string | undefined;
  search: RefObject<HTMLInputElement | null>;
  scrollTo: (index: number) => void;
}

const PAGE = 8;

/** Moving through the list: arrows within it, j and k from anywhere that is not a text field, "/" to search. */
export function useListKeys({ ids, openId, search, scrollTo }: ListKeys) {
  const [atId, setAtId] = useState<string>();
  const [wanted, setWanted] = useState<{ id: string }>();
  // The row the tab key stops at: where one was last, else what is open, else the first.
  const stopId = [atId, openId].find((id) => id !== undefined && ids.includes(id)) ?? ids[0];

  // A row may only be drawn once the list has scrolled there.
  useEffect(() => {
    if (wanted) document.getElementById(rowId(wanted.id))?.focus({ preventScroll: true });
  }, [wanted]);

  function go(index: number) {
    const bounded = Math.max(0, Math.min(ids.length - 1, index));
    const id = ids[bounded];
    if (id === undefined) return;
    setAtId(id);
    scrollTo(bounded);
    setWanted({ id });
  }

  function step(by: number) {
    const focused = document.activeElement?.id === (stopId && rowId(stopId));
    const at = stopId === undefined ? -1 : ids.indexOf(stopId);
    // The first press from elsewhere goes to the row that waits, unless that one is open already.
    go(focused || stopId === openId ? at + by : at);
  }

  const onAnyKey = useEffectEvent((event: globalThis.KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
    if (event.key === "/") {
      search.current?.focus();
      search.current?.select();
    }
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: globalThis.KeyboardEvent) => onAnyKey(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);

  function onListKey(event: KeyboardEvent) {
    const moves: Record<string, () => void> = {
      ArrowDown: () => step(1), ArrowUp: () => step(-1),
      PageDown: () => step(PAGE), PageUp: () => step(-PAGE),
      Home: () => go(0), End: () => go(ids.length - 1),
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  }

  return { stopId, setAtId, onListKey, goToFirst: () => go(0) };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
