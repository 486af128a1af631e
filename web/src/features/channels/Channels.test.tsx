import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { me, serve } from "../../../tests/server";
import { channel, unexamined } from "./channel.fixtures";

describe("channels", () => {
  it("explain the first step when there is none", async () => {
    serve({ "GET /api/v1/channels": { json: [] } });
    renderAt("/settings/channels");
    expect(await screen.findByText("No number yet")).toBeVisible();
    expect(screen.getAllByRole("link", { name: "Connect a number" })).toHaveLength(1);
    expect(await seriousFindings()).toEqual([]);
  });

  it("show their state and why a connection failed", async () => {
    serve({ "GET /api/v1/channels": { json: [channel, { ...channel, id: "c2", name: "Wholesale", status: "failed", status_reason: "Meta refused the token: it has expired." }] } });
    renderAt("/settings/channels");
    expect(await screen.findByText("Connected")).toBeVisible();
    expect(screen.getByText("Meta refused the token: it has expired.")).toBeVisible();
  });

  it("offer to try again when the list does not come", async () => {
    let tries = 0;
    serve({ "GET /api/v1/channels": () => (tries++ ? { json: [channel] } : { status: 403, json: { code: "forbidden", detail: "No." } }) });
    const { user } = renderAt("/settings/channels");
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Connected")).toBeVisible();
  });

  it("cannot be changed by someone who may only read them", async () => {
    serve({ "GET /api/v1/channels/c1": { json: channel }, "GET /api/v1/me": { json: { ...me, role: "viewer", permissions: ["channels:read"] } } });
    renderAt("/settings/channels/c1");
    expect(await screen.findByText("Details")).toBeVisible();
    expect(screen.queryByText("Disconnect")).toBeNull();
    expect(screen.queryByText(channel.verify_token)).toBeNull();
  });
});

