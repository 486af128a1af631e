/** Sending: shown at once, sent with a key of our own so that a repeat is the same message, taken back when refused. */
import type { QueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import { ApiError, NetworkError } from "@/api/errors";
import type { Message } from "@/api/types";
import { type Pending, addPending, removePending } from "./drafts";
import { type MessageList, messagesQuery, patchMessage, upsertMessage } from "./messages";

export interface Writer {
  /** Tenant and person: drafts of one are never shown to another. */
  who: string;
  name: string;
}

export type Sent = { taken: true } | { taken: false; reason: ApiError } | { taken: false; reason: null };

/** Waits between tries while there is no connection. */
export const waits = { beforeTryMs: [1_000, 3_000, 8_000, 20_000] };

/** Our id for a message that the server does not have yet. */
export const localId = (clientKey: string) => `local-${clientKey}`;
export const isLocal = (message: Message) => message.id.startsWith("local-");

export async function sendMessage(
  queryClient: QueryClient, writer: Writer, conversationId: string, pending: Pending, replyTo: Message | null,
): Promise<Sent> {
  addPending(writer.who, conversationId, pending);
  upsertMessage(queryClient, optimistic(writer, conversationId, pending, replyTo));
  for (const wait of [0, ...waits.beforeTryMs]) {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      const message = await unwrap(client.POST("/api/v1/conversations/{conversation_id}/messages", {
        params: { path: { conversation_id: conversationId } },
        body: { text: pending.text, client_key: pending.client_key, reply_to_id: pending.reply_to_id },
      }));
      removePending(writer.who, conversationId, pending.client_key);
      upsertMessage(queryClient, message);
      return { taken: true };
    } catch (error) {
      if (error instanceof ApiError && error.status < 500 && error.status !== 429) {
        removePending(writer.who, conversationId, pending.client_key);
        withdraw(queryClient, conversationId, pending.client_key);
        return { taken: false, reason: error };
      }
      if (!(error instanceof NetworkError || error instanceof ApiError)) throw error;
    }
  }
  patchMessage(queryClient, conversationId, localId(pending.client_key), { failure: NOT_TAKEN });
  return { taken: false, reason: null };
}

/** Marks what waits on this device; the words for it are the screen's. */
export const NOT_TAKEN = { code: "no_connection", reason: "", remedy: "", can_retry: true };

/** What was sent before a reload and that no server has taken, as bubbles again. */
export function showPending(queryClient: QueryClient, writer: Writer, conversationId: string, pending: Pending): void {
  const message = optimistic(writer, conversationId, pending, null);
  upsertMessage(queryClient, { ...message, failure: NOT_TAKEN });
}

function optimistic(writer: Writer, conversationId: string, pending: Pending, replyTo: Message | null): Message {
  return {
    id: localId(pending.client_key),
    conversation_id: conversationId,
    direction: "out",
    kind: "text",
    text: pending.text,
    content: {},
    reply_to: replyTo && { id: replyTo.id, direction: replyTo.direction, kind: replyTo.kind, text: replyTo.text },
    status: "queued",
    failure: null,
    author: { kind: "user", name: writer.name },
    sent_at: pending.written_at,
    client_key: pending.client_key,
  };
}

export function withdraw(queryClient: QueryClient, conversationId: string, clientKey: string): void {
  queryClient.setQueryData<MessageList>(messagesQuery(conversationId).queryKey, (list) => list && {
    ...list,
    pages: list.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== localId(clientKey)) })),
  });
}

/** Sends a failed message again; the server keeps its id. */
export async function retryMessage(queryClient: QueryClient, message: Message): Promise<void> {
  const again = await unwrap(client.POST("/api/v1/messages/{message_id}/retry", { params: { path: { message_id: message.id } } }));
  upsertMessage(queryClient, again, { again: true });
}
