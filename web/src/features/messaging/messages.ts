/** Messages in the query cache: how they are asked for, and the rules by which they change. */
import { type InfiniteData, type QueryClient, infiniteQueryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import type { Message, MessagePage, MessageStatus } from "@/api/types";
import { applyFirmly } from "./reapply";

const PAGE_SIZE = 50;

/** The first page holds the newest; within a page the newest is last. */
export type MessageList = InfiniteData<MessagePage, string | null>;

export function messagesQuery(conversationId: string) {
  return infiniteQueryOptions({
    queryKey: ["messages", conversationId] as const,
    queryFn: ({ pageParam, signal }) =>
      unwrap(client.GET("/api/v1/conversations/{conversation_id}/messages", {
        params: {
          path: { conversation_id: conversationId },
          query: { limit: PAGE_SIZE, ...(pageParam && { before: pageParam }) },
        },
        signal,
      })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

const RANK: Record<MessageStatus, number> = {
  queued: 10, sending: 20, unknown: 25, sent: 30, failed: 40, delivered: 50, read: 60, played: 70, received: 100,
};

/** Reports arrive in any order; a status only gives way to a later one. */
export function isForward(before: MessageStatus, after: MessageStatus): boolean {
  return RANK[after] > RANK[before];
}

/** Ids made by the server grow with time, so they decide between messages of the same moment. */
export function comesAfter(one: Message, other: Message): boolean {
  const moments = Date.parse(one.sent_at) - Date.parse(other.sent_at);
  return moments === 0 ? one.id > other.id : moments > 0;
}

interface Upsert {
  /** It is being sent again: the one way back from "failed". */
  again?: boolean;
}

/**
 * Puts a message where it belongs. It takes the place of one with the same id or client key
 * (the optimistic one). Does nothing where the conversation was never loaded.
 */
export function upsertMessage(queryClient: QueryClient, message: Message, { again = false }: Upsert = {}): void {
  const { queryKey } = messagesQuery(message.conversation_id);
  applyFirmly(queryClient, queryKey, () =>
    queryClient.setQueryData<MessageList>(queryKey, (list) => list && withMessage(list, message, again)));
}

/** Changes a message in place; an older status, with its failure, is left out. */
export function patchMessage(
  queryClient: QueryClient, conversationId: string, messageId: string, partial: Partial<Message>,
): void {
  const { queryKey } = messagesQuery(conversationId);
  applyFirmly(queryClient, queryKey, () =>
    queryClient.setQueryData<MessageList>(queryKey, (list) => list && mapMessages(list, messageId, (before) =>
      merged(before, { ...before, ...partial }, isRetry(before, partial)))));
}

function isRetry(before: Message, partial: Partial<Message>): boolean {
  return before.status === "failed" && partial.status === "queued";
}

function withMessage(list: MessageList, message: Message, again: boolean): MessageList {
  const before = list.pages.flatMap((page) => page.items).filter((known) => isSame(known, message));
  if (isOurs(message) && before.some((known) => !isOurs(known))) return list;
  const confirmed = before.find((known) => known.id === message.id);
  const next = confirmed ? merged(confirmed, message, again) : message;
  const pages = list.pages.map((page) =>
    page.items.some((known) => isSame(known, message))
      ? { ...page, items: page.items.filter((known) => !isSame(known, message)) }
      : page);
  const fits = (page: MessagePage) => page.items[0] !== undefined && !comesAfter(page.items[0], next);
  const home = pages.findIndex(fits);
  const last = pages.length - 1;
  if (home < 0 && pages[last]?.next_cursor && before.length === 0) return list;
  return { ...list, pages: pages.map((page, at) => (at === (home < 0 ? last : home) ? inserted(page, next) : page)) };
}

/** Made here and not yet known to the server: never takes the place of what the server said. */
function isOurs(message: Message): boolean {
  return message.id.startsWith("local-");
}

function inserted(page: MessagePage, message: Message): MessagePage {
  const at = page.items.findIndex((known) => comesAfter(known, message));
  return { ...page, items: at < 0 ? [...page.items, message] : page.items.toSpliced(at, 0, message) };
}

function isSame(known: Message, message: Message): boolean {
  return known.id === message.id || (message.client_key !== null && known.client_key === message.client_key);
}

function merged(before: Message, after: Message, again: boolean): Message {
  if (before.status === after.status || isForward(before.status, after.status)) return after;
  if (again && before.status === "failed") return after;
  return { ...after, status: before.status, failure: before.failure };
}

function mapMessages(list: MessageList, id: string, change: (message: Message) => Message): MessageList {
  const holds = (page: MessagePage) => page.items.some((message) => message.id === id);
  if (!list.pages.some(holds)) return list;
  return {
    ...list,
    pages: list.pages.map((page) =>
      holds(page) ? { ...page, items: page.items.map((message) => (message.id === id ? change(message) : message)) } : page),
  };
}
