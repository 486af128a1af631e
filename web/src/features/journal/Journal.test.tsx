import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { me, serve } from "../../../tests/server";

const moment = "2026-11-23T08:00:00Z";
const webhook = { id: 7, received_at: moment, processed_at: moment, size: 583, beginning: '{"object":"whatsapp_business_account"' };
const routes = {
  "GET /api/v1/me": { json: { ...me, permissions: [...me.permissions, "webhooks:replay"] } },
  "GET /api/v1/journal": { json: { items: [webhook], next_cursor: null } }, "GET /api/v1/journal/settings": { json: { keep_days: 30 } },
};

describe("the journal", () => {
  it("is searched by what the address says", async () => {
    const calls = serve(routes);
    const { user, router } = renderAt("/settings/journal");
    expect(await screen.findByText(webhook.beginning)).toBeVisible();
    expect(await seriousFindings()).toEqual([]);
    await user.type(screen.getByLabelText("Containing"), "wamid.1");
    await user.click(screen.getByRole("button", { name: "Search" }));
    await expect.poll(() => router.state.location.search).toEqual({ search: "wamid.1" });
    await expect.poll(() => calls.filter((call) => call.path === "/api/v1/journal").at(-1)?.query.get("search")).toBe("wamid.1");
  });

  it("replays what is chosen, and says that nothing is doubled", async () => {
    const calls = serve({ ...routes, "POST /api/v1/journal/replay": { json: { count: 1 } } });
    const { user } = renderAt("/settings/journal");
    await user.click(await screen.findByRole("checkbox"));
    await user.click(screen.getByRole("button", { name: "Replay" }));
    expect(await screen.findByText(/1 webhook is taken in again. What is known already is not doubled./)).toBeVisible();
    expect(calls.find((call) => call.method === "POST")?.body).toEqual({ webhook_ids: [7] });
  });

  it("opens one as Meta sent it, also when it is no JSON", async () => {
    serve({ ...routes, "GET /api/v1/journal/7": { json: { ...webhook, body: "{broken" } } });
    const { user } = renderAt("/settings/journal");
    await user.click(await screen.findByText(webhook.beginning));
    expect(await screen.findByText("{broken")).toBeVisible();
  });

  it("is not for everybody", async () => {
    serve({ "GET /api/v1/me": { json: me } });
    renderAt("/settings/journal");
    expect(await screen.findByRole("heading", { level: 2 })).toBeVisible();
    expect(screen.queryByText("Journal")).toBeNull();
  });
});
