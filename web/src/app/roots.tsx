/** The routes that features hang theirs under: signed in (shell), settings, and before signing in (guest). */
import { Outlet, createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";
import { isStatus } from "@/api/errors";
import { NotFound } from "./States";
import { meQuery } from "./session";

export interface RouterContext {
  queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFound });

/** Everything for signed-in people: rail, content. Its children may rely on `me` being in the cache. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (isStatus(error, 401)) throw redirect({ to: "/sign-in", search: { next: location.href } });
      if (isStatus(error, 403) && error.code === "no_tenant") throw redirect({ to: "/no-tenant" });
      throw error;
    }
  },
  component: lazyRouteComponent(() => import("./Shell"), "Shell"),
});

/** The settings column with its section list. */
export const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./Settings"), "Settings"),
});

/** Screens for people who are not signed in. */
export const guestRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "guest",
  component: lazyRouteComponent(() => import("./Guest"), "Guest"),
});

/** Only same-site paths are followed after signing in. */
export function safeNext(next: unknown): string | undefined {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : undefined;
}
