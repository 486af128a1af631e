import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { serve } from "../../../tests/server";
import { channel, diagnosis, finding, unexamined } from "./channel.fixtures";

const PAGE = "/settings/channels/c1";
const CHANNEL = { "GET /api/v1/channels/c1": { json: channel } };

describe("the doctor", () => {
  it("examines on request and says that all is well", async () => {
    const calls = serve({ ...CHANNEL, ...unexamined, "POST /api/v1/channels/c1/diagnose": { status: 202, json: diagnosis() } });
    const { user } = renderAt(PAGE);
    await user.click(await screen.findByRole("button", { name: "Examine the connection" }));
    expect(await screen.findByText("Everything is in order.")).toBeVisible();
    expect(screen.getByText("The token works.")).toBeVisible();
    expect(calls.find((call) => call.method === "POST")?.body).toEqual({});
  });

  it("names each cause with its remedy and repairs it by a button", async () => {
    const calls = serve({
      ...CHANNEL, "GET /api/v1/channels/c1/diagnosis": { json: diagnosis({ findings: [finding] }) },
      "POST /api/v1/channels/c1/fix": { status: 202, json: diagnosis({ findings: [finding], fixes: [{ cause: finding.cause, ok: true, says: "The app is subscribed." }] }) },
    });
    const { user } = renderAt(PAGE);
    expect(await screen.findByText(finding.says)).toBeVisible();
    expect(screen.getByText("Stops receiving")).toBeVisible();
    expect(await seriousFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Subscribe the app" }));
    expect(await screen.findByText("The app is subscribed.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Subscribe the app" })).toBeNull();
    expect(calls.find((call) => call.path.endsWith("/fix"))?.body).toEqual({ cause: "app_not_subscribed" });
  });

  it("asks for the PIN where registering needs one", async () => {
    const calls = serve({
      ...CHANNEL, "GET /api/v1/channels/c1/diagnosis": { json: diagnosis({ findings: [{ ...finding, cause: "pin_wrong", fix: "register" }] }) },
      "POST /api/v1/channels/c1/fix": { status: 202, json: diagnosis() },
    });
    const { user } = renderAt(PAGE);
    await user.type(await screen.findByLabelText("The PIN of two-step verification"), "654321");
    await user.click(screen.getByRole("button", { name: "Register the number" }));
    expect(calls.find((call) => call.path.endsWith("/fix"))?.body).toEqual({ cause: "pin_wrong", pin: "654321" });
  });

  it("sends a test message and waits until Meta tells that it arrived", async () => {
    let asked = 0;
    const sent = diagnosis({ round_trip: { state: "sent", says: "Sent.", seconds: null } });
    const calls = serve({
      ...CHANNEL,
      "GET /api/v1/channels/c1/diagnosis": () => (asked++ ? { json: diagnosis({ round_trip: { state: "arrived", says: "It came back.", seconds: 1.2 }, steps: [{ step: "round_trip", ok: true, says: "It came back after 1.2 seconds." }] }) } : { status: 404, json: { code: "not_found", detail: "Not yet." } }),
      "POST /api/v1/channels/c1/diagnose": { status: 202, json: sent },
    });
    const { user } = renderAt(PAGE);
    await user.click(await screen.findByRole("button", { name: "With a test message" }));
    await user.type(screen.getByLabelText("Send a test message to"), "+62 811 0000 001");
    await user.click(screen.getByRole("button", { name: "Examine and send" }));
    expect(await screen.findByText("Waiting for Meta to tell that the message arrived")).toBeVisible();
    expect(await screen.findByText("It came back after 1.2 seconds.", {}, { timeout: 5000 })).toBeVisible();
    expect(calls.find((call) => call.method === "POST")?.body).toEqual({ test_recipient: "+62 811 0000 001" });
  });
});

describe("the profile of a number", () => {
  it("sends only what was changed", async () => {
    const calls = serve({ ...CHANNEL, ...unexamined, "PATCH /api/v1/channels/c1/profile": { json: channel } });
    const { user } = renderAt(PAGE);
    expect(await screen.findByText("Coffee by the beach")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Edit the profile" }));
    const section = within(screen.getByRole("region", { name: "Profile" }));
    await user.clear(section.getByLabelText("About"));
    await user.click(section.getByRole("button", { name: "Save" }));
    expect(section.getByText("Meta does not take an empty line here.")).toBeVisible();
    await user.type(section.getByLabelText("About"), "Open until six");
    await user.clear(section.getByLabelText("Website"));
    await user.click(section.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Handed to Meta")).toBeVisible();
    expect(calls.find((call) => call.method === "PATCH")?.body).toEqual({ about: "Open until six", websites: [] });
  });

  it("shows what Meta did not take", async () => {
    serve({ "GET /api/v1/channels/c1": { json: { ...channel, profile_problem: "The display name was not asked for: too short" } }, ...unexamined });
    renderAt(PAGE);
    expect(await screen.findByText("The display name was not asked for: too short")).toBeVisible();
  });
});
