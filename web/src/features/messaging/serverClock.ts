/** What time the server has. This computer's clock may be off by hours, and windows close by the server's. */

/** Less than this is the answer's way here and whole seconds, not a clock that is off. */
const TOLERATED_MS = 30_000;

let aheadMs = 0;

export function noteServerTime(response: Response, receivedAt = Date.now()): void {
  const said = Date.parse(response.headers.get("Date") ?? "");
  if (Number.isNaN(said)) return;
  const apart = said - receivedAt;
  aheadMs = Math.abs(apart) > TOLERATED_MS ? apart : 0;
}

export function serverNow(): number {
  return Date.now() + aheadMs;
}
