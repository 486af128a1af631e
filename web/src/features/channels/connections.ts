import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import { isStatus } from "@/api/errors";
import { queryClient } from "@/api/query";
import type { Connection, Diagnosis } from "@/api/types";

export const POLL_MS = 2000;

/** A guided connection; events bring its steps, and asking again brings what an event did not. */
export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ["channels", "connection", id],
    queryFn: () => unwrap(client.GET("/api/v1/channels/connections/{connection_id}", { params: { path: { connection_id: id } } })),
    refetchInterval: (query) => (query.state.data?.status === "working" ? POLL_MS : false),
  });

export function rememberConnection(connection: Connection): void {
  queryClient.setQueryData(connectionQuery(connection.id).queryKey, connection);
}

/** The latest examination of a channel; null before the first. */
export const diagnosisQuery = (channelId: string) =>
  queryOptions({
    queryKey: ["channels", channelId, "diagnosis"],
    queryFn: async (): Promise<Diagnosis | null> => {
      try {
        return await unwrap(client.GET("/api/v1/channels/{channel_id}/diagnosis", { params: { path: { channel_id: channelId } } }));
      } catch (failure) {
        if (isStatus(failure, 404)) return null;
        throw failure;
      }
    },
  });

export function rememberDiagnosis(diagnosis: Diagnosis): void {
  queryClient.setQueryData(diagnosisQuery(diagnosis.channel_id).queryKey, diagnosis);
}

export function isUnderWay(diagnosis: Diagnosis): boolean {
  return diagnosis.finished_at === null || diagnosis.round_trip.state === "sent";
}
