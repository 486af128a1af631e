/** Reads the token that Django expects back in a header. */
export function csrfToken(): string {
  const found = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice("csrftoken=".length)) : "";
}

/** The cookie is set by any answer of the identity endpoints; a fresh browser asks once before its first write. */
export async function ensureCsrfToken(): Promise<string> {
  const known = csrfToken();
  if (known) return known;
  await fetch("/_allauth/browser/v1/config", { credentials: "same-origin" });
  return csrfToken();
}
