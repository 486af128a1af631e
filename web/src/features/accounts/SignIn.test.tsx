import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { identity, serve } from "../../../tests/server";

const LOGIN = "POST /_allauth/browser/v1/auth/login";
const factor = identity.out({ id: "login" }, { id: "mfa_authenticate", is_pending: true, types: ["totp", "recovery_codes"] });

async function enter(user: ReturnType<typeof renderAt>["user"]) {
  await user.type(await screen.findByLabelText("E-mail"), " rani@senja.example ");
  await user.type(screen.getByLabelText("Password"), "correct horse battery");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
}

describe("signing in", () => {
  it("leads to the address that was wanted", async () => {
    const calls = serve({ [LOGIN]: identity.in, "GET /api/v1/api-keys": { json: [] } });
    const { router, user } = renderAt("/sign-in?next=%2Fsettings%2Fapi-keys");
    await enter(user);
    await expect.poll(() => router.state.location.pathname).toBe("/settings/api-keys");
    expect(calls.find((call) => call.path.endsWith("auth/login"))?.body).toEqual({ email: "rani@senja.example", password: "correct horse battery" });
  });

  it("never follows an address of another site", async () => {
    serve({ [LOGIN]: identity.in });
    const { router, user } = renderAt("/sign-in?next=%2F%2Fevil.example");
    await enter(user);
    await expect.poll(() => router.state.location.pathname).toBe("/inbox");
  });

  it("says beside the field what is missing, without asking the server", async () => {
    const calls = serve({});
    const { user } = renderAt("/sign-in");
    await user.click(await screen.findByRole("button", { name: "Sign in" }));
    expect(screen.getByText("Enter an e-mail address, such as rani@example.com.")).toBeVisible();
    expect(screen.getByText("Enter your password.")).toBeVisible();
    expect(screen.getByLabelText("E-mail")).toHaveFocus();
    expect(calls).toEqual([]);
  });

  it("says beside the field that the password is wrong and keeps what was typed", async () => {
    serve({ [LOGIN]: identity.refused(400, { message: "The e-mail or password is wrong.", code: "email_password_mismatch", param: "password" }) });
    const { user } = renderAt("/sign-in");
    await enter(user);
    expect(await screen.findByText("The e-mail or password is wrong.")).toBeVisible();
    expect(screen.getByLabelText("Password")).toHaveValue("correct horse battery");
  });

  it("says how long to wait after too many tries", async () => {
    serve({ [LOGIN]: { ...identity.refused(429), headers: { "Retry-After": "60" } } });
    const { user } = renderAt("/sign-in");
    await enter(user);
    expect(await screen.findByRole("alert")).toHaveTextContent("Too many tries. Try again in 60 seconds.");
  });

  it("asks for the second factor and takes a code with spaces", async () => {
    const calls = serve({ [LOGIN]: factor, "GET /_allauth/browser/v1/auth/session": factor, "POST /_allauth/browser/v1/auth/2fa/authenticate": identity.in });
    const { router, user } = renderAt("/sign-in");
    await enter(user);
    await user.type(await screen.findByLabelText("Code"), "123 456");
    expect(await seriousFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await expect.poll(() => router.state.location.pathname).toBe("/inbox");
    expect(calls.find((call) => call.path.endsWith("2fa/authenticate"))?.body).toEqual({ code: "123456" });
  });

  it("takes a recovery code when the phone is lost", async () => {
    serve({ "GET /_allauth/browser/v1/auth/session": factor });
    const { user } = renderAt("/sign-in/second-factor");
    await user.click(await screen.findByRole("button", { name: "Use a recovery code" }));
    expect(screen.getByLabelText("Recovery code")).toHaveFocus();
  });

  it("sends someone without a sign-in under way from the second step to the first", async () => {
    serve({ "GET /_allauth/browser/v1/auth/session": identity.out({ id: "login" }) });
    const { router } = renderAt("/sign-in/second-factor");
    await expect.poll(() => router.state.location.pathname).toBe("/sign-in");
  });

  it("is friendly to password managers and has no serious access problem", async () => {
    serve({});
    renderAt("/sign-in");
    expect(await screen.findByLabelText("E-mail")).toHaveAttribute("autocomplete", "username");
    expect(screen.getByLabelText("Password")).toHaveAttribute("autocomplete", "current-password");
    expect(await seriousFindings()).toEqual([]);
  });
});
