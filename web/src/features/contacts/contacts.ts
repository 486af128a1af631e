import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";

/** The newest first; a search is by name, username, or the beginning or end of a number. */
export const contactsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["contacts", "list", search],
    queryFn: ({ pageParam, signal }) => unwrap(client.GET("/api/v1/contacts", {
      params: { query: { search, ...(pageParam ? { cursor: pageParam } : {}) } }, signal,
    })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

const of = (id: string) => ({ params: { path: { contact_id: id } } });

export const contactQuery = (id: string) =>
  queryOptions({ queryKey: ["contacts", id, "detail"], queryFn: () => unwrap(client.GET("/api/v1/contacts/{contact_id}", of(id))) });

export const suggestionsQuery = (id: string) =>
  queryOptions({ queryKey: ["contacts", id, "suggestions"], queryFn: () => unwrap(client.GET("/api/v1/contacts/{contact_id}/merge-suggestions", of(id))) });

export const mergesQuery = (id: string) =>
  queryOptions({ queryKey: ["contacts", id, "merges"], queryFn: () => unwrap(client.GET("/api/v1/contacts/{contact_id}/merges", of(id))) });

/** After a change that many lists show: a merge, a block, a new contact. */
export function refreshContacts(): Promise<unknown> {
  return Promise.all([["contacts"], ["conversations"], ["conversation"], ["messages"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}
