/** What somebody is writing, and what they sent that no server has taken yet: both outlive the page. */
import { useSyncExternalStore } from "react";

export interface Pending {
  client_key: string;
  text: string;
  reply_to_id: string | null;
  written_at: string;
}

const listeners = new Set<() => void>();

function draftKey(who: string, conversationId: string): string {
  return `wp-draft:${who}:${conversationId}`;
}

function pendingKey(who: string, conversationId: string): string {
  return `wp-pending:${who}:${conversationId}`;
}

export function readDraft(who: string, conversationId: string): string {
  return localStorage.getItem(draftKey(who, conversationId)) ?? "";
}

/** A full storage must not stop anybody from writing: the draft then lives as long as the page. */
export function writeDraft(who: string, conversationId: string, text: string): void {
  put(draftKey(who, conversationId), text);
}

export function readPending(who: string, conversationId: string): Pending[] {
  return parsed(localStorage.getItem(pendingKey(who, conversationId)));
}

export function addPending(who: string, conversationId: string, pending: Pending): void {
  const others = readPending(who, conversationId).filter((one) => one.client_key !== pending.client_key);
  put(pendingKey(who, conversationId), JSON.stringify([...others, pending]));
}

export function removePending(who: string, conversationId: string, clientKey: string): void {
  const left = readPending(who, conversationId).filter((one) => one.client_key !== clientKey);
  put(pendingKey(who, conversationId), left.length > 0 ? JSON.stringify(left) : "");
}

/** The draft as text that re-renders its reader. */
export function useDraft(who: string, conversationId: string): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => readDraft(who, conversationId),
  );
}

function put(key: string, value: string): void {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // Private windows may have no storage.
  }
  listeners.forEach((tell) => tell());
}

function parsed(text: string | null): Pending[] {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? (found as Pending[]) : [];
  } catch {
    return [];
  }
}
