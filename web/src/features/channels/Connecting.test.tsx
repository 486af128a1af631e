import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { serve } from "../../../tests/server";
import { channel, connection, number } from "./channel.fixtures";

const ONE = "/api/v1/channels/connections/k1";

describe("the guide", () => {
  it("asks for a token only, and goes on with what it finds", async () => {
    const calls = serve({
      "POST /api/v1/channels/discover": { status: 202, json: connection() },
      [`GET ${ONE}`]: { json: connection({ status: "waiting", step: "choose", remedy: "Choose the number to connect.", numbers: [number()] }) },
      "GET /api/v1/channels": { json: [] },
    });
    const { router, user } = renderAt("/settings/channels/new");
    await user.type(await screen.findByLabelText("Access token"), " EAAG-token ");
    await user.click(screen.getByRole("button", { name: "Find my numbers" }));
    await expect.poll(() => router.state.location.pathname).toBe("/settings/channels/new/k1");
    expect(calls.find((call) => call.method === "POST")?.body).toEqual({ access_token: "EAAG-token" });
    expect(await screen.findByText("Looking at the token")).toBeVisible();
    expect(await screen.findByText("Which number?", {}, { timeout: 5000 })).toBeVisible();
  });

  it("offers numbers that are not connected yet, and takes the verified name", async () => {
    const waiting = connection({ status: "waiting", step: "choose", numbers: [number(), number({ phone_number_id: channel.phone_number_id, display_phone_number: "+62 1" })] });
    const calls = serve({
      [`GET ${ONE}`]: { json: waiting }, "GET /api/v1/channels": { json: [channel] },
      [`POST ${ONE}/choose`]: { json: connection({ step: "subscribe", findings: [{ step: "secret", ok: true, says: "The app's secret is right." }] }) },
    });
    const { user } = renderAt("/settings/channels/new/k1");
    expect(await screen.findByText("Connected already")).toBeVisible();
    expect(screen.getByRole("radio", { name: /\+62 1/ })).toBeDisabled();
    expect(screen.getByLabelText("Name")).toHaveValue("Senja Wholesale");
    expect(await seriousFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Connect this number" }));
    expect(await screen.findByText("The app's secret is right.")).toBeVisible();
    expect(screen.getByText("Letting Meta send webhooks here")).toBeVisible();
    expect(calls.find((call) => call.method === "POST")?.body).toEqual({ phone_number_id: "2001", name: "Senja Wholesale" });
  });

  it.each([
    ["secret", "App secret", "s3cret-s3cret", { app_secret: "s3cret-s3cret" }],
    ["accounts", "WhatsApp Business Account ID", "104", { waba_id: "104" }],
  ] as const)("asks for what it waits for: %s", async (step, label, typed, sent) => {
    const calls = serve({
      [`GET ${ONE}`]: { json: connection({ status: "waiting", step, says: "Meta wants it.", remedy: "Enter it." }) },
      [`POST ${ONE}/continue`]: { json: connection() },
    });
    const { user } = renderAt("/settings/channels/new/k1");
    await user.click(await screen.findByRole("button", { name: "Go on" }));
    expect(screen.getByText("This is needed.")).toBeVisible();
    await user.type(screen.getByLabelText(label), typed);
    await user.click(screen.getByRole("button", { name: "Go on" }));
    expect(calls.find((call) => call.method === "POST")?.body).toEqual(sent);
  });

  it("lets the person choose how the code comes, and takes it", async () => {
    let step: "method" | "code" = "method";
    const calls = serve({
      [`GET ${ONE}`]: () => ({ json: connection({ status: "waiting", step, says: "Meta wants to know that the number is yours." }) }),
      [`POST ${ONE}/continue`]: () => { step = "code"; return { json: connection({ status: "waiting", step, says: "Meta sends a code." }) }; },
    });
    const { user } = renderAt("/settings/channels/new/k1");
    await user.click(await screen.findByRole("button", { name: "Send the code by SMS" }));
    await user.type(await screen.findByLabelText("The six digits that Meta sent"), "123-456");
    await user.click(screen.getByRole("button", { name: "Go on" }));
    expect(calls.filter((call) => call.method === "POST").map((call) => call.body)).toEqual([{ code_method: "SMS" }, { code: "123456" }]);
  });

  it("says where it stopped, and tries again", async () => {
    const calls = serve({
      [`GET ${ONE}`]: { json: connection({ status: "failed", step: "token", says: "Meta does not take this token: expired.", remedy: "Make a new one." }) },
      [`POST ${ONE}/continue`]: { json: connection() },
    });
    const { user } = renderAt("/settings/channels/new/k1");
    expect(await screen.findByText("Meta does not take this token: expired.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(calls.find((call) => call.method === "POST")?.body).toEqual({});
    expect(await screen.findByText("Looking at the token")).toBeVisible();
  });

  it("ends with the channel and the inbox", async () => {
    serve({ [`GET ${ONE}`]: { json: connection({ status: "done", step: "connected", channel_id: "c1", findings: [{ step: "connected", ok: true, says: "+62 21 is connected." }] }) } });
    renderAt("/settings/channels/new/k1");
    expect(await screen.findByRole("link", { name: "Examine the connection" })).toHaveAttribute("href", "/settings/channels/c1#doctor");
    expect(await seriousFindings()).toEqual([]);
  });
});
