/** What somebody is writing, and what they sent that no server has taken yet: both outlive the page. */
import { useMemo, useSyncExternalStore } from "react";
import { isRecord } from "@/api/errors";
import type { Message } from "@/api/types";

/** A message that is answered, as much of it as is shown. */
export type Quote = NonNullable<Message["reply_to"]>;

export interface Pending {
  client_key: string;
  text: string;
  reply_to: Quote | null;
  written_at: string;
}

const listeners = new Set<() => void>();
/** What the storage would not take (it is full, or there is none) lives as long as the page. */
const unstored = new Map<string, string>();

const draftKey = (who: string, conversationId: string) => `wp-draft:${who}:${conversationId}`;
const replyKey = (who: string, conversationId: string) => `wp-reply:${who}:${conversationId}`;
const pendingKey = (who: string, conversationId: string) => `wp-pending:${who}:${conversationId}`;

export function readDraft(who: string, conversationId: string): string {
  return kept(draftKey(who, conversationId));
}

export function writeDraft(who: string, conversationId: string, text: string): void {
  keep(draftKey(who, conversationId), text);
}

export function readReply(who: string, conversationId: string): Quote | null {
  return quoteIn(kept(replyKey(who, conversationId)));
}

export function writeReply(who: string, conversationId: string, quote: Quote | null): void {
  keep(replyKey(who, conversationId), quote ? JSON.stringify(quote) : "");
}

export function readPending(who: string, conversationId: string): Pending[] {
  const found = parsed(kept(pendingKey(who, conversationId)));
  return Array.isArray(found) ? found.filter(isPending) : [];
}

export function addPending(who: string, conversationId: string, pending: Pending): void {
  const others = readPending(who, conversationId).filter((one) => one.client_key !== pending.client_key);
  keep(pendingKey(who, conversationId), JSON.stringify([...others, pending]));
}

export function removePending(who: string, conversationId: string, clientKey: string): void {
  const left = readPending(who, conversationId).filter((one) => one.client_key !== clientKey);
  keep(pendingKey(who, conversationId), left.length > 0 ? JSON.stringify(left) : "");
}

/** The draft as text that re-renders its reader. */
export function useDraft(who: string, conversationId: string): string {
  return useKept(draftKey(who, conversationId));
}

/** The message that the draft answers. */
export function useReply(who: string, conversationId: string): Quote | null {
  const text = useKept(replyKey(who, conversationId));
  return useMemo(() => quoteIn(text), [text]);
}

function useKept(key: string): string {
  return useSyncExternalStore(subscribe, () => kept(key));
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener("storage", tellAll);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("storage", tellAll);
  };
}

function tellAll(): void {
  listeners.forEach((tell) => tell());
}

function kept(key: string): string {
  const unstoredText = unstored.get(key);
  if (unstoredText !== undefined) return unstoredText;
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(key: string, value: string): void {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
    unstored.delete(key);
  } catch {
    unstored.set(key, value);
  }
  tellAll();
}

function quoteIn(text: string): Quote | null {
  const found = parsed(text);
  return isRecord(found) && typeof found.id === "string" && typeof found.text === "string" ? (found as Quote) : null;
}

function isPending(found: unknown): found is Pending {
  return isRecord(found) && typeof found.client_key === "string" && typeof found.text === "string"
    && !Number.isNaN(Date.parse(String(found.written_at)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text || "null");
  } catch {
    return null;
  }
}
