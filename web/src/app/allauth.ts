/** The wire to allauth's headless endpoints for browsers: session cookie, CSRF, answers as they come. */
import { ensureCsrfToken } from "@/api/csrf";
import { ApiError, NetworkError, isRecord } from "@/api/errors";

const BASE = "/_allauth/browser/v1/";

export type FlowId =
  | "login" | "signup" | "verify_email" | "mfa_authenticate" | "mfa_login_webauthn"
  | "reauthenticate" | "mfa_reauthenticate" | (string & {});
export type FactorType = "totp" | "recovery_codes" | "webauthn";

export interface Flow {
  id: FlowId;
  is_pending?: boolean;
  types?: FactorType[];
}

export interface AllauthUser {
  id: number | string;
  display?: string;
  email?: string;
}

export interface Answer<T = unknown> {
  status: number;
  data: T;
  meta: Record<string, unknown>;
  flows: Flow[];
}

/** The identity endpoints want the password or second factor once more before they go on. */
export class ReauthenticationNeeded extends Error {
  constructor(readonly flows: Flow[]) {
    super("reauthenticate");
    this.name = "ReauthenticationNeeded";
  }
}

/** Allauth names its own fields; the screens call some of them otherwise. */
const FIELD_OF_PARAM: Readonly<Record<string, string>> = { new_password: "new_password", login: "email" };

function problem(status: number, body: Record<string, unknown>, retryAfter: string | null): ApiError {
  const fields: Record<string, string> = {};
  let detail = typeof body.detail === "string" ? body.detail : "";
  let code = status === 429 ? "too_many_requests" : "";
  for (const entry of Array.isArray(body.errors) ? body.errors : []) {
    if (!isRecord(entry) || typeof entry.message !== "string") continue;
    code ||= typeof entry.code === "string" ? entry.code : "invalid";
    if (typeof entry.param === "string") fields[FIELD_OF_PARAM[entry.param] ?? entry.param] ??= entry.message;
    else detail ||= entry.message;
  }
  const seconds = Number(retryAfter);
  return new ApiError(status, code || `http_${status}`, detail, fields, seconds > 0 ? seconds : null);
}

/**
 * Sends one request. Answers 200, 401 (a flow goes on), 404 and 410 are states and are returned;
 * refusals throw ApiError, and a wish to reauthenticate throws ReauthenticationNeeded.
 */
export async function allauth<T = unknown>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const all: Record<string, string> = { Accept: "application/json", ...headers };
  if (method !== "GET") all["X-CSRFToken"] = await ensureCsrfToken();
  if (body !== undefined) all["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method, headers: all, credentials: "same-origin", body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new NetworkError();
  }
  const parsed: unknown = await response.json().catch(() => null);
  const answer = isRecord(parsed) ? parsed : {};
  const data = answer.data;
  const meta = isRecord(answer.meta) ? answer.meta : {};
  const flows = isRecord(data) && Array.isArray(data.flows) ? (data.flows as Flow[]) : [];
  if (response.status === 401 && meta.is_authenticated === true) throw new ReauthenticationNeeded(flows);
  if (response.ok || [401, 404, 410].includes(response.status)) {
    return { status: response.status, data: data as T, meta, flows };
  }
  throw problem(response.status, answer, response.headers.get("Retry-After"));
}
