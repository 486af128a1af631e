/**
 * Changes that hold against a fetch under way: its answer may have been read before the change,
 * so the change is made now and once more when the answer is in. Every change here may run twice.
 */
import type { QueryClient, QueryKey } from "@tanstack/react-query";

export function applyFirmly(queryClient: QueryClient, queryKey: QueryKey, change: () => void): void {
  change();
  afterFetch(queryClient, queryKey, change);
}

/** Runs once the fetch under way has ended; not at all when there is none, and then says so. */
export function afterFetch(queryClient: QueryClient, queryKey: QueryKey, run: () => void): boolean {
  const query = queryClient.getQueryCache().find({ queryKey, exact: true });
  if (!query || query.state.fetchStatus === "idle") return false;
  const stop = queryClient.getQueryCache().subscribe((event) => {
    if (event.query !== query) return;
    if (event.type === "removed") stop();
    if (event.type !== "updated" || query.state.fetchStatus !== "idle") return;
    stop();
    run();
  });
  return true;
}
