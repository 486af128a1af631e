/** The typed client of /api/v1; its types are generated from openapi.json. */
import createClient from "openapi-fetch";
import { ensureCsrfToken } from "./csrf";
import { NetworkError, problemFrom } from "./errors";
import type { paths } from "./schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

export const client = createClient<paths>({
  baseUrl: typeof window === "undefined" ? "" : window.location.origin,
  credentials: "same-origin",
  fetch: (request) => globalThis.fetch(request),
});

client.use({
  async onRequest({ request }) {
    if (!SAFE.has(request.method)) request.headers.set("X-CSRFToken", await ensureCsrfToken());
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await problemFrom(response);
  },
  onError({ error }) {
    return error instanceof DOMException && error.name === "AbortError" ? error : new NetworkError();
  },
});

/** Turns openapi-fetch's envelope into the value; failures were thrown by the middleware above. */
export async function unwrap<T>(call: Promise<{ data?: T; response: Response }>): Promise<T> {
  const { data } = await call;
  return data as T;
}
