import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/app/roots";
import { isDay, isSpan, type Span } from "./range";

export interface OverviewSearch {
  span?: Span;
  first?: string;
  last?: string;
  channel?: string;
}

const overview = createRoute({
  getParentRoute: () => shellRoute,
  path: "/overview",
  validateSearch: (search: Record<string, unknown>): OverviewSearch => ({
    ...(isSpan(search.span) && { span: search.span }),
    ...(isDay(search.first) && { first: search.first }),
    ...(isDay(search.last) && { last: search.last }),
    ...(typeof search.channel === "string" && search.channel && { channel: search.channel }),
  }),
  component: lazyRouteComponent(() => import("./Overview"), "Overview"),
});

export const analyticsRoutes = [overview] as const;
