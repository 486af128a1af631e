import { useState } from "react";

/** Ids that are on their way out and hidden until undone. */
export function useHidden() {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  return {
    isHidden: (id: string) => hidden.has(id),
    hide: (id: string) => setHidden((before) => new Set(before).add(id)),
    unhide: (id: string) => setHidden((before) => new Set([...before].filter((other) => other !== id))),
  };
}
