import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settingsRoute } from "@/app/roots";

const settings = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/consent",
  component: lazyRouteComponent(() => import("./ConsentSettings"), "ConsentSettings"),
});

export const consentSettingsRoutes = [settings] as const;
