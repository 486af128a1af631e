import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settingsRoute } from "@/app/roots";

const list = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/channels",
  component: lazyRouteComponent(() => import("./Channels"), "Channels"),
});

const connect = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/channels/new",
  component: lazyRouteComponent(() => import("./ConnectChannel"), "ConnectChannel"),
});

const byHand = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/channels/new/by-hand",
  component: lazyRouteComponent(() => import("./ConnectByHand"), "ConnectByHand"),
});

const connecting = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/channels/new/$connectionId",
  component: lazyRouteComponent(() => import("./Connecting"), "Connecting"),
});

const one = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/channels/$channelId",
  component: lazyRouteComponent(() => import("./ChannelPage"), "ChannelPage"),
});

export const channelSettingsRoutes = [list, connect, byHand, connecting, one] as const;
