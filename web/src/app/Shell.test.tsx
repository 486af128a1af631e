import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { seriousFindings } from "../../tests/axe";
import { renderAt } from "../../tests/render";
import { identity, serve } from "../../tests/server";

describe("the shell", () => {
  it("sends people who are not signed in to the sign-in screen and remembers where they wanted to go", async () => {
    serve({ "GET /api/v1/me": { status: 401, json: { code: "unauthenticated", detail: "Sign in." } }, "GET /_allauth/browser/v1/auth/session": identity.out() });
    const { router } = renderAt("/settings/profile");
    await expect.poll(() => router.state.location.pathname).toBe("/sign-in");
    expect(router.state.location.search).toEqual({ next: "/settings/profile" });
  });

  it("shows a signed-in person the rail without serious access problems", async () => {
    serve({});
    renderAt("/settings/profile");
    expect(await screen.findByRole("navigation", { name: "Main" })).toBeVisible();
    expect(await seriousFindings()).toEqual([]);
  });
});
