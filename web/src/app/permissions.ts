/** What the signed-in person may do; the API checks again, this only decides what to show. */
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "./session";

/** Mirrors accounts/permissions.py; API keys may be given the ones in API_KEY_SCOPES. */
export type Permission =
  | "tenant:manage" | "members:read" | "members:manage" | "api_keys:manage" | "channels:read" | "channels:manage"
  | "contacts:read" | "contacts:write" | "conversations:read" | "messages:send"
  | "consent:read" | "consent:write" | "templates:read" | "templates:manage" | "sending:manage" | "webhooks:replay" | "overview:read";

export const API_KEY_SCOPES = [
  "conversations:read", "messages:send", "contacts:read", "contacts:write", "channels:read", "channels:manage", "members:read",
  "consent:read", "consent:write", "templates:read", "templates:manage", "sending:manage", "webhooks:replay", "overview:read",
] as const satisfies readonly Permission[];

export const ROLES = ["owner", "admin", "supervisor", "agent", "viewer"] as const;
export type RoleName = (typeof ROLES)[number];

export function useMe() {
  return useQuery(meQuery).data;
}

export function useMay(permission: Permission): boolean {
  return useMe()?.permissions.includes(permission) ?? false;
}
