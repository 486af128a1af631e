import { useRef } from "react";
import { client } from "@/api/client";

/** WhatsApp shows "typing…" for up to 25 seconds. */
const EVERY_MS = 20_000;

/** Lets the contact see that somebody writes. A lost one does no harm, so nothing waits for it. */
export function useTyping(conversationId: string): () => void {
  const told = useRef(0);
  return () => {
    if (Date.now() - told.current < EVERY_MS) return;
    told.current = Date.now();
    client
      .POST("/api/v1/conversations/{conversation_id}/typing", { params: { path: { conversation_id: conversationId } } })
      .catch(() => undefined);
  };
}
