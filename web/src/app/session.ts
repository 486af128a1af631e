/** Signing in and out: each call says which step comes next. */
import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import { type Answer, type FactorType, type Flow, allauth } from "./allauth";
import { passkeyAnswer } from "./passkeys";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => unwrap(client.GET("/api/v1/me")),
  staleTime: 60_000,
});

/** Whether this server mails codes or links. */
export const allauthConfig = queryOptions({
  queryKey: ["identity-config"],
  queryFn: async () => {
    const { data } = await allauth<{ account?: { email_verification_by_code_enabled?: boolean } }>("GET", "config");
    return { byCode: data.account?.email_verification_by_code_enabled ?? false };
  },
  staleTime: Infinity,
});

/** Where a person stands after a step of signing in. */
export type NextStep =
  | { step: "in" }
  | { step: "second_factor"; types: FactorType[] }
  | { step: "verify_email" }
  | { step: "sign_in" };

export function nextStep(answer: Pick<Answer, "status" | "flows">): NextStep {
  if (answer.status === 200) return { step: "in" };
  const pending = answer.flows.find((flow) => flow.is_pending);
  if (pending?.id === "mfa_authenticate") return { step: "second_factor", types: pending.types ?? ["totp"] };
  if (pending?.id === "verify_email") return { step: "verify_email" };
  return { step: "sign_in" };
}

async function step(answer: Promise<Answer>): Promise<NextStep> {
  const next = nextStep(await answer);
  // Whoever asks through a query of its own waits for it: that one stays.
  if (next.step === "in") queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "verify-email" });
  return next;
}

/** Only looks: what is cached stays. */
export const currentStep = async () => nextStep(await allauth("GET", "auth/session"));

export const signIn = (credentials: { email: string; password: string }) =>
  step(allauth("POST", "auth/login", credentials));

export interface SignUp {
  name: string;
  email: string;
  password: string;
  tenant_name?: string;
  invitation_token?: string;
}

export const signUp = (person: SignUp) => step(allauth("POST", "auth/signup", person));

export const answerSecondFactor = (code: string) => step(allauth("POST", "auth/2fa/authenticate", { code }));

export async function answerSecondFactorWithPasskey(): Promise<NextStep> {
  return step(provePasskey("auth/webauthn/authenticate"));
}

export async function signInWithPasskey(): Promise<NextStep> {
  return step(provePasskey("auth/webauthn/login"));
}

async function provePasskey(path: string): Promise<Answer> {
  const { data } = await allauth<{ request_options: { publicKey: PublicKeyCredentialRequestOptionsJSON } }>("GET", path);
  return allauth("POST", path, { credential: await passkeyAnswer(data.request_options) });
}

/** A key out of an e-mail; 409 means that this key was never or is no longer good. */
export const verifyEmail = (key: string) => step(allauth("POST", "auth/email/verify", { key }));

export const resendVerification = () => allauth("POST", "auth/email/verify/resend");

export const askForReset = (email: string) => allauth("POST", "auth/password/request", { email });

export const resetPassword = (key: string, password: string) =>
  step(allauth("POST", "auth/password/reset", { key, password }));

export async function signOut(): Promise<void> {
  await allauth("DELETE", "auth/session");
  queryClient.clear();
}

export async function reauthenticate(
  proof: { password: string } | { code: string } | { passkey: true },
): Promise<void> {
  if ("password" in proof) await allauth("POST", "auth/reauthenticate", proof);
  else if ("code" in proof) await allauth("POST", "auth/2fa/reauthenticate", proof);
  else await provePasskey("auth/webauthn/reauthenticate");
}

export async function switchTenant(tenantId: string): Promise<void> {
  const me = await unwrap(client.POST("/api/v1/me/tenant", { body: { tenant_id: tenantId } }));
  queryClient.clear();
  queryClient.setQueryData(meQuery.queryKey, me);
}

export type { FactorType, Flow };
