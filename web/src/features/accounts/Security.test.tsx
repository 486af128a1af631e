import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { identity, serve } from "../../../tests/server";

const A = "/_allauth/browser/v1/";
const TOTP = `${A}account/authenticators/totp`;
const session = { id: 1, user_agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", ip: "203.0.113.8", created_at: 1_790_000_000, is_current: true };
const other = { ...session, id: 2, user_agent: "Mozilla/5.0 (iPhone) Safari/604.1", is_current: false };
const quiet = {
  [`GET ${A}account/authenticators`]: { json: { status: 200, data: [] as object[] } },
  [`GET ${A}auth/sessions`]: { json: { status: 200, data: [session] } },
};
const codes = { type: "recovery_codes", created_at: 1, last_used_at: null, total_code_count: 10, unused_code_count: 8 };

describe("security", () => {
  it("asks for the password first, then sets up the authenticator app", async () => {
    let proved = false;
    const calls = serve({
      ...quiet,
      [`GET ${TOTP}`]: () => (proved ? { status: 404, json: { status: 404, meta: { secret: "J4ZK", totp_url: "otpauth://totp/x" } } } : identity.proof),
      [`POST ${A}auth/reauthenticate`]: () => {
        proved = true;
        return identity.in;
      },
      [`POST ${TOTP}`]: { json: { status: 200, data: { type: "totp" } } },
    });
    const { user } = renderAt("/settings/security");
    await user.click(await screen.findByRole("button", { name: "Set up" }));
    const dialog = await screen.findByRole("dialog", { name: "Confirm that it is you" });
    await user.type(within(dialog).getByLabelText("Password"), "secret");
    await user.click(within(dialog).getByRole("button", { name: "Confirm" }));
    expect(await screen.findByText("J4ZK")).toBeVisible();
    await user.type(screen.getByLabelText("Six digits"), "12345");
    await user.click(screen.getByRole("button", { name: "Turn on" }));
    expect(screen.getByText("Enter the six digits that the app shows.")).toBeVisible();
    await user.type(screen.getByLabelText("Six digits"), "6");
    await user.click(screen.getByRole("button", { name: "Turn on" }));
    await expect.poll(() => calls.find((call) => call.method === "POST" && call.path === TOTP)?.body).toEqual({ code: "123456" });
  });

  it("shows recovery codes on request and says when they cannot be shown again", async () => {
    let shown = 0;
    serve({
      ...quiet,
      [`GET ${A}account/authenticators`]: { json: { status: 200, data: [{ type: "totp", created_at: 1, last_used_at: null }, codes] } },
      [`GET ${A}account/authenticators/recovery-codes`]: () => ({ json: { status: 200, data: shown++ ? codes : { ...codes, unused_codes: ["a8d2-4kf9"] } } }),
    });
    const { user } = renderAt("/settings/security");
    await user.click(await screen.findByRole("button", { name: "Show" }));
    expect(await screen.findByText("a8d2-4kf9")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Hide" }));
    await user.click(screen.getByRole("button", { name: "Show" }));
    expect(await screen.findByText(/cannot be shown again/)).toBeVisible();
  });

  it("lists sessions and ends another one, never this one", async () => {
    const calls = serve({
      ...quiet,
      [`GET ${A}auth/sessions`]: { json: { status: 200, data: [session, other] } },
      [`DELETE ${A}auth/sessions`]: { json: { status: 200, data: [session] } },
    });
    const { user } = renderAt("/settings/security");
    expect(await screen.findByText("Firefox, Linux")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "End" }));
    await expect.poll(() => calls.find((call) => call.method === "DELETE")?.body).toEqual({ sessions: [2] });
    expect(await seriousFindings()).toEqual([]);
  });

  it("offers to try again when the server is in trouble", async () => {
    serve({ ...quiet, [`GET ${A}account/authenticators`]: { status: 403, json: { status: 403 } } });
    renderAt("/settings/security");
    expect(await screen.findByRole("button", { name: "Try again" })).toBeVisible();
  });
});

describe("changing the password", () => {
  it("shows what the server says beside the field, then that it is done", async () => {
    let tries = 0;
    serve({
      [`POST ${A}account/password/change`]: () =>
        tries++ ? identity.in : identity.refused(400, { message: "This is not your password.", code: "enter_current_password", param: "current_password" }),
    });
    const { user } = renderAt("/settings/profile");
    await user.click(await screen.findByRole("button", { name: "Change password" }));
    await user.type(screen.getByLabelText("Current password"), "old one");
    await user.type(screen.getByLabelText("New password"), "a new long password");
    await user.click(screen.getByRole("button", { name: "Set the password" }));
    expect(await screen.findByText("This is not your password.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Set the password" }));
    expect(await screen.findByText("Your password is changed.")).toBeVisible();
  });
});
