/** What a live event changes in the query cache. Events may come twice, late or for things never loaded. */
import type { QueryClient } from "@tanstack/react-query";
import type { LiveEventType } from "@/api/live";
import { isRecord } from "@/api/errors";
import type { Channel, Contact, Conversation, Media, Message } from "@/api/types";
import { type ConversationFilter, type ConversationList, cachedLists, changeConversations, listed } from "./conversations";
import { patchMedia } from "./mediaCache";
import { PAGES_KEPT, isForward, patchMessage, upsertMessage } from "./messages";
import { afterFetch, applyFirmly } from "./reapply";

const SHOWN_LIVE = new Set<unknown>(["conversations", "conversation", "messages", "channels"]);

interface Attention {
  /** Whether a person is looking at this conversation right now. */
  isAttended: (conversationId: string) => boolean;
}

export function applyLiveEvent(queryClient: QueryClient, type: LiveEventType, data: unknown, { isAttended }: Attention): void {
  if (type === "refetch" || !isRecord(data)) return refetchAll(queryClient);
  switch (type) {
    case "message.received":
    case "message.queued": {
      const { conversation, message } = data as { conversation: Conversation; message: Message };
      const seen = type === "message.received" && isAttended(conversation.id);
      placeConversation(queryClient, seen ? { ...conversation, unread_count: 0 } : conversation);
      return upsertMessage(queryClient, message, { again: type === "message.queued" });
    }
    case "message.status_changed":
      return changeStatus(queryClient, data as unknown as StatusChange);
    case "conversation.read":
      return forgetUnread(queryClient, String(data.conversation_id));
    case "contact.changed":
      void queryClient.invalidateQueries({ queryKey: ["contacts"] });
      return changeContact(queryClient, data.contact as Contact);
    case "contact.merged":
    case "contact.unmerged":
      void queryClient.invalidateQueries({ queryKey: ["contacts"] });
      return refetchAll(queryClient);
    case "consent.changed":
      return void queryClient.invalidateQueries({ queryKey: ["contacts", String(data.contact_id), "consent"] });
    case "media.ready":
    case "media.failed":
      return patchMedia(queryClient, data.media as Media);
    case "template.changed":
      return void queryClient.invalidateQueries({ queryKey: ["templates"] });
    case "channel.connection_changed":
    case "channel.diagnosis_changed":
      return void queryClient.invalidateQueries({ queryKey: ["channels"] });
    case "channel.changed": {
      const { id, name } = data.channel as Channel;
      void queryClient.invalidateQueries({ queryKey: ["channels"] });
      return changeConversations(queryClient, (one) => one.channel.id === id, (one) => ({ ...one, channel: { id, name } }));
    }
  }
}

export function refetchAll(queryClient: QueryClient): void {
  for (const queryKey of [["conversations"], ["messages"]]) {
    queryClient.setQueriesData<ConversationList>({ queryKey }, (list) =>
      list && { pages: list.pages.slice(0, PAGES_KEPT), pageParams: list.pageParams.slice(0, PAGES_KEPT) });
  }
  for (const { queryKey } of queryClient.getQueryCache().getAll()) {
    if (!SHOWN_LIVE.has(queryKey[0])) continue;
    // A first answer under way is not thrown away for this: it shows, and is then asked for once more.
    const refetch = () => void queryClient.invalidateQueries({ queryKey, exact: true });
    if (!afterFetch(queryClient, queryKey, refetch)) refetch();
  }
}

export function forgetUnread(queryClient: QueryClient, conversationId: string): void {
  changeConversations(
    queryClient, (one) => one.id === conversationId && one.unread_count > 0, (one) => ({ ...one, unread_count: 0 }));
}

export function changeContact(queryClient: QueryClient, contact: Contact): void {
  changeConversations(queryClient, (one) => one.contact.id === contact.id, (one) => ({ ...one, contact }));
}

interface StatusChange {
  conversation_id: string;
  message_id: string;
  status: Message["status"];
  failure: Message["failure"];
}

function changeStatus(queryClient: QueryClient, { conversation_id, message_id, status, failure }: StatusChange): void {
  patchMessage(queryClient, conversation_id, message_id, { status, failure });
  changeConversations(
    queryClient,
    (one) => one.id === conversation_id && shownMessageId(one) === message_id
      && one.preview !== null && isForward(one.preview.status, status),
    (one) => ({ ...one, preview: one.preview && { ...one.preview, status } }),
  );
}

function shownMessageId({ preview }: Conversation): string | undefined {
  return preview && "message_id" in preview ? String(preview.message_id) : undefined;
}

/** Puts a conversation in its place in every list it belongs to: the latest first. */
export function placeConversation(queryClient: QueryClient, conversation: Conversation): void {
  for (const [queryKey] of cachedLists(queryClient)) {
    const filter = queryKey[1] as ConversationFilter;
    applyFirmly(queryClient, queryKey, () =>
      queryClient.setQueryData<ConversationList>(queryKey, (list) => list && withConversation(list, conversation, filter)));
  }
  const queryKey = ["conversation", conversation.id];
  applyFirmly(queryClient, queryKey, () =>
    queryClient.setQueryData<Conversation>(queryKey, (known) => known && merged(known, conversation)));
}

function withConversation(list: ConversationList, incoming: Conversation, filter: ConversationFilter): ConversationList {
  const known = listed(list).find((one) => one.id === incoming.id);
  if (!known && !belongs(incoming, filter)) return list;
  const next = known ? merged(known, incoming) : incoming;
  const pages = known
    ? list.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== incoming.id) }))
    : list.pages;
  const last = pages.length - 1;
  const home = pages.findIndex((page) => page.items.some((one) => isAbove(next, one)));
  if (home < 0 && !known && pages[last]?.next_cursor) return list;
  return {
    ...list,
    pages: pages.map((page, at) => {
      if (at !== (home < 0 ? last : home)) return page;
      const before = page.items.findIndex((one) => isAbove(next, one));
      return { ...page, items: before < 0 ? [...page.items, next] : page.items.toSpliced(before, 0, next) };
    }),
  };
}

function merged(known: Conversation, incoming: Conversation): Conversation {
  if (moment(incoming) < moment(known)) return known;
  const isStale = known.preview && incoming.preview && shownMessageId(known) !== undefined
    && shownMessageId(known) === shownMessageId(incoming) && isForward(incoming.preview.status, known.preview.status);
  return isStale ? { ...incoming, preview: known.preview } : incoming;
}

function isAbove(one: Conversation, other: Conversation): boolean {
  return moment(one) === moment(other) ? one.id > other.id : moment(one) > moment(other);
}

function moment(one: Conversation): number {
  return one.last_message_at ? Date.parse(one.last_message_at) : 0;
}

function belongs({ contact, unread_count }: Conversation, { search, unread }: ConversationFilter): boolean {
  if (unread && unread_count === 0) return false;
  if (!search) return true;
  const wanted = search.toLocaleLowerCase();
  const names = [contact.name, contact.profile_name, contact.username ?? ""];
  if (names.some((name) => name.toLocaleLowerCase().includes(wanted))) return true;
  const digits = search.replace(/\D/g, "");
  const number = (contact.phone ?? "").replace(/\D/g, "");
  return digits !== "" && digits.length >= search.replace(/[\s+()-]/g, "").length && (number.startsWith(digits) || number.endsWith(digits));
}
