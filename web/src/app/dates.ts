/** Dates as people say them; the exact time goes into a title. */
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const dayAndYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

export function sayExactly(when: string | Date): string {
  return exact.format(new Date(when));
}

export function sayWhen(when: string | Date, now = new Date()): string {
  const date = new Date(when);
  const minutes = Math.round((date.getTime() - now.getTime()) / 60_000);
  if (Math.abs(minutes) < 60) return relative.format(minutes, "minute");
  if (Math.abs(minutes) < 24 * 60) return relative.format(Math.round(minutes / 60), "hour");
  const days = Math.round(minutes / (24 * 60));
  if (Math.abs(days) < 7) return relative.format(days, "day");
  return (date.getFullYear() === now.getFullYear() ? day : dayAndYear).format(date);
}
