/** Sending: shown at once, sent with a key of our own so that a repeat is the same message, taken back when refused. */
import type { QueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { Message } from "@/api/types";
import { type Pending, addPending, removePending } from "./drafts";
import { findMessage, localId, patchMessage, upsertMessage, withdrawMessage } from "./messages";

export interface Writer {
  /** Tenant and person: drafts of one are never shown to another. */
  who: string;
  name: string;
}

/** `reason: null`: it stays in the thread, marked, and may be sent again. */
export type Sent = { taken: true } | { taken: false; reason: ApiError | null };

/** Waits between tries while there is no answer. */
export const waits = { beforeTryMs: [1_000, 3_000, 8_000, 20_000], longestMs: 60_000 };

/** These mark what waits on this device; the words for them are the screen's. */
const local = (code: string, can_retry: boolean) => ({ code, reason: "", remedy: "", can_retry });
export const OFFLINE = local("offline", false);
export const NO_CONNECTION = local("no_connection", true);
export const NO_ANSWER = local("no_answer", true);

const underWay = new Set<string>();
const queues = new Map<string, Promise<unknown>>();

/** One at a time in a conversation, so that what was written first also arrives first. */
export async function sendMessage(
  queryClient: QueryClient, writer: Writer, conversationId: string, pending: Pending,
): Promise<Sent> {
  if (underWay.has(pending.client_key)) return { taken: false, reason: null };
  underWay.add(pending.client_key);
  addPending(writer.who, conversationId, pending);
  upsertMessage(queryClient, optimistic(writer, conversationId, pending));
  const sent = (queues.get(conversationId) ?? Promise.resolve()).then(() => deliver(queryClient, writer, conversationId, pending));
  queues.set(conversationId, sent);
  try {
    return await sent;
  } finally {
    underWay.delete(pending.client_key);
    if (queues.get(conversationId) === sent) queues.delete(conversationId);
  }
}

/** Never throws: the next in the queue waits for it. */
async function deliver(queryClient: QueryClient, writer: Writer, conversationId: string, pending: Pending): Promise<Sent> {
  const mark = (failure: Message["failure"]) => patchMessage(queryClient, conversationId, localId(pending.client_key), { failure });
  let tries = 0;
  for (;;) {
    try {
      const message = await unwrap(client.POST("/api/v1/conversations/{conversation_id}/messages", {
        params: { path: { conversation_id: conversationId } },
        body: { text: pending.text, client_key: pending.client_key, reply_to_id: pending.reply_to?.id ?? null },
      }));
      removePending(writer.who, conversationId, pending.client_key);
      upsertMessage(queryClient, message);
      return { taken: true };
    } catch (error) {
      if (error instanceof ApiError && error.status < 500 && error.status !== 429) {
        removePending(writer.who, conversationId, pending.client_key);
        withdrawMessage(queryClient, conversationId, localId(pending.client_key));
        return { taken: false, reason: error };
      }
      if (!navigator.onLine) {
        mark(OFFLINE);
        await pause();
        mark(null);
        tries = 0;
        continue;
      }
      const wait = waitAfter(error, tries);
      tries += 1;
      if (wait === null) {
        mark(error instanceof ApiError ? NO_ANSWER : NO_CONNECTION);
        return { taken: false, reason: null };
      }
      await pause(wait);
    }
  }
}

/** Null when it has been tried often enough, or the server wants to be left alone for longer than people wait. */
function waitAfter(error: unknown, tries: number): number | null {
  const ours = waits.beforeTryMs[tries];
  const theirs = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
  return ours === undefined || theirs > waits.longestMs ? null : Math.max(ours, theirs);
}

/** Until the browser has a connection again, or the time is over. */
function pause(ms?: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = ms === undefined ? undefined : setTimeout(end, ms);
    window.addEventListener("online", end);
    function end() {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve();
    }
  });
}

/** What was sent before a reload and that no server has taken, as a bubble again. */
export function showPending(queryClient: QueryClient, writer: Writer, conversationId: string, pending: Pending): void {
  const failure = underWay.has(pending.client_key) ? null : NO_CONNECTION;
  upsertMessage(queryClient, { ...optimistic(writer, conversationId, pending), failure });
}

/** The server has it, though its answer never came: nothing waits any more. */
export function forgetTaken(writer: Writer, conversationId: string, clientKey: string): void {
  if (!underWay.has(clientKey)) removePending(writer.who, conversationId, clientKey);
}

export function pendingOf(message: Message): Pending {
  return { client_key: message.client_key ?? newClientKey(), text: message.text, reply_to: message.reply_to, written_at: message.sent_at };
}

/** `crypto.randomUUID` exists on https only, and an installation on one's own machines may have none. */
export function newClientKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function optimistic(writer: Writer, conversationId: string, pending: Pending): Message {
  return {
    id: localId(pending.client_key),
    conversation_id: conversationId,
    direction: "out",
    kind: "text",
    text: pending.text,
    content: {},
    media: null,
    origin: "person",
    purpose: "service",
    held_until: null,
    held_reason: "",
    reply_to: pending.reply_to ?? null,
    status: "queued",
    failure: null,
    author: { kind: "user", name: writer.name },
    sent_at: pending.written_at,
    client_key: pending.client_key,
  };
}

/** Sends a failed message again; the server keeps its id. It waits from the first press on, so a second does nothing. */
export async function retryMessage(queryClient: QueryClient, message: Message): Promise<void> {
  const find = () => findMessage(queryClient, message.conversation_id, message.id);
  if (find()?.status !== "failed") return;
  const change = (partial: Partial<Message>) => patchMessage(queryClient, message.conversation_id, message.id, partial);
  change({ status: "queued", failure: null });
  const waiting = find();
  try {
    upsertMessage(queryClient, await unwrap(client.POST("/api/v1/messages/{message_id}/retry", {
      params: { path: { message_id: message.id } },
    })));
  } catch (error) {
    // Unless something newer is known by now.
    if (find() === waiting) change({ status: "failed", failure: message.failure });
    throw error;
  }
}

