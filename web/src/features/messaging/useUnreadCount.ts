import { useInfiniteQuery } from "@tanstack/react-query";
import { conversationsQuery, listed } from "./conversations";

const unreadQuery = conversationsQuery({ search: "", unread: true });

/** How many conversations wait to be read, as a person would say it: "3", "50+", or nothing. */
export function useUnreadCount(): string {
  const { data, hasNextPage } = useInfiniteQuery(unreadQuery);
  const count = listed(data).filter((one) => one.unread_count > 0).length;
  if (count === 0) return "";
  return hasNextPage ? `${count}+` : String(count);
}
