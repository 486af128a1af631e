/** Messages in the query cache: how they are asked for, and the rules by which they change. */
import { type InfiniteData, type QueryClient, infiniteQueryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import type { Message, MessageKind, MessagePage, MessageStatus } from "@/api/types";
import { applyFirmly } from "./reapply";

const PAGE_SIZE = 50;
/** Of a conversation that nobody looks at, and after a long absence. */
export const PAGES_KEPT = 3;

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

/** Our id for a message that the server does not have yet. */
export const localId = (clientKey: string) => `local-${clientKey}`;
export const isLocal = (message: Message) => message.id.startsWith("local-");

/**
 * What the server does not have yet stands at the end, whatever this computer's clock says. Ids made by
 * the server grow with time, so they decide between messages of the same moment.
 */
export function comesAfter(one: Message, other: Message): boolean {
  if (isLocal(one) !== isLocal(other)) return isLocal(one);
  const apart = microseconds(one.sent_at) - microseconds(other.sent_at);
  return apart === 0 ? one.id > other.id : apart > 0;
}

const ANSWERABLE = new Set<MessageStatus>(["received", "sent", "delivered", "read", "played"]);
const EVENTS = new Set<MessageKind>(["reaction", "system", "edit", "revoke"]);

/** WhatsApp can quote what it has, and only what somebody said. */
export function canBeAnswered({ status, kind }: Message): boolean {
  return ANSWERABLE.has(status) && !EVENTS.has(kind);
}

/** The server counts them: an answer may stand only one after what it answers. */
function microseconds(when: string): number {
  const beyondMilliseconds = /\.\d{3}(\d{1,3})/.exec(when)?.[1] ?? "";
  return Date.parse(when) * 1000 + Number(beyondMilliseconds.padEnd(3, "0"));
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

/** Takes back a message that the server refused. */
export function withdrawMessage(queryClient: QueryClient, conversationId: string, messageId: string): void {
  const { queryKey } = messagesQuery(conversationId);
  applyFirmly(queryClient, queryKey, () =>
    queryClient.setQueryData<MessageList>(queryKey, (list) => list && {
      ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== messageId) })),
    }));
}

export function findMessage(queryClient: QueryClient, conversationId: string, messageId: string): Message | undefined {
  const list = queryClient.getQueryData(messagesQuery(conversationId).queryKey);
  return list?.pages.flatMap((page) => page.items).find((one) => one.id === messageId);
}

/** After somebody read far back, only the newest are kept: the rest loads again when scrolled to. */
export function forgetOlder(queryClient: QueryClient, conversationId: string): void {
  queryClient.setQueryData<MessageList>(messagesQuery(conversationId).queryKey, (list) =>
    list && list.pages.length > PAGES_KEPT
      ? { pages: list.pages.slice(0, PAGES_KEPT), pageParams: list.pageParams.slice(0, PAGES_KEPT) }
      : list);
}

function isRetry(before: Message, partial: Partial<Message>): boolean {
  return before.status === "failed" && partial.status === "queued";
}

function withMessage(list: MessageList, message: Message, again: boolean): MessageList {
  const before = list.pages.flatMap((page) => page.items).filter((known) => isSame(known, message));
  // What was made here never takes the place of what the server said.
  if (isLocal(message) && before.some((known) => !isLocal(known))) return list;
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
