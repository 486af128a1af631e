import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Message } from "@/api/types";
import { readPending } from "./drafts";
import { isLocal } from "./messages";
import { type Writer, forgetTaken, showPending } from "./sendMessage";

/**
 * What was sent here and never taken stands in the thread, to be sent again by its writer: after a reload,
 * and after the thread was fetched anew, since no server's answer holds it.
 */
export function useLeftovers(writer: Writer, conversationId: string, isLoaded: boolean, messages: readonly Message[]) {
  const queryClient = useQueryClient();
  // Another window's are its own while it sends them.
  const ours = useRef<Set<string>>(undefined);
  useEffect(() => {
    if (!isLoaded || !writer.who) return;
    const pending = readPending(writer.who, conversationId);
    ours.current ??= new Set(pending.map((one) => one.client_key));
    for (const message of messages) if (isLocal(message) && message.client_key) ours.current.add(message.client_key);
    for (const one of pending) {
      const known = messages.find((message) => message.client_key === one.client_key);
      if (known && !isLocal(known)) forgetTaken(writer, conversationId, one.client_key);
      else if (!known && ours.current.has(one.client_key)) showPending(queryClient, writer, conversationId, one);
    }
  }, [isLoaded, messages, queryClient, writer, conversationId]);
}
