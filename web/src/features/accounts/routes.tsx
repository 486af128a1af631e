import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { guestRoute, safeNext, settingsRoute } from "@/app/roots";

interface SignInSearch {
  next?: string | undefined;
}

/** Says so also when it is refused: what is left out here would stay as it came. */
const validateSearch = (search: Record<string, unknown>): SignInSearch => ({ next: safeNext(search.next) });

const signIn = createRoute({
  getParentRoute: () => guestRoute,
  path: "/sign-in",
  validateSearch,
  component: lazyRouteComponent(() => import("./SignIn"), "SignIn"),
});

const secondFactor = createRoute({
  getParentRoute: () => guestRoute,
  path: "/sign-in/second-factor",
  validateSearch,
  component: lazyRouteComponent(() => import("./SecondFactor"), "SecondFactor"),
});

const signUp = createRoute({
  getParentRoute: () => guestRoute,
  path: "/sign-up",
  validateSearch: (search: Record<string, unknown>): { invitation?: string } =>
    typeof search.invitation === "string" ? { invitation: search.invitation } : {},
  component: lazyRouteComponent(() => import("./SignUp"), "SignUp"),
});

const checkMail = createRoute({
  getParentRoute: () => guestRoute,
  path: "/verify-email",
  validateSearch: (search: Record<string, unknown>): { email?: string; next?: string | undefined } => ({
    ...(typeof search.email === "string" ? { email: search.email } : {}),
    ...validateSearch(search),
  }),
  component: lazyRouteComponent(() => import("./VerifyEmail"), "CheckMail"),
});

const verifyEmail = createRoute({
  getParentRoute: () => guestRoute,
  path: "/verify-email/$key",
  component: lazyRouteComponent(() => import("./VerifyEmail"), "VerifyEmail"),
});

const forgot = createRoute({
  getParentRoute: () => guestRoute,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("./ForgottenPassword"), "ForgottenPassword"),
});

const reset = createRoute({
  getParentRoute: () => guestRoute,
  path: "/reset-password/$key",
  component: lazyRouteComponent(() => import("./ResetPassword"), "ResetPassword"),
});

const invite = createRoute({
  getParentRoute: () => guestRoute,
  path: "/invite/$token",
  component: lazyRouteComponent(() => import("./AcceptInvitation"), "AcceptInvitation"),
});

const noTenant = createRoute({
  getParentRoute: () => guestRoute,
  path: "/no-tenant",
  component: lazyRouteComponent(() => import("./NoTenant"), "NoTenant"),
});

export const identityRoutes = [signIn, secondFactor, signUp, checkMail, verifyEmail, forgot, reset, invite, noTenant] as const;

const settingsHome = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/profile" });
  },
});

const profile = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/profile",
  component: lazyRouteComponent(() => import("./Profile"), "Profile"),
});

const security = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/security",
  component: lazyRouteComponent(() => import("./Security"), "Security"),
});

const members = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/members",
  component: lazyRouteComponent(() => import("./Members"), "Members"),
});

const apiKeys = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/api-keys",
  component: lazyRouteComponent(() => import("./ApiKeys"), "ApiKeys"),
});

export const accountSettingsRoutes = [settingsHome, profile, security, members, apiKeys] as const;
