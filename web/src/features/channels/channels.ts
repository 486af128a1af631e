import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import type { Channel } from "@/api/types";

const POLL_MS = 2000;
const anyChecking = (channels: readonly Channel[]) => channels.some((channel) => channel.status === "checking");

/** Asked again every two seconds while a connection is being checked. */
export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: () => unwrap(client.GET("/api/v1/channels")),
  refetchInterval: (query) => (anyChecking(query.state.data ?? []) ? POLL_MS : false),
});

export const channelQuery = (id: string) =>
  queryOptions({
    queryKey: ["channels", id],
    queryFn: () => unwrap(client.GET("/api/v1/channels/{channel_id}", { params: { path: { channel_id: id } } })),
    refetchInterval: (query) => (query.state.data?.status === "checking" ? POLL_MS : false),
  });

/** Puts a fresh answer into the cache, so that the page and the list agree without asking again. */
export function rememberChannel(channel: Channel): void {
  queryClient.setQueryData(channelQuery(channel.id).queryKey, channel);
  queryClient.setQueryData(channelsQuery.queryKey, (before) =>
    before?.map((known) => (known.id === channel.id ? channel : known)));
}
