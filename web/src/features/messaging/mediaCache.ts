/** A file that became ready (or did not): every message that carries it shows it. */
import type { QueryClient } from "@tanstack/react-query";
import type { Media, Message } from "@/api/types";
import type { MessageList } from "./messages";
import { applyFirmly } from "./reapply";

export function patchMedia(queryClient: QueryClient, media: Media): void {
  const change = (message: Message) => (message.media?.id === media.id ? { ...message, media } : message);
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: ["messages"] })) {
    applyFirmly(queryClient, queryKey, () =>
      queryClient.setQueryData<MessageList>(queryKey, (list) => list && {
        ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.map(change) })),
      }));
  }
}
