import { createRoute, createRouter, redirect } from "@tanstack/react-router";
import { queryClient } from "@/api/query";
import { identityRoutes, accountSettingsRoutes } from "@/features/accounts/routes";
import { analyticsRoutes } from "@/features/analytics/routes";
import { channelSettingsRoutes } from "@/features/channels/routes";
import { consentSettingsRoutes } from "@/features/consent/routes";
import { contactRoutes } from "@/features/contacts/routes";
import { journalSettingsRoutes } from "@/features/journal/routes";
import { messagingRoutes } from "@/features/messaging/routes";
import { sendingSettingsRoutes } from "@/features/sending/routes";
import { NotFound, ScreenError } from "./States";
import { guestRoute, rootRoute, settingsRoute, shellRoute } from "./roots";

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inbox" });
  },
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  guestRoute.addChildren(identityRoutes),
  shellRoute.addChildren([
    ...messagingRoutes,
    ...contactRoutes,
    ...analyticsRoutes,
    settingsRoute.addChildren([
      ...accountSettingsRoutes, ...channelSettingsRoutes, ...consentSettingsRoutes, ...sendingSettingsRoutes, ...journalSettingsRoutes,
    ]),
  ]),
]);

export function createAppRouter(options: { history?: Parameters<typeof createRouter>[0]["history"] } = {}) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: ScreenError,
    ...options,
  });
}

export const router = createAppRouter();

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
