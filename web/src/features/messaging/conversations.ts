/** Conversations in the query cache: how they are asked for, found, placed and changed. */
import { type InfiniteData, type QueryClient, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import type { Conversation, ConversationPage } from "@/api/types";
import { applyFirmly } from "./reapply";
import { noteServerTime } from "./serverClock";

const PAGE_SIZE = 50;

export interface ConversationFilter {
  search: string;
  unread: boolean;
}

export type ConversationList = InfiniteData<ConversationPage, string | null>;

/** Live events keep the lists fresh; only a search asks again, since whether something matches is the server's to say. */
export function conversationsQuery(filter: ConversationFilter) {
  return infiniteQueryOptions({
    queryKey: ["conversations", filter] as const,
    queryFn: ({ pageParam, signal }) =>
      unwrap(client.GET("/api/v1/conversations", {
        params: {
          query: {
            limit: PAGE_SIZE,
            ...(filter.search && { search: filter.search }),
            ...(filter.unread && { unread: true }),
            ...(pageParam && { cursor: pageParam }),
          },
        },
        signal,
      })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: filter.search ? 30_000 : Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: ["conversation", id] as const,
    queryFn: async ({ signal }) => {
      const answered = await client.GET("/api/v1/conversations/{conversation_id}", { params: { path: { conversation_id: id } }, signal });
      noteServerTime(answered.response);
      return answered.data as Conversation;
    },
  });
}

export function listed(list: { pages: ConversationPage[] } | undefined): Conversation[] {
  const seen = new Map<string, Conversation>();
  for (const page of list?.pages ?? []) for (const one of page.items) if (!seen.has(one.id)) seen.set(one.id, one);
  return [...seen.values()];
}

/** A conversation that some list already has, to show while the full answer comes. */
export function knownConversation(queryClient: QueryClient, id: string): Conversation | undefined {
  for (const [, list] of cachedLists(queryClient)) {
    const found = listed(list).find((one) => one.id === id);
    if (found) return found;
  }
  return undefined;
}

export function cachedLists(queryClient: QueryClient) {
  return queryClient.getQueriesData<ConversationList>({ queryKey: ["conversations"] });
}

/** Changes one conversation wherever it is cached, without moving it. */
export function changeConversations(
  queryClient: QueryClient, concerns: (one: Conversation) => boolean, change: (one: Conversation) => Conversation,
): void {
  const changed = (one: Conversation) => (concerns(one) ? change(one) : one);
  for (const [queryKey] of cachedLists(queryClient)) {
    applyFirmly(queryClient, queryKey, () =>
      queryClient.setQueryData<ConversationList>(queryKey, (list) =>
        list?.pages.some((page) => page.items.some(concerns))
          ? { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.map(changed) })) }
          : list));
  }
  for (const [queryKey] of queryClient.getQueriesData<Conversation>({ queryKey: ["conversation"] })) {
    applyFirmly(queryClient, queryKey, () =>
      queryClient.setQueryData<Conversation>(queryKey, (one) => one && changed(one)));
  }
}
