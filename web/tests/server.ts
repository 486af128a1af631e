/** A scripted server: routes as "METHOD /path", answers as values or functions; unknown calls fail loudly. */
import { vi } from "vitest";

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

interface Scripted {
  status?: number;
  json?: unknown;
  headers?: Record<string, string>;
}

type Script = Scripted | ((call: Call) => Scripted | Promise<Scripted>);

export const me = {
  user: { id: "u1", email: "rani@senja.example", name: "Rani Anggraini" },
  tenant: { id: "t1", name: "Senja Coffee" },
  role: "owner",
  permissions: [
    "tenant:manage", "members:read", "members:manage", "api_keys:manage", "channels:read", "channels:manage",
    "contacts:read", "contacts:write", "conversations:read", "messages:send",
  ],
  tenants: [{ id: "t1", name: "Senja Coffee", role: "owner" }],
};

/** Installs the script and returns the list of calls as they come in. "GET /api/v1/me" answers the owner unless scripted. */
export function serve(routes: Record<string, Script>): Call[] {
  document.cookie = "csrftoken=test-token";
  const all: Record<string, Script> = { "GET /api/v1/me": { json: me }, ...routes };
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(String(input), window.location.origin), init);
    const url = new URL(request.url);
    const text = await request.clone().text();
    const call: Call = { method: request.method, path: url.pathname, query: url.searchParams, body: text ? JSON.parse(text) : null };
    calls.push(call);
    const script = all[`${call.method} ${call.path}`];
    if (!script) throw new Error(`Not scripted: ${call.method} ${call.path}`);
    const { status = 200, json, headers } = typeof script === "function" ? await script(call) : script;
    const bodyless = status === 204 || json === undefined;
    return new Response(bodyless ? null : JSON.stringify(json), { status, headers: { "Content-Type": "application/json", ...headers } });
  });
  return calls;
}

/** The shape of allauth's answers. */
export const identity = {
  in: { json: { status: 200, data: { user: { id: 1, email: me.user.email }, methods: [] }, meta: { is_authenticated: true } } },
  out: (...flows: object[]) => ({ status: 401, json: { status: 401, data: { flows }, meta: { is_authenticated: false } } }),
  refused: (status: number, ...errors: { message: string; code: string; param?: string }[]) => ({ status, json: { status, errors } }),
  proof: { status: 401, json: { status: 401, data: { flows: [{ id: "reauthenticate" }] }, meta: { is_authenticated: true } } },
};
