import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it } from "vitest";
import type { Message } from "@/api/types";
import { message, page, pages } from "./inbox.fixtures";
import { messagesQuery, patchMessage, upsertMessage, withdrawMessage } from "./messages";

const { queryKey } = messagesQuery("c1");
let cache: QueryClient;

const fill = (...all: { items: Message[]; next_cursor: string | null }[]) =>
  cache.setQueryData(queryKey, pages(...all) as never);
const shown = () => cache.getQueryData(queryKey)?.pages.map((one) => one.items.map((item) => item.id));
const find = (id: string) => cache.getQueryData(queryKey)?.pages.flatMap((one) => one.items).find((item) => item.id === id);

beforeEach(() => {
  cache = new QueryClient();
});

describe("A message that comes in", () => {
  it("goes to the end when it is the newest", () => {
    fill(page([message("a", 1), message("b", 2)]));
    upsertMessage(cache, message("c", 3));
    expect(shown()).toEqual([["a", "b", "c"]]);
  });

  it("goes between its neighbors when it is late, also on an older page", () => {
    fill(page([message("d", 10), message("e", 12)], "older"), page([message("a", 1), message("c", 3)]));
    upsertMessage(cache, message("x", 11));
    upsertMessage(cache, message("b", 2));
    expect(shown()).toEqual([["d", "x", "e"], ["a", "b", "c"]]);
  });

  it("is ordered by its id among messages of the same moment", () => {
    fill(page([message("a", 1), message("c", 1)]));
    upsertMessage(cache, message("b", 1));
    expect(shown()).toEqual([["a", "b", "c"]]);
  });

  it("waits for its page when it is older than everything loaded", () => {
    fill(page([message("d", 10)], "older"));
    upsertMessage(cache, message("a", 1));
    expect(shown()).toEqual([["d"]]);
  });

  it("is shown once, however often it comes", () => {
    fill(page([message("a", 1)]));
    upsertMessage(cache, message("b", 2));
    upsertMessage(cache, message("b", 2));
    expect(shown()).toEqual([["a", "b"]]);
  });

  it("takes the place of the optimistic one with the same client key", () => {
    fill(page([message("a", 1), message("temporary", 2, { client_key: "key", status: "queued" })]));
    upsertMessage(cache, message("b", 2, { client_key: "key", status: "queued" }));
    upsertMessage(cache, message("b", 2, { client_key: "key", status: "queued" }));
    expect(shown()).toEqual([["a", "b"]]);
  });

  it("of this browser does not take the place of the one that the server has", () => {
    fill(page([message("b", 2, { client_key: "key" })]));
    upsertMessage(cache, message("local-key", 3, { client_key: "key", status: "queued" }));
    expect(shown()).toEqual([["b"]]);
  });

  it("is ordered by microseconds, as at the server", () => {
    fill(page([message("b", 0, { sent_at: "2026-11-23T09:00:00.000001Z" })]));
    upsertMessage(cache, message("c", 0, { sent_at: "2026-11-23T09:00:00Z" }));
    expect(shown()).toEqual([["c", "b"]]);
  });

  it("stands above what only waits in this browser, whatever the clocks say", () => {
    fill(page([message("a", 1), message("local-key", 2, { client_key: "key", status: "queued" })]));
    upsertMessage(cache, message("b", 90));
    expect(shown()).toEqual([["a", "b", "local-key"]]);
  });

  it("is the first of an empty conversation", () => {
    fill(page([]));
    upsertMessage(cache, message("a", 1));
    expect(shown()).toEqual([["a"]]);
  });

  it("changes nothing where the conversation was never loaded", () => {
    upsertMessage(cache, message("a", 1));
    expect(cache.getQueryData(queryKey)).toBeUndefined();
  });

  it("survives an answer that was read before it came", async () => {
    let answer: (value: unknown) => void = () => {};
    const fetched = cache.fetchInfiniteQuery({
      queryKey, queryFn: () => new Promise((resolve) => { answer = resolve; }), initialPageParam: null,
    });
    upsertMessage(cache, message("b", 2));
    await Promise.resolve();
    answer(page([message("a", 1)]));
    await fetched;
    expect(shown()).toEqual([["a", "b"]]);
  });
});

it("A message taken back stays away, also when a fetch began before", async () => {
  let answer: (value: unknown) => void = () => {};
  const fetched = cache.fetchInfiniteQuery({
    queryKey, queryFn: () => new Promise((resolve) => { answer = resolve; }), initialPageParam: null,
  });
  upsertMessage(cache, message("local-key", 2, { client_key: "key", status: "queued" }));
  withdrawMessage(cache, "c1", "local-key");
  await Promise.resolve();
  answer(page([message("a", 1)]));
  await fetched;
  expect(shown()).toEqual([["a"]]);
});

describe("A status", () => {
  it("never moves backwards, however late it comes", () => {
    fill(page([message("a", 1, { status: "sent" })]));
    patchMessage(cache, "c1", "a", { status: "read" });
    patchMessage(cache, "c1", "a", { status: "delivered" });
    patchMessage(cache, "c1", "a", { status: "sending" });
    expect(find("a")?.status).toBe("read");
  });

  it("of failure is ignored after delivery, with its reason", () => {
    const failure = { code: "131047", reason: "Closed", remedy: "", can_retry: false };
    fill(page([message("a", 1, { status: "delivered" })]));
    patchMessage(cache, "c1", "a", { status: "failed", failure });
    expect(find("a")).toMatchObject({ status: "delivered", failure: null });
  });

  it("of failure is taken after sent", () => {
    const failure = { code: "131047", reason: "Closed", remedy: "", can_retry: false };
    fill(page([message("a", 1, { status: "sent" })]));
    patchMessage(cache, "c1", "a", { status: "failed", failure });
    expect(find("a")).toMatchObject({ status: "failed", failure });
  });

  it("of an answer that was overtaken does not undo what came live", () => {
    fill(page([message("a", 1, { status: "delivered" })]));
    upsertMessage(cache, message("a", 1, { status: "queued" }));
    expect(find("a")?.status).toBe("delivered");
  });

  it("leaves failure when the message is sent again", () => {
    fill(page([message("a", 1, { status: "failed" })]));
    upsertMessage(cache, message("a", 1, { status: "queued" }));
    expect(find("a")?.status).toBe("failed");
    upsertMessage(cache, message("a", 1, { status: "queued" }), { again: true });
    expect(find("a")?.status).toBe("queued");
  });
});
