import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";

export const policyQuery = queryOptions({ queryKey: ["sending", "policy"], queryFn: () => unwrap(client.GET("/api/v1/sending/policy")) });

const POLL_MS = 5000;

/** What waits on one number, counted again while it is looked at. */
export const queueQuery = (channelId: string) =>
  queryOptions({
    queryKey: ["sending", "queue", channelId],
    queryFn: () => unwrap(client.GET("/api/v1/sending/queue/{channel_id}", { params: { path: { channel_id: channelId } } })),
    refetchInterval: POLL_MS,
  });

/** The same answer as the settings of channels show. */
export const channelsQuery = queryOptions({ queryKey: ["channels"], queryFn: () => unwrap(client.GET("/api/v1/channels")) });
