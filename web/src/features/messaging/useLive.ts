import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { client, unwrap } from "@/api/client";
import { type LiveEventType, openLive } from "@/api/live";
import type { Conversation, Message } from "@/api/types";
import { useMay, useMe } from "@/app/permissions";
import { applyLiveEvent, refetchAll } from "./liveCache";
import { isLookedAt, markRead } from "./markRead";

const PATIENCE_MS = 3000;

export interface Arrival {
  conversation: Conversation;
  message: Message;
}

interface Live {
  /** Lost for longer than a moment. */
  reconnecting: boolean;
  /** The last message that came in, for those who listen instead of look. */
  arrival: Arrival | null;
}

/** Keeps the cache in step with the business while the inbox is on the screen. */
export function useLive(openConversationId: string | undefined): Live {
  const queryClient = useQueryClient();
  const tenantId = useMe()?.tenant.id;
  const mayRead = useMay("messages:send");
  const [reconnecting, setReconnecting] = useState(false);
  const [arrival, setArrival] = useState<Arrival | null>(null);

  const onEvent = useEffectEvent((type: LiveEventType, data: unknown) => {
    const isAttended = (id: string) => mayRead && id === openConversationId && isLookedAt();
    applyLiveEvent(queryClient, type, data, { isAttended });
    if (type !== "message.received") return;
    const arrived = data as Arrival;
    setArrival(arrived);
    if (isAttended(arrived.conversation.id)) void markRead(queryClient, arrived.conversation.id);
  });

  useEffect(() => {
    if (!tenantId) return;
    // The place lives beside the data it belongs to, so that both are forgotten together.
    const placeKey = ["live-place", tenantId];
    let patience: ReturnType<typeof setTimeout> | undefined;
    const close = openLive({
      address: async () => (await unwrap(client.POST("/api/v1/live/tickets"))).url,
      place: queryClient.getQueryData<string>(placeKey) ?? null,
      onEvent: (type, data, id) => {
        onEvent(type, data);
        if (id) queryClient.setQueryData(placeKey, id);
      },
      onOpen: (resumed) => {
        clearTimeout(patience);
        patience = undefined;
        setReconnecting(false);
        if (!resumed) refetchAll(queryClient);
      },
      onLost: () => {
        patience ??= setTimeout(() => setReconnecting(true), PATIENCE_MS);
      },
    });
    return () => {
      clearTimeout(patience);
      close();
    };
  }, [queryClient, tenantId]);

  return { reconnecting, arrival };
}
