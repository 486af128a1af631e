import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import { type Range, zone } from "./range";

const AGAIN_MS = 30_000;

export type Figure = "received" | "sent" | "delivered" | "read" | "failed" | "answers";
/** What a person opened: a figure, and of those that failed the cause. */
export interface Opened {
  figure: Figure;
  cause?: string;
}

const asked = (range: Range, channel?: string) => ({
  first: range.first, last: range.last, zone: zone(), by: range.by, ...(channel ? { channel_id: [channel] } : {}),
});

/** Looked at again while it is open. */
export const overviewQuery = (range: Range, channel?: string) =>
  queryOptions({
    queryKey: ["overview", range, channel],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/overview", { params: { query: asked(range, channel) }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });

export const behindQuery = (range: Range, channel: string | undefined, opened: Opened) =>
  infiniteQueryOptions({
    queryKey: ["overview", "behind", range, channel, opened],
    queryFn: ({ pageParam, signal }) => unwrap(client.GET("/api/v1/overview/messages", {
      params: { query: { ...asked(range, channel), figure: opened.figure, cause: opened.cause ?? "", ...(pageParam ? { cursor: pageParam } : {}) } }, signal,
    })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const channelsQuery = queryOptions({ queryKey: ["channels"], queryFn: () => unwrap(client.GET("/api/v1/channels")) });

export function tableAddress(range: Range, channel?: string): string {
  const query = new URLSearchParams({ first: range.first, last: range.last, zone: zone(), by: range.by });
  if (channel) query.append("channel_id", channel);
  return `/api/v1/overview/table.csv?${query.toString()}`;
}
