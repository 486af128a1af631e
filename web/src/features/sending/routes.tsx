import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settingsRoute } from "@/app/roots";

const sending = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/sending",
  component: lazyRouteComponent(() => import("./Sending"), "Sending"),
});

export const sendingSettingsRoutes = [sending] as const;
