import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { identity, me, serve } from "../../../tests/server";

const A = "/_allauth/browser/v1/";
const offer = { tenant_name: "Senja Coffee", email: "dewi@senja.example", role: "agent", state: "open" };

describe("signing up", () => {
  it("creates the business and says to look into the mail", async () => {
    const calls = serve({ [`POST ${A}auth/signup`]: identity.out({ id: "verify_email", is_pending: true }), [`GET ${A}config`]: { json: { data: { account: {} } } } });
    const { router, user } = renderAt("/sign-up");
    await user.type(await screen.findByLabelText("Your name"), "Rani");
    await user.type(screen.getByLabelText("E-mail"), "rani@senja.example");
    await user.type(screen.getByLabelText("Name of the business"), "Senja Coffee");
    await user.type(screen.getByLabelText("Password"), "correct horse battery");
    expect(await seriousFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Create" }));
    expect(await screen.findByText(/on its way to rani@senja.example/)).toBeVisible();
    expect(router.state.location.pathname).toBe("/verify-email");
    expect(calls.find((call) => call.path.endsWith("signup"))?.body).toEqual({
      name: "Rani", email: "rani@senja.example", password: "correct horse battery", tenant_name: "Senja Coffee",
    });
  });

  it("shows the server's words about a weak password beside the field", async () => {
    serve({ [`POST ${A}auth/signup`]: identity.refused(400, { message: "This password is known from a leak.", code: "password_breached", param: "password" }) });
    const { user } = renderAt("/sign-up");
    await user.type(await screen.findByLabelText("Your name"), "Rani");
    await user.type(screen.getByLabelText("E-mail"), "rani@senja.example");
    await user.type(screen.getByLabelText("Name of the business"), "Senja");
    await user.type(screen.getByLabelText("Password"), "password123");
    await user.click(screen.getByRole("button", { name: "Create" }));
    expect(await screen.findByText("This password is known from a leak.")).toBeVisible();
  });

  it("of an invited person asks for no business and carries the invitation", async () => {
    const calls = serve({
      "GET /api/v1/invitations/token/tok": { json: offer },
      [`POST ${A}auth/signup`]: identity.out({ id: "verify_email", is_pending: true }),
      [`GET ${A}config`]: { json: { data: { account: {} } } },
    });
    const { user } = renderAt("/sign-up?invitation=tok");
    await screen.findByText("You are joining Senja Coffee.");
    expect(screen.queryByLabelText("Name of the business")).toBeNull();
    await user.type(screen.getByLabelText("Your name"), "Dewi");
    await user.type(screen.getByLabelText("Password"), "correct horse battery");
    await user.click(screen.getByRole("button", { name: "Create" }));
    await screen.findByText(/Look into your mail/);
    expect(calls.find((call) => call.path.endsWith("signup"))?.body).toMatchObject({ email: "dewi@senja.example", invitation_token: "tok" });
  });
});

describe("links out of a mail", () => {
  it("confirm the address once and say to sign in", async () => {
    const calls = serve({ [`POST ${A}auth/email/verify`]: identity.out({ id: "login" }) });
    renderAt("/verify-email/the-key");
    expect(await screen.findByText("Your address is confirmed")).toBeVisible();
    expect(calls.filter((call) => call.path.endsWith("email/verify")).map((call) => call.body)).toEqual([{ key: "the-key" }]);
  });

  it("that are used say so and show the way on", async () => {
    serve({ [`POST ${A}auth/email/verify`]: identity.refused(400, { message: "Invalid or expired key.", code: "invalid", param: "key" }) });
    renderAt("/verify-email/old");
    expect(await screen.findByText("This link does not work any more")).toBeVisible();
  });

  it("set a new password", async () => {
    const calls = serve({ [`POST ${A}auth/password/reset`]: identity.out({ id: "login" }) });
    const { user } = renderAt("/reset-password/key-1");
    await user.type(await screen.findByLabelText("New password"), "a new long password");
    await user.click(screen.getByRole("button", { name: "Set the password" }));
    expect(await screen.findByText("Your password is set")).toBeVisible();
    expect(calls.at(-1)?.body).toEqual({ key: "key-1", password: "a new long password" });
  });

  it("to a new password do not tell whether the address is known", async () => {
    serve({ [`POST ${A}auth/password/request`]: { json: { status: 200 } } });
    const { user } = renderAt("/forgot-password");
    await user.type(await screen.findByLabelText("E-mail"), "who@senja.example");
    await user.click(screen.getByRole("button", { name: "Send the link" }));
    expect(await screen.findByText(/If who@senja.example has a sign-in here/)).toBeVisible();
  });
});

describe("an invitation", () => {
  it("is accepted by someone who is signed in", async () => {
    const calls = serve({
      "GET /api/v1/invitations/token/tok": { json: offer }, [`GET ${A}auth/session`]: identity.in, "POST /api/v1/invitations/accept": { json: me },
    });
    const { router, user } = renderAt("/invite/tok");
    await user.click(await screen.findByRole("button", { name: "Join" }));
    await expect.poll(() => router.state.location.pathname).toBe("/inbox");
    expect(calls.find((call) => call.path.endsWith("accept"))?.body).toEqual({ token: "tok" });
  });

  it("offers both ways to someone who is not", async () => {
    serve({ "GET /api/v1/invitations/token/tok": { json: offer }, [`GET ${A}auth/session`]: identity.out({ id: "login" }) });
    renderAt("/invite/tok");
    expect(await screen.findByRole("link", { name: "Create a sign-in" })).toHaveAttribute("href", "/sign-up?invitation=tok");
    expect(screen.getByRole("link", { name: "I have a sign-in" })).toHaveAttribute("href", "/sign-in?next=%2Finvite%2Ftok");
    expect(await seriousFindings()).toEqual([]);
  });

  it("that is unknown or expired says what to do", async () => {
    serve({ "GET /api/v1/invitations/token/gone": { status: 404, json: { code: "not_found", detail: "x" } } });
    renderAt("/invite/gone");
    expect(await screen.findByText("There is no such invitation")).toBeVisible();
  });
});
