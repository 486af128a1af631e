import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settingsRoute } from "@/app/roots";
import type { JournalSearch } from "./journal";

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

const journal = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/journal",
  validateSearch: (given: Record<string, unknown>): JournalSearch => {
    const found = { search: text(given.search), since: text(given.since), until: text(given.until) };
    return Object.fromEntries(Object.entries(found).filter(([, value]) => value));
  },
  component: lazyRouteComponent(() => import("./Journal"), "Journal"),
});

export const journalSettingsRoutes = [journal] as const;
