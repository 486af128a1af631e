/** Times as a list shows them: short, and with as much as is needed to tell days apart. */
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dayAndYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "2-digit" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

const MINUTE_MS = 60_000;
/** From here on the window is about to close, and the hint says so in color. */
const SOON_MS = 3 * 60 * MINUTE_MS;

export function sayInList(when: string, now: number): string {
  const date = new Date(when);
  const days = daysBetween(date, new Date(now));
  if (days <= 0) return clock.format(date);
  if (days === 1) return capitalized(relative.format(-1, "day"));
  if (days < 7) return weekday.format(date);
  return (date.getFullYear() === new Date(now).getFullYear() ? day : dayAndYear).format(date);
}

export type WindowHint = { state: "open" | "soon"; hours: number; minutes: number } | { state: "closed" } | null;

/** How long free text may still be sent; null where the contact has never written. */
export function windowHint(closesAt: string | null, now: number): WindowHint {
  if (closesAt === null) return null;
  const left = Date.parse(closesAt) - now;
  if (left <= 0) return { state: "closed" };
  const minutes = Math.max(1, Math.floor(left / MINUTE_MS));
  return { state: left < SOON_MS ? "soon" : "open", hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}

function daysBetween(one: Date, other: Date): number {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(other) - midnight(one)) / (24 * 60 * MINUTE_MS));
}

function capitalized(word: string): string {
  return word.charAt(0).toLocaleUpperCase() + word.slice(1);
}
