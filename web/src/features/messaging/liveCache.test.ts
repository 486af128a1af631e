import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveEventType } from "@/api/live";
import type { Conversation } from "@/api/types";
import { type ConversationFilter, conversationsQuery, listed } from "./conversations";
import { contact, conversation, message, moment, page, pages } from "./inbox.fixtures";
import { applyLiveEvent } from "./liveCache";
import { messagesQuery } from "./messages";

let cache: QueryClient;
const everything: ConversationFilter = { search: "", unread: false };
const keyOf = (filter: Partial<ConversationFilter> = {}) => conversationsQuery({ ...everything, ...filter }).queryKey;
const fill = (items: Conversation[], filter: Partial<ConversationFilter> = {}, cursor: string | null = null) =>
  cache.setQueryData(keyOf(filter), pages(page(items, cursor)) as never);
const shown = (filter: Partial<ConversationFilter> = {}) => listed(cache.getQueryData(keyOf(filter)));
const ids = (filter: Partial<ConversationFilter> = {}) => shown(filter).map((one) => one.id);
const say = (type: LiveEventType, data: unknown, attended = "") =>
  applyLiveEvent(cache, type, data, { isAttended: (id) => id === attended });

beforeEach(() => {
  cache = new QueryClient();
});

describe("A message that comes in", () => {
  const arrived = { conversation: conversation(1, { last_message_at: moment(60), unread_count: 1 }), message: message("m", 60) };

  it("brings its conversation to the top with its preview and count, once", () => {
    fill([conversation(3), conversation(2), conversation(1)]);
    say("message.received", arrived);
    say("message.received", arrived);
    expect(ids()).toEqual(["c1", "c3", "c2"]);
    expect(shown()[0]?.unread_count).toBe(1);
  });

  it("adds a conversation that no list had", () => {
    fill([conversation(3), conversation(2)]);
    say("message.received", arrived);
    expect(ids()).toEqual(["c1", "c3", "c2"]);
  });

  it("appears among the unread, and in a search that it matches", () => {
    fill([], { unread: true });
    fill([], { search: "customer 1" });
    fill([], { search: "1001" });
    fill([], { search: "marcos" });
    say("message.received", arrived);
    expect([ids({ unread: true }), ids({ search: "customer 1" }), ids({ search: "1001" }), ids({ search: "marcos" })])
      .toEqual([["c1"], ["c1"], ["c1"], []]);
  });

  it("counts nothing as unread in the conversation somebody looks at", () => {
    fill([conversation(1)]);
    say("message.received", arrived, "c1");
    expect(shown()[0]).toMatchObject({ unread_count: 0, last_message_at: moment(60) });
  });

  it("changes nothing when something newer is shown already", () => {
    fill([conversation(1, { last_message_at: moment(90) })]);
    say("message.received", arrived);
    expect(shown()[0]?.last_message_at).toBe(moment(90));
  });

  it("does not appear below a list of which the rest is not loaded", () => {
    fill([conversation(3)], {}, "more");
    say("message.received", { ...arrived, conversation: conversation(0) });
    expect(ids()).toEqual(["c3"]);
  });

  it("survives a list that was read before it came", async () => {
    let answer: (value: unknown) => void = () => {};
    const fetched = cache.fetchInfiniteQuery({
      queryKey: keyOf(), queryFn: () => new Promise((resolve) => { answer = resolve; }), initialPageParam: null,
    });
    say("message.received", arrived);
    await Promise.resolve();
    answer(page([conversation(3), conversation(1)]));
    await fetched;
    expect(ids()).toEqual(["c1", "c3"]);
  });
});

describe("A change", () => {
  const outgoing = (status: string) => conversation(1, {
    preview: { message_id: "m1", direction: "out", kind: "text", text: "Hi", status } as Conversation["preview"],
  });

  it("of a status reaches the message and the preview, and only forwards", () => {
    cache.setQueryData(messagesQuery("c1").queryKey, pages(page([message("m1", 1)])) as never);
    fill([outgoing("sent")]);
    for (const status of ["read", "delivered"]) {
      say("message.status_changed", { conversation_id: "c1", message_id: "m1", status, failure: null });
    }
    expect(shown()[0]?.preview?.status).toBe("read");
    expect(cache.getQueryData(messagesQuery("c1").queryKey)?.pages[0]?.items[0]?.status).toBe("read");
  });

  it("of a status of an older message leaves the preview alone", () => {
    fill([outgoing("sent")]);
    say("message.status_changed", { conversation_id: "c1", message_id: "m0", status: "read", failure: null });
    expect(shown()[0]?.preview?.status).toBe("sent");
  });

  it("of a status for a message never loaded does no harm", () => {
    say("message.status_changed", { conversation_id: "c9", message_id: "m9", status: "read", failure: null });
    expect(cache.getQueryCache().getAll()).toEqual([]);
  });

  it("to read clears the count everywhere", () => {
    fill([conversation(1, { unread_count: 4 })]);
    fill([conversation(1, { unread_count: 4 })], { unread: true });
    say("conversation.read", { conversation_id: "c1" });
    expect([shown()[0]?.unread_count, shown({ unread: true })[0]?.unread_count]).toEqual([0, 0]);
  });

  it("of a contact or a channel is shown in every row that names it", () => {
    fill([conversation(2), conversation(1)]);
    say("contact.changed", { contact: contact(1, { name: "Dewi" }) });
    say("channel.changed", { channel: { id: "ch1", name: "Wholesale" } });
    expect(shown().map((one) => [one.contact.name, one.channel.name])).toEqual([["Customer 2", "Wholesale"], ["Dewi", "Wholesale"]]);
  });

  it("that cannot be understood asks for everything again", () => {
    fill([conversation(1)]);
    const asked = vi.spyOn(cache, "invalidateQueries");
    say("message.received", null);
    expect(asked).toHaveBeenCalledWith({ queryKey: keyOf(), exact: true });
  });
});
