/** Figures as people read them. */
const whole = new Intl.NumberFormat();
const share = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 });
const change = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export const sayCount = (count: number) => whole.format(count);
export const sayShare = (part: number, of: number) => (of ? share.format(part / of) : "");

/** Nothing to compare with is no change. */
export function sayChange(now: number | null | undefined, before: number | null | undefined): string {
  return now == null || !before ? "" : change.format((now - before) / before);
}

export interface Lasting {
  unit: "seconds" | "minutes" | "hours" | "days";
  amount: string;
}

export function lasting(seconds: number): Lasting {
  if (seconds < 90) return { unit: "seconds", amount: whole.format(Math.round(seconds)) };
  if (seconds < 90 * 60) return { unit: "minutes", amount: whole.format(Math.round(seconds / 60)) };
  if (seconds < 36 * 3600) return { unit: "hours", amount: tenths.format(seconds / 3600) };
  return { unit: "days", amount: tenths.format(seconds / 86_400) };
}
