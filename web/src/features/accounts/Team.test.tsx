import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { me, serve } from "../../../tests/server";

const budi = { id: "m2", user_id: "u2", email: "budi@senja.example", name: "Budi", role: "agent", created_at: "2026-11-01T08:00:00Z" };
const rani = { id: "m1", user_id: "u1", email: me.user.email, name: me.user.name, role: "owner", created_at: "2026-11-01T08:00:00Z" };
const key = {
  id: "k1", name: "Web shop", prefix: "wp_4f9a", scopes: ["messages:send"], created_by: "Rani", created_at: "2026-11-01T08:00:00Z",
  last_used_at: null, revoked_at: null,
};
const team = { "GET /api/v1/members": { json: [rani, budi] }, "GET /api/v1/invitations": { json: [] as object[] } };

describe("members", () => {
  it("are invited with a role", async () => {
    const calls = serve({ ...team, "POST /api/v1/invitations": { status: 201, json: {} } });
    const { user } = renderAt("/settings/members");
    await user.type(await screen.findByLabelText("E-mail"), "dewi@senja.example");
    await user.click(screen.getByRole("button", { name: "Invite" }));
    expect(await screen.findByText("An invitation is on its way to dewi@senja.example.")).toBeVisible();
    expect(calls.find((call) => call.method === "POST")?.body).toEqual({ email: "dewi@senja.example", role: "agent" });
    expect(await seriousFindings()).toEqual([]);
  });

  it("change role at once and say so; nobody changes their own", async () => {
    const calls = serve({ ...team, "PATCH /api/v1/members/m2": { json: { ...budi, role: "admin" } } });
    const { user } = renderAt("/settings/members");
    await user.click(await screen.findByRole("combobox", { name: "Role of Budi" }));
    await user.click(await screen.findByRole("option", { name: "Admin" }));
    expect(await screen.findByText("Saved")).toBeVisible();
    expect(calls.find((call) => call.method === "PATCH")?.body).toEqual({ role: "admin" });
    expect(screen.queryByRole("combobox", { name: `Role of ${me.user.name}` })).toBeNull();
  });

  it("shows a viewer the people and nothing to change", async () => {
    serve({ ...team, "GET /api/v1/me": { json: { ...me, user: { ...me.user, id: "u9" }, role: "viewer", permissions: ["members:read"] } } });
    renderAt("/settings/members");
    expect(await screen.findByText("Budi")).toBeVisible();
    expect(screen.queryByRole("button", { name: /Remove|Invite/ })).toBeNull();
  });
});

describe("API keys", () => {
  it("show their secret once, after being made with scopes", async () => {
    const calls = serve({ "GET /api/v1/api-keys": { json: [] }, "POST /api/v1/api-keys": { status: 201, json: { ...key, secret: "wp_4f9a_secret" } } });
    const { user } = renderAt("/settings/api-keys");
    await user.click(await screen.findByRole("button", { name: "Create a key" }));
    await user.click(screen.getByRole("button", { name: "Create" }));
    expect(screen.getByText("Choose at least one thing that it may do.")).toBeVisible();
    await user.type(screen.getByLabelText("Name"), "Web shop");
    await user.click(screen.getByLabelText("Send messages"));
    expect(await seriousFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Create" }));
    expect(await screen.findByText("wp_4f9a_secret")).toBeVisible();
    expect(screen.getByText(/shown only this once/)).toBeVisible();
    expect(calls.find((call) => call.method === "POST")?.body).toEqual({ name: "Web shop", scopes: ["messages:send"] });
  });

  it("can be taken back from revoking, and are revoked after ten seconds otherwise", async () => {
    const calls = serve({ "GET /api/v1/api-keys": { json: [key] }, "DELETE /api/v1/api-keys/k1": { status: 204 } });
    const { user } = renderAt("/settings/api-keys");
    await user.click(await screen.findByRole("button", { name: "Revoke Web shop" }));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    const again = await screen.findByRole("button", { name: "Revoke Web shop" });
    expect(calls.some((call) => call.method === "DELETE")).toBe(false);
    vi.useFakeTimers({ shouldAdvanceTime: true });
    again.click();
    await vi.advanceTimersByTimeAsync(10_000);
    await waitFor(() => expect(calls.filter((call) => call.method === "DELETE")).toHaveLength(1));
  });

  it("are done with at once when the page is left", async () => {
    const calls = serve({ "GET /api/v1/api-keys": { json: [key] }, "DELETE /api/v1/api-keys/k1": { status: 204 } });
    const { user } = renderAt("/settings/api-keys");
    await user.click(await screen.findByRole("button", { name: "Revoke Web shop" }));
    window.dispatchEvent(new Event("pagehide"));
    await waitFor(() => expect(calls.filter((call) => call.method === "DELETE")).toHaveLength(1));
  });

  it("are hidden from people without the permission, with a word about who can give it", async () => {
    serve({ "GET /api/v1/me": { json: { ...me, role: "agent", permissions: [] } } });
    renderAt("/settings/api-keys");
    expect(await screen.findByText(/Your role here is Agent. An owner or admin of Senja Coffee/)).toBeVisible();
  });
});
