/** The signed-in person's own account at the identity endpoints: factors, sessions, password. */
import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "@/api/errors";
import { type Answer, allauth } from "@/app/allauth";
import { newPasskey } from "@/app/passkeys";

export interface Factor {
  type: "totp" | "recovery_codes" | "webauthn";
  created_at: number;
  last_used_at: number | null;
  id?: number | string;
  name?: string;
  total_code_count?: number;
  unused_code_count?: number;
  unused_codes?: string[];
}

export interface BrowserSession {
  id: number | string;
  user_agent: string;
  ip: string;
  created_at: number;
  last_seen_at?: number;
  is_current: boolean;
}

type Method = Parameters<typeof allauth>[0];

/** Like allauth(), but a lost session is an error here and not a step. */
async function account<T>(method: Method, path: string, body?: unknown): Promise<Answer<T>> {
  const answer = await allauth<T>(method, path, body);
  if (answer.status === 401 || answer.status === 410) throw new ApiError(401, "unauthenticated", "");
  return answer;
}

export const factorsQuery = queryOptions({
  queryKey: ["account", "factors"],
  queryFn: async () => (await account<Factor[]>("GET", "account/authenticators")).data,
});

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: async () => (await account<BrowserSession[]>("GET", "auth/sessions")).data,
});

export const endSessions = (ids: BrowserSession["id"][]) => account("DELETE", "auth/sessions", { sessions: ids });

export const changePassword = (current_password: string, new_password: string) =>
  account("POST", "account/password/change", { current_password, new_password });

/** A fresh secret; the server answers 404 with it as long as no app is set up. */
export async function newTotp(): Promise<{ secret: string; url: string }> {
  const { meta } = await account("GET", "account/authenticators/totp");
  return { secret: String(meta.secret ?? ""), url: String(meta.totp_url ?? "") };
}

export const activateTotp = (code: string) => account("POST", "account/authenticators/totp", { code });
export const removeTotp = () => account("DELETE", "account/authenticators/totp");

export async function recoveryCodes(): Promise<string[]> {
  const answer = await account<Factor>("GET", "account/authenticators/recovery-codes");
  return answer.status === 404 ? [] : (answer.data.unused_codes ?? []);
}

export async function newRecoveryCodes(): Promise<string[]> {
  return (await account<Factor>("POST", "account/authenticators/recovery-codes", {})).data.unused_codes ?? [];
}

interface Creation {
  creation_options: { publicKey: PublicKeyCredentialCreationOptionsJSON };
}

/** Says whether the server made recovery codes along with this first factor. */
export async function addPasskey(name: string): Promise<{ madeRecoveryCodes: boolean }> {
  const { data } = await account<Creation>("GET", "account/authenticators/webauthn?passwordless");
  const credential = await newPasskey(data.creation_options);
  const { meta } = await account("POST", "account/authenticators/webauthn", { name, credential });
  return { madeRecoveryCodes: meta.recovery_codes_generated === true };
}

export const removePasskey = (id: Factor["id"]) =>
  account("DELETE", "account/authenticators/webauthn", { authenticators: [id] });
