import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";

export const PURPOSES = ["marketing", "utility", "authentication", "service"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What a contact agreed to, and every word that led there, the newest first. */
export const consentQuery = (contactId: string) =>
  infiniteQueryOptions({
    queryKey: ["contacts", contactId, "consent"],
    queryFn: ({ pageParam }) => unwrap(client.GET("/api/v1/contacts/{contact_id}/consent", {
      params: { path: { contact_id: contactId }, query: pageParam ? { before: pageParam } : {} },
    })),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const consentAtQuery = (contactId: string, moment: string) =>
  queryOptions({
    queryKey: ["contacts", contactId, "consent", "at", moment],
    queryFn: () => unwrap(client.GET("/api/v1/contacts/{contact_id}/consent/at", { params: { path: { contact_id: contactId }, query: { moment } } })),
    enabled: moment !== "",
  });

export const settingsQuery = queryOptions({ queryKey: ["consent", "settings"], queryFn: () => unwrap(client.GET("/api/v1/consent/settings")) });
export const wordsQuery = queryOptions({ queryKey: ["consent", "words"], queryFn: () => unwrap(client.GET("/api/v1/consent/words")) });

const POLL_MS = 1500;

/** A file of proof that is read in the background. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["consent", "imports", id],
    queryFn: () => unwrap(client.GET("/api/v1/consent/imports/{import_id}", { params: { path: { import_id: id } } })),
    refetchInterval: (query) => (query.state.data?.finished_at ? false : POLL_MS),
  });
