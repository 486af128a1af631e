/** Telling the server, and with it the contact's phone, that a conversation has been read. */
import type { QueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import { forgetUnread } from "./liveCache";

const underWay = new Set<string>();
const onceMore = new Set<string>();

export function isLookedAt(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

/** One request at a time for a conversation: what arrives meanwhile is covered by one more. */
export async function markRead(queryClient: QueryClient, conversationId: string): Promise<void> {
  forgetUnread(queryClient, conversationId);
  if (underWay.has(conversationId)) {
    onceMore.add(conversationId);
    return;
  }
  underWay.add(conversationId);
  try {
    do {
      onceMore.delete(conversationId);
      await unwrap(client.POST("/api/v1/conversations/{conversation_id}/read", {
        params: { path: { conversation_id: conversationId } },
      }));
    } while (onceMore.has(conversationId));
  } catch {
    // It stays unread at the server; the next look or the next message tells it again.
    onceMore.delete(conversationId);
    void queryClient.invalidateQueries({ queryKey: ["conversation", conversationId] });
  } finally {
    underWay.delete(conversationId);
  }
}
