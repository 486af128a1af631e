import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./errors";

/** A refusal stays a refusal: only lost connections and a server in trouble are worth asking again. */
function worthAsking(failures: number, error: unknown): boolean {
  if (error instanceof ApiError && error.status < 500) return false;
  return failures < 2;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, gcTime: 10 * 60_000, retry: worthAsking, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}

export const queryClient = createQueryClient();
