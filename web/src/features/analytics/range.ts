/** The days that people ask for, by the calendar of this browser. */
export const SPANS = ["today", "yesterday", "week", "month", "quarter", "custom"] as const;
export type Span = (typeof SPANS)[number];

export interface Range {
  first: string;
  last: string;
  by: "hour" | "day";
}

const HOURS_UP_TO_DAYS = 3;
const lengths = { today: 1, yesterday: 1, week: 7, month: 28, quarter: 91 } as const;

export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function isSpan(value: unknown): value is Span {
  return SPANS.includes(value as Span);
}

export function isDay(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
}

function day(date: Date): string {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}

function before(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days);
}

/** Spans end today; yesterday alone does not. Two or three days are shown by the hour. */
export function rangeOf(asked: { span?: Span; first?: string; last?: string }, now = new Date()): Range {
  const span = asked.span ?? "week";
  if (span === "custom" && asked.first && asked.last) return { first: asked.first, last: asked.last, by: byFor(asked.first, asked.last) };
  const known = span === "custom" ? "week" : span;
  const last = known === "yesterday" ? before(now, 1) : now;
  const first = before(last, lengths[known] - 1);
  return { first: day(first), last: day(last), by: byFor(day(first), day(last)) };
}

function byFor(first: string, last: string): "hour" | "day" {
  const days = (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1;
  return days <= HOURS_UP_TO_DAYS ? "hour" : "day";
}
