import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { conversationsQuery, listed } from "./conversations";

const FEW = 10;
const unreadQuery = conversationsQuery({ search: "", unread: true });

/** How many conversations wait to be read, as a person would say it: "3", "50+", or nothing. */
export function useUnreadCount(): string {
  const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = useInfiniteQuery(unreadQuery);
  const count = listed(data).filter((one) => one.unread_count > 0).length;
  // What was read stays in the pages; when little of them is left unread, the next tells what else waits.
  useEffect(() => {
    if (count < FEW && hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [count, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  if (count === 0) return "";
  return hasNextPage ? `${count}+` : String(count);
}
