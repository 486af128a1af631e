/** Passkeys between the browser's API and JSON. */
export function passkeysWork(): boolean {
  return typeof window !== "undefined" && "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;
}

interface Wrapped<T> {
  publicKey: T;
}

export async function passkeyAnswer(options: Wrapped<PublicKeyCredentialRequestOptionsJSON>): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
  return asJson(await navigator.credentials.get({ publicKey }));
}

export async function newPasskey(options: Wrapped<PublicKeyCredentialCreationOptionsJSON>): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey);
  return asJson(await navigator.credentials.create({ publicKey }));
}

/** The person closed the browser's window, or it timed out: nothing went wrong. */
export function wasCancelled(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");
}

function asJson(credential: Credential | null): unknown {
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException("No passkey was chosen.", "NotAllowedError");
  return credential.toJSON();
}
