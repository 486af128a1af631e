import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import type { Conversation } from "@/api/types";
import { useMay } from "@/app/permissions";
import { isLookedAt, markRead } from "./markRead";

/** What is open in front of somebody has been read: on opening it, and on coming back to the window. */
export function useReading(conversation: Conversation | undefined): void {
  const queryClient = useQueryClient();
  // Reading tells the contact's phone, so it is for those who may answer.
  const counts = useMay("messages:send");
  const id = conversation?.id;

  const look = useEffectEvent(() => {
    if (conversation && counts && conversation.unread_count > 0 && isLookedAt()) void markRead(queryClient, conversation.id);
  });
  useEffect(() => {
    if (!id) return;
    const listener = () => look();
    window.addEventListener("focus", listener);
    document.addEventListener("visibilitychange", listener);
    return () => {
      window.removeEventListener("focus", listener);
      document.removeEventListener("visibilitychange", listener);
    };
  }, [id]);
  useEffect(() => look(), [id, conversation?.last_message_at]);
}
