/** A thread in days: a heading before the first message of each. */
import type { Message } from "@/api/types";

const long = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const longWithYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const DAY_MS = 86_400_000;

export interface Day {
  key: string;
  messages: Message[];
}

export function inDays(messages: readonly Message[]): Day[] {
  const days: Day[] = [];
  for (const message of messages) {
    const key = dayKey(new Date(message.sent_at));
    const last = days.at(-1);
    // A day never comes back, also when what waits on this device was written before what came since.
    if (last && last.key >= key) last.messages.push(message);
    else days.push({ key, messages: [message] });
  }
  return days;
}

/** "Today", "Yesterday", then the date. */
export function sayDay(when: string, now: number): string {
  const date = new Date(when);
  const today = new Date(now);
  const ago = Math.round((midnight(today) - midnight(date)) / DAY_MS);
  if (ago === 0 || ago === 1) {
    const word = relative.format(-ago, "day");
    return word.charAt(0).toLocaleUpperCase() + word.slice(1);
  }
  return (date.getFullYear() === today.getFullYear() ? long : longWithYear).format(date);
}

/** Whether a bubble goes on what the one before said: same side, same person, within five minutes. */
export function continues(before: Message | undefined, message: Message): boolean {
  return before !== undefined && before.direction === message.direction && before.author?.name === message.author?.name
    && Date.parse(message.sent_at) - Date.parse(before.sent_at) < 5 * 60_000;
}

function dayKey(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
