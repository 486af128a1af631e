import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/app/roots";

export interface InboxSearch {
  q?: string;
  unread?: true;
}

const inboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/inbox",
  validateSearch: (search: Record<string, unknown>): InboxSearch => ({
    ...((typeof search.q === "string" || typeof search.q === "number") && search.q !== "" && { q: String(search.q) }),
    ...((search.unread === true || search.unread === "true") && { unread: true as const }),
  }),
  component: lazyRouteComponent(() => import("./Inbox"), "Inbox"),
});

// The layout draws all three panes; its children only give them an address.
const nothingOpen = createRoute({ getParentRoute: () => inboxRoute, path: "/" });
const conversationOpen = createRoute({ getParentRoute: () => inboxRoute, path: "/$conversationId" });

export const messagingRoutes = [inboxRoute.addChildren([nothingOpen, conversationOpen])] as const;
