import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { ConversationFilter } from "./conversations";
import type { InboxSearch } from "./routes";

/** What the list shows stands in the address, so that it can be linked and survives going back. */
export function useInboxFilter() {
  const { q, unread } = useSearch({ strict: false }) as InboxSearch;
  const navigate = useNavigate();
  const filter: ConversationFilter = useMemo(() => ({ search: q?.trim() ?? "", unread: unread ?? false }), [q, unread]);
  const change = useCallback(
    (next: { q?: string | undefined; unread?: true | undefined }) =>
      void navigate({ to: ".", search: (before: InboxSearch) => ({ ...before, ...next }), replace: true }),
    [navigate],
  );
  const setSearch = useCallback((text: string) => change({ q: text.trim() || undefined }), [change]);
  const setUnread = useCallback((on: boolean) => change({ unread: on || undefined }), [change]);
  return { filter, setSearch, setUnread };
}
