import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";

/** What an invitation's link offers; readable without signing in. */
export const offerQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation-offer", token],
    queryFn: () => unwrap(client.GET("/api/v1/invitations/token/{token}", { params: { path: { token } } })),
  });

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: () => unwrap(client.GET("/api/v1/invitations")),
});

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: () => unwrap(client.GET("/api/v1/members")),
});
