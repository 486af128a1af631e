import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { me, serve } from "../../../tests/server";

const policy = { quiet_from: null, quiet_to: null, cap_messages: 0, cap_days: 7, monthly_budget: null, spent_this_month: "12.50" };
const routes = {
  "GET /api/v1/me": { json: { ...me, permissions: [...me.permissions, "sending:manage"] } }, "GET /api/v1/sending/policy": { json: policy },
  "GET /api/v1/channels": { json: [{ id: "c1", name: "Senja Coffee", status: "connected" }] },
  "GET /api/v1/sending/queue/c1": { json: { waiting: 4800, held: 200, per_second: 78.8, seconds_left: 61, resumes_at: null, counted_at: "2026-11-23T08:00:00Z" } },
};

describe("sending", () => {
  it("shows what waits and when it will have left", async () => {
    serve(routes);
    renderAt("/settings/sending");
    expect(await screen.findByText(/4,800 messages wait · 200 of them for a time of their own · about 2 min/)).toBeVisible();
    expect(await seriousFindings()).toEqual([]);
  });

  it("saves the rules that are on", async () => {
    const calls = serve({ ...routes, "PUT /api/v1/sending/policy": { json: policy } });
    const { user } = renderAt("/settings/sending");
    await user.click(await screen.findByLabelText("Quiet hours"));
    await user.click(screen.getByLabelText("Monthly budget"));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved")).toBeVisible();
    expect(calls.find((call) => call.method === "PUT")?.body).toEqual({ quiet_from: "21:00", quiet_to: "08:00", cap_messages: 0, cap_days: 7, monthly_budget: "100.00" });
  });

  it("is only read by who may not change it", async () => {
    serve({ ...routes, "GET /api/v1/me": { json: me } });
    renderAt("/settings/sending");
    expect(await screen.findByLabelText("Quiet hours")).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  });
});
