import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { me, serve } from "../../../tests/server";
import { lasting, sayChange } from "./numbers";
import { rangeOf } from "./range";

const figures = {
  received: 1200, sent: 1000, delivered: 900, read: 450, failed: 20, answers: 300, answer_median: 240, answer_slow: 3600,
  closed: 80, resolution_median: 7200, resolution_slow: 86_400, opted_in: 12, opted_out: 3,
};
const overview = {
  first: "2026-11-17", last: "2026-11-23", zone: "Asia/Jakarta", by: "day", now: { open: 42, waiting: 3, waiting_since: "2026-11-23T08:00:00Z" },
  figures, before: { ...figures, received: 1000, opted_out: 0 },
  series: [{ starts_at: "2026-11-16T17:00:00Z", received: 1200, sent: 1000, delivered: 900, read: 450, failed: 20, closed: 80 }],
  causes: [{ code: "131026", reason: "This number is not on WhatsApp.", count: 15 }],
  numbers: [{ channel_id: "c1", name: "Senja Coffee", display_phone_number: "+62 811 1000 2001", status: "paused", status_reason: "", quality_rating: "RED", messaging_limit: "", received: 1200, sent: 1000, failed: 20 }],
  is_counting: false,
};
const behind = { items: [{ id: "m1", conversation_id: "v1", contact: "Dewi", kind: "text", text: "Your order", status: "failed", reason: "This number is not on WhatsApp.", answered_after: null, sent_at: "2026-11-20T08:00:00Z" }], next_cursor: null };
const routes = {
  "GET /api/v1/me": { json: { ...me, permissions: [...me.permissions, "overview:read"] } },
  "GET /api/v1/channels": { json: [{ id: "c1", name: "Senja Coffee", status: "connected" }, { id: "c2", name: "Beans", status: "connected" }] },
  "GET /api/v1/overview": { json: overview }, "GET /api/v1/overview/messages": { json: behind },
};

describe("the overview", () => {
  it("shows figures with their share and how they changed", async () => {
    serve(routes);
    renderAt("/overview");
    const received = await screen.findByRole("button", { name: /Received.*1,200.*\+20%/ });
    expect(received).toBeVisible();
    expect(screen.getByRole("button", { name: /Delivered.*900.*90% of sent/ })).toBeVisible();
    expect(screen.getByRole("button", { name: /Time to answer.*4 min.*9 of 10 in 60 min/ })).toBeVisible();
    expect(screen.getByRole("link", { name: /3 wait for an answer/ })).toHaveAttribute("href", "/inbox?unread=true");
    expect(screen.getByText("Low quality")).toBeVisible();
    expect(await seriousFindings()).toEqual([]);
  });

  it("opens what is behind a cause, and leads to the conversation", async () => {
    const calls = serve(routes);
    const { user } = renderAt("/overview");
    await user.click(await screen.findByRole("button", { name: "Show: This number is not on WhatsApp." }));
    const drawer = await screen.findByRole("dialog");
    expect(await within(drawer).findByRole("link", { name: "Dewi" })).toHaveAttribute("href", "/inbox/v1");
    expect(calls.some((call) => call.query.get("cause") === "131026")).toBe(true);
  });

  it("keeps the choice of days and number in the address", async () => {
    serve(routes);
    const { user, router } = renderAt("/overview");
    await user.click(await screen.findByRole("combobox", { name: "Days" }));
    await user.click(await screen.findByRole("option", { name: "Last 28 days" }));
    expect(router.state.location.search).toMatchObject({ span: "month" });
  });

  it("says so when nothing happened, and offers another try when it could not be loaded", async () => {
    serve({ ...routes, "GET /api/v1/overview": { json: { ...overview, figures: { ...figures, received: 0, sent: 0 } } } });
    const { unmount } = renderAt("/overview");
    expect(await screen.findByText("Nothing came in or went out in these days.")).toBeVisible();
    unmount();
    serve({ ...routes, "GET /api/v1/overview": { status: 403, json: { code: "forbidden", detail: "This needs the permission overview:read." } } });
    renderAt("/overview?span=today");
    expect(await screen.findByRole("button", { name: "Try again" })).toBeVisible();
  });

  it("is not shown to who may not read it", async () => {
    serve({ ...routes, "GET /api/v1/me": { json: me } });
    renderAt("/overview");
    expect(await screen.findByText("You cannot see this")).toBeVisible();
  });
});

describe("ranges and numbers", () => {
  const noon = new Date(2026, 10, 23, 12);
  it("counts spans back from today, short ones by the hour", () => {
    expect(rangeOf({}, noon)).toEqual({ first: "2026-11-17", last: "2026-11-23", by: "day" });
    expect(rangeOf({ span: "yesterday" }, noon)).toEqual({ first: "2026-11-22", last: "2026-11-22", by: "hour" });
    expect(rangeOf({ span: "custom", first: "2026-01-01", last: "2026-01-03" }, noon).by).toBe("hour");
  });

  it("says times in the unit that fits, and no change where nothing was", () => {
    expect(lasting(40)).toEqual({ unit: "seconds", amount: "40" });
    expect(lasting(7200).unit).toBe("hours");
    expect(sayChange(5, 0)).toBe("");
    expect(sayChange(5, 10)).toBe("-50%");
  });
});
