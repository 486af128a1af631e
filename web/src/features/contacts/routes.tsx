import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/app/roots";

export interface ContactsSearch {
  q?: string;
}

const contacts = createRoute({ getParentRoute: () => shellRoute, path: "/contacts" });

const list = createRoute({
  getParentRoute: () => contacts,
  path: "/",
  validateSearch: (search: Record<string, unknown>): ContactsSearch =>
    (typeof search.q === "string" || typeof search.q === "number") && search.q !== "" ? { q: String(search.q) } : {},
  component: lazyRouteComponent(() => import("./Contacts"), "Contacts"),
});

const add = createRoute({
  getParentRoute: () => contacts,
  path: "/new",
  component: lazyRouteComponent(() => import("./NewContact"), "NewContact"),
});

const one = createRoute({
  getParentRoute: () => contacts,
  path: "/$contactId",
  component: lazyRouteComponent(() => import("./ContactPage"), "ContactPage"),
});

export const contactRoutes = [contacts.addChildren([list, add, one])] as const;