describe("connecting a number by hand", () => {
  it("checks the fields, sends them, and shows what to paste at Meta while it is checked", async () => {
    let asked = 0;
    const calls = serve({
      "POST /api/v1/channels": { status: 201, json: { ...channel, status: "checking" } },
      ...unexamined,
      "GET /api/v1/channels/c1": () => ({ json: { ...channel, status: asked++ ? "connected" : "checking" } }),
    });
    const { router, user } = renderAt("/settings/channels/new/by-hand");
    await user.click(await screen.findByRole("button", { name: "Connect" }));
    expect(screen.getAllByText("This is needed.")).toHaveLength(6);
    await user.type(screen.getByLabelText("Name"), "Senja Coffee");
    await user.type(screen.getByLabelText("WhatsApp Business Account ID"), "+62 812");
    await user.type(screen.getByLabelText("Phone number ID"), " 106540352242922 ");
    await user.type(screen.getByLabelText("Access token"), "EAAG-token");
    await user.type(screen.getByLabelText("App ID"), "67231983471");
    await user.type(screen.getByLabelText("App secret"), "s3cret");
    await user.click(screen.getByRole("button", { name: "Connect" }));
    expect(screen.getByText("This is a number of many digits, without spaces.")).toBeVisible();
    await user.clear(screen.getByLabelText("WhatsApp Business Account ID"));
    await user.type(screen.getByLabelText("WhatsApp Business Account ID"), "102290129340398");
    expect(await seriousFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Connect" }));
    await expect.poll(() => router.state.location.pathname).toBe("/settings/channels/c1");
    expect(calls.find((call) => call.method === "POST")?.body).toEqual({
      name: "Senja Coffee", waba_id: "102290129340398", phone_number_id: "106540352242922", access_token: "EAAG-token", app_id: "67231983471", app_secret: "s3cret",
    });
    expect(await screen.findByText("Checking")).toBeVisible();
    expect(screen.getByText(channel.webhook_url)).toBeVisible();
    expect(screen.getByText(channel.verify_token)).toBeVisible();
    expect(await screen.findByText("Connected", {}, { timeout: 6000 })).toBeVisible();
  });

  it("puts the server's complaint beside its field", async () => {
    serve({ "POST /api/v1/channels": { status: 422, json: { code: "invalid", detail: "Check the fields.", fields: { phone_number_id: "This number is connected already." } } } });
    const { user } = renderAt("/settings/channels/new/by-hand");
    for (const label of ["Name", "Access token", "App secret"]) await user.type(await screen.findByLabelText(label), "xxxxxxxx");
    for (const label of ["WhatsApp Business Account ID", "Phone number ID", "App ID"]) await user.type(screen.getByLabelText(label), "123");
    await user.click(screen.getByRole("button", { name: "Connect" }));
    expect(await screen.findByText("This number is connected already.")).toBeVisible();
    expect(screen.getByLabelText("Phone number ID")).toHaveFocus();
  });
});

describe("one channel", () => {
  it("takes a new token without ever showing the old one", async () => {
    const calls = serve({ ...unexamined, "GET /api/v1/channels/c1": { json: channel }, "PATCH /api/v1/channels/c1": { json: { ...channel, access_token_hint: "…new1" } } });
    const { user } = renderAt("/settings/channels/c1");
    await user.click(await screen.findByRole("button", { name: "Replace the access token" }));
    await user.type(screen.getByLabelText("Access token", { selector: "input" }), "EAAG-new1");
    const section = screen.getByRole("region", { name: "Access token" });
    await user.click(within(section).getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Stored encrypted; it ends in …new1.")).toBeVisible();
    expect(calls.find((call) => call.method === "PATCH")?.body).toEqual({ access_token: "EAAG-new1" });
  });

  it("is checked again on request", async () => {
    serve({ ...unexamined, "GET /api/v1/channels/c1": { json: { ...channel, status: "failed", status_reason: "Token expired." } }, "POST /api/v1/channels/c1/check": { json: channel } });
    const { user } = renderAt("/settings/channels/c1");
    expect(await screen.findByText("Token expired.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Check again" }));
    expect(await screen.findByText("Connected")).toBeVisible();
  });

  it("leaves the list at once, can be brought back, and is disconnected after ten seconds", async () => {
    const channels = [channel];
    const calls = serve({
      ...unexamined,
      "GET /api/v1/channels/c1": { json: channel },
      "GET /api/v1/channels": () => ({ json: [...channels] }),
      "DELETE /api/v1/channels/c1": () => { channels.pop(); return { status: 204 }; },
    });
    const { router, user } = renderAt("/settings/channels/c1");
    const disconnected = () => calls.filter((call) => call.method === "DELETE");
    await user.click(await screen.findByRole("button", { name: "Disconnect" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/settings/channels"));
    expect(await screen.findByText("No number yet")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await user.click(await screen.findByRole("link", { name: "Senja Coffee" }));
    expect(disconnected()).toHaveLength(0);
    const again = await screen.findByRole("button", { name: "Disconnect" });
    vi.useFakeTimers({ shouldAdvanceTime: true });
    again.click();
    await vi.advanceTimersByTimeAsync(10_000);
    await waitFor(() => expect(disconnected()).toHaveLength(1));
    expect(await screen.findByText("No number yet")).toBeVisible();
  });

  it("comes back when the server refuses, with the reason", async () => {
    serve({
      ...unexamined,
      "GET /api/v1/channels/c1": { json: channel }, "GET /api/v1/channels": { json: [channel] },
      "DELETE /api/v1/channels/c1": { status: 403, json: { code: "forbidden", detail: "Your role does not allow this." } },
    });
    const { user } = renderAt("/settings/channels/c1");
    await user.click(await screen.findByRole("button", { name: "Disconnect" }));
    expect(await screen.findByText("No number yet")).toBeVisible();
    window.dispatchEvent(new Event("pagehide"));
    expect(await screen.findByText("Your role does not allow this.")).toBeVisible();
    expect(screen.getByRole("link", { name: "Senja Coffee" })).toBeVisible();
  });
});
