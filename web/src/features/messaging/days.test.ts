import { describe, expect, it } from "vitest";
import { continues, inDays, sayDay } from "./days";
import { message } from "./inbox.fixtures";
import { detailsOf } from "./MessageContent";

const at = (when: string) => message(when, 0, { sent_at: new Date(when).toISOString() });

describe("a thread in days", () => {
  it("begins a day at local midnight", () => {
    const days = inDays([at("2026-11-22T23:59:00"), at("2026-11-23T00:01:00"), at("2026-11-23T09:00:00")]);
    expect(days.map((day) => day.messages.length)).toEqual([1, 2]);
  });

  it("never comes back to a day, also when what waits here was written before what came since", () => {
    const days = inDays([at("2026-11-23T09:00:00"), at("2026-11-22T20:00:00")]);
    expect(days.map((day) => day.messages.length)).toEqual([2]);
  });

  it("says today and yesterday, then the date", () => {
    const now = new Date("2026-11-23T12:00:00").getTime();
    expect(sayDay("2026-11-23T00:00:00", now)).toBe("Today");
    expect(sayDay("2026-11-22T23:00:00", now)).toBe("Yesterday");
    expect(sayDay("2026-11-20T23:00:00", now)).toMatch(/November 20/);
    expect(sayDay("2025-11-20T23:00:00", now)).toMatch(/2025/);
  });

  it("joins what one person says within five minutes", () => {
    expect(continues(message("a", 0), message("b", 4))).toBe(true);
    expect(continues(message("a", 0), message("b", 6))).toBe(false);
    expect(continues(message("a", 0), message("b", 1, { author: { kind: "user", name: "Dewi" } }))).toBe(false);
    expect(continues(undefined, message("b", 1))).toBe(false);
  });
});

describe("what cannot be shown yet", () => {
  it.each([
    ["location", { latitude: -6.2, longitude: 106.8, name: "Office" }, ["Office", "-6.20000, 106.80000"]],
    ["contacts", [{ name: { formatted_name: "Ana" }, phones: [{ phone: "+62 811" }] }], ["Ana · +62 811"]],
    ["document", { filename: "menu.pdf" }, ["menu.pdf"]],
    ["order", { product_items: [{ quantity: 2, product_retailer_id: "beans" }] }, ["2 × beans"]],
    ["location", { latitude: "north" }, []],
    ["contacts", "nonsense", []],
    ["image", null, []],
  ] as const)("a %s says what it carries", (kind, content, expected) => {
    expect(detailsOf({ kind, content: content as never })).toEqual(expected);
  });
});
