import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";

/** Part of the address, so that a search can be sent to a colleague. Times as `datetime-local` writes them. */
export interface JournalSearch {
  search?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

const moment = (local?: string) => (local && !Number.isNaN(Date.parse(local)) ? new Date(local).toISOString() : undefined);

/** The newest first; without a time, of the last day. */
export const journalQuery = ({ search = "", since, until }: JournalSearch) =>
  infiniteQueryOptions({
    queryKey: ["journal", search, since, until],
    queryFn: ({ pageParam, signal }) => {
      const [from, to] = [moment(since), moment(until)];
      return unwrap(client.GET("/api/v1/journal", {
        params: { query: { search, ...(from ? { since: from } : {}), ...(to ? { until: to } : {}), ...(pageParam ? { cursor: pageParam } : {}) } }, signal,
      }));
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const webhookQuery = (id: number) =>
  queryOptions({
    queryKey: ["journal", "webhook", id],
    queryFn: () => unwrap(client.GET("/api/v1/journal/{webhook_id}", { params: { path: { webhook_id: id } } })),
    staleTime: Infinity,
  });

export const retentionQuery = queryOptions({ queryKey: ["journal", "settings"], queryFn: () => unwrap(client.GET("/api/v1/journal/settings")) });
