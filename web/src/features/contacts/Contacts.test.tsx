import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ContactDetail } from "@/api/types";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { me, serve } from "../../../tests/server";

const contact = {
  id: "p1", name: "Ana Lima", profile_name: "ana", phone: "+5511987654321", username: "ana.l", user_id: "BR.1", language: null, time_zone: null,
  blocked_at: null as string | null, created_at: "2026-11-01T08:00:00Z",
};
const seen = { first_seen_at: "2026-11-01T08:00:00Z", last_seen_at: "2026-11-23T08:00:00Z" };
const detail: ContactDetail = {
  ...contact, country: "BR", local_time_zone: "America/Sao_Paulo", block_note: "", marketing_capped_until: null,
  identities: [{ kind: "wa_id", value: "5511987654321", retired_at: null, ...seen }, { kind: "wa_id", value: "551100000000", retired_at: "2026-11-10T08:00:00Z", ...seen }],
};
const other = { ...contact, id: "p2", name: "", profile_name: "Ana (work)", phone: "+551187654321", username: null };
const page = {
  "GET /api/v1/contacts/p1": { json: detail }, "GET /api/v1/contacts/p1/merge-suggestions": { json: [] as object[] }, "GET /api/v1/contacts/p1/merges": { json: [] as object[] },
};

beforeEach(() => {
  // jsdom has no layout, and rows are only drawn where there is room.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(800);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(800);
});

describe("contacts", () => {
  it("are listed with how they are reached, and found by what is typed", async () => {
    const calls = serve({ "GET /api/v1/contacts": { json: { items: [contact, { ...other, blocked_at: "2026-11-20T08:00:00Z" }], next_cursor: null } } });
    const { user, router } = renderAt("/contacts");
    expect(await screen.findByText("Ana Lima")).toBeVisible();
    expect(screen.getByText("Blocked")).toBeVisible();
    expect(await seriousFindings()).toEqual([]);
    await user.type(screen.getByLabelText("Search contacts"), "ana");
    await expect.poll(() => router.state.location.search).toEqual({ q: "ana" });
    await expect.poll(() => calls.at(-1)?.query.get("search")).toBe("ana");
  });

  it("explain the first step, and offer to clear a search that finds nobody", async () => {
    serve({ "GET /api/v1/contacts": { json: { items: [], next_cursor: null } } });
    const { user } = renderAt("/contacts?q=nobody");
    await user.click(await screen.findByRole("button", { name: "Clear the search" }));
    expect(await screen.findByText("Nobody yet")).toBeVisible();
  });

  it("cannot be added twice: the known one is offered", async () => {
    serve({ "POST /api/v1/contacts": { status: 409, json: { code: "conflict", detail: "This number is a contact already.", fields: { contact_id: "p1" } } } });
    const { user } = renderAt("/contacts/new");
    await user.click(await screen.findByRole("button", { name: "Add" }));
    expect(screen.getByText("Type a number.")).toBeVisible();
    await user.type(screen.getByLabelText("Number"), "+55 11 98765-4321");
    await user.click(screen.getByRole("button", { name: "Add" }));
    expect(await screen.findByRole("link", { name: "Open it" })).toHaveAttribute("href", "/contacts/p1");
  });
});

describe("one contact", () => {
  it("shows everything it was known by, and saves its name when the field is left", async () => {
    const calls = serve({ ...page, "PATCH /api/v1/contacts/p1": { json: contact } });
    const { user } = renderAt("/contacts/p1");
    expect(await screen.findByText("+551100000000")).toBeVisible();
    expect(screen.getByText("The number is from Brazil.")).toBeVisible();
    expect(await seriousFindings()).toEqual([]);
    await user.clear(screen.getByLabelText("Name"));
    await user.type(screen.getByLabelText("Name"), "Ana L.");
    await user.tab();
    expect(await screen.findByText("Saved")).toBeVisible();
    expect(calls.find((call) => call.method === "PATCH")?.body).toEqual({ name: "Ana L." });
  });

  it("is blocked at once and says what Meta said", async () => {
    let blocked = false;
    serve({
      ...page, "GET /api/v1/contacts/p1": () => ({ json: blocked ? { ...detail, blocked_at: "2026-11-23T08:00:00Z", block_note: "Blocked here and at Meta." } : detail }),
      "POST /api/v1/contacts/p1/block": () => { blocked = true; return { json: contact }; },
    });
    const { user } = renderAt("/contacts/p1");
    await user.click(await screen.findByRole("button", { name: "Block" }));
    expect(await screen.findByText("Blocked here and at Meta.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Unblock" })).toBeVisible();
  });

  it("is merged from a suggestion, and parted again", async () => {
    const merge = { id: "m1", contact, other, reason: "by_hand", merged_at: "2026-11-23T08:00:00Z", merged_by: "Rani", undone_at: null as string | null, undone_by: "" };
    let merged = false;
    const calls = serve({
      ...page,
      "GET /api/v1/contacts/p1/merge-suggestions": () => ({ json: merged ? [] : [{ contact: other, reason: "Their numbers are two forms of one number." }] }),
      "GET /api/v1/contacts/p1/merges": () => ({ json: merged ? [merge] : [] }),
      "POST /api/v1/contacts/p1/merge": () => { merged = true; return { status: 201, json: merge }; },
      "POST /api/v1/merges/m1/undo": { json: { ...merge, undone_at: "2026-11-23T09:00:00Z" } },
    });
    const { user } = renderAt("/contacts/p1");
    expect(await screen.findByText("Their numbers are two forms of one number.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Merge with Ana (work)" }));
    await user.click(await screen.findByRole("button", { name: "Undo the merge with Ana (work)" }));
    expect(calls.filter((call) => call.method === "POST").map((call) => call.path)).toEqual(["/api/v1/contacts/p1/merge", "/api/v1/merges/m1/undo"]);
  });

  it("is only read by who may not write", async () => {
    serve({ ...page, "GET /api/v1/me": { json: { ...me, role: "viewer", permissions: ["contacts:read"] } } });
    renderAt("/contacts/p1");
    expect(await screen.findByText("Known by")).toBeVisible();
    expect(screen.queryByText("Same person")).toBeNull();
    expect(screen.getByLabelText("Name")).toHaveAttribute("readonly");
  });
});
