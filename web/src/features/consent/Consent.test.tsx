import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { seriousFindings } from "../../../tests/axe";
import { renderAlone, renderAt } from "../../../tests/render";
import { me, serve } from "../../../tests/server";
import { ConsentSection } from "./ConsentSection";

const manager = { "GET /api/v1/me": { json: { ...me, permissions: [...me.permissions, "consent:read", "consent:write", "sending:manage"] } } };
const settings = { marketing_needs_opt_in: true, confirms: true, stopped_text: "", started_text: "" };
const screenOf = { ...manager, "GET /api/v1/consent/settings": { json: settings }, "GET /api/v1/consent/words": { json: [] as object[] } };
const entry = {
  id: "e1", sequence: 7, purpose: "marketing", state: "out", source: "message", evidence: { text: "STOP" }, actor_kind: "contact",
  happened_at: "2026-11-23T08:00:00Z", recorded_at: "2026-11-23T08:00:01Z", hash: "ab12",
};
const stopped = { standing: [{ purpose: "marketing", state: "out", since: "2026-11-23T08:00:00Z" }], history: [entry], next_cursor: null };

describe("consent of a contact", () => {
  it("shows what holds, its history with the words, and what held before", async () => {
    serve({ ...manager, "GET /api/v1/contacts/p1/consent": { json: stopped }, "GET /api/v1/contacts/p1/consent/at": { json: [] } });
    const { user } = renderAlone(<ConsentSection contactId="p1" />);
    expect(await screen.findByText("Stopped")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "History" }));
    expect(await screen.findByText("STOP")).toBeVisible();
    expect(screen.getByText("Wrote it")).toBeVisible();
    await user.type(screen.getByLabelText("What held at"), "2026-11-01T10:00");
    expect(await screen.findByText("Nothing had been said by then.")).toBeVisible();
    expect(await seriousFindings()).toEqual([]);
  });

  it("is recorded with its proof only", async () => {
    const calls = serve({ ...manager, "GET /api/v1/contacts/p1/consent": { json: { standing: [], history: [], next_cursor: null } }, "POST /api/v1/contacts/p1/consent": { status: 201, json: stopped } });
    const { user } = renderAlone(<ConsentSection contactId="p1" />);
    await user.click(await screen.findByRole("button", { name: "History" }));
    await user.click(await screen.findByRole("button", { name: "Record consent" }));
    await user.click(screen.getByRole("button", { name: "Record" }));
    expect(screen.getByText("Say where and how: without it this proves nothing.")).toBeVisible();
    await user.type(screen.getByLabelText("Where and how"), "At the desk");
    await user.click(screen.getByRole("button", { name: "Record" }));
    await expect.poll(() => calls.find((call) => call.method === "POST")?.body).toEqual({ purpose: "marketing", state: "in", note: "At the desk", evidence: {} });
  });
});

describe("the settings of consent", () => {
  it("are saved at once", async () => {
    const calls = serve({ ...screenOf, "PUT /api/v1/consent/settings": { json: { ...settings, confirms: false } } });
    const { user } = renderAt("/settings/consent");
    await user.click(await screen.findByLabelText("Confirm STOP and START with a sentence"));
    expect(await screen.findByText("Saved")).toBeVisible();
    expect(calls.find((call) => call.method === "PUT")?.body).toEqual({ ...settings, confirms: false });
    expect(await seriousFindings()).toEqual([]);
  });

  it("take words of the business", async () => {
    const calls = serve({ ...screenOf, "POST /api/v1/consent/words": { status: 201, json: { id: "w1", word: "genug", state: "out" } } });
    const { user } = renderAt("/settings/consent");
    await user.type(await screen.findByLabelText("Word or sentence"), "genug");
    await user.click(screen.getByRole("button", { name: "Add" }));
    await expect.poll(() => calls.find((call) => call.method === "POST")?.body).toEqual({ word: "genug", state: "out" });
  });

  it("report every line of an imported file", async () => {
    serve({
      ...screenOf, "POST /api/v1/consent/imports": { status: 202, json: { id: "i1" } },
      "GET /api/v1/consent/imports/i1": { json: {
        id: "i1", filename: "proof.csv", lines: 3, done: 3, recorded: 2, repeated: 0, refused: [{ line: 4, reason: "proof is empty: say where and how they agreed.", row: { phone: "1" } }],
        created_at: "2026-11-23T08:00:00Z", finished_at: "2026-11-23T08:00:01Z",
      } },
    });
    const { user, container } = renderAt("/settings/consent");
    await screen.findByText("Import proof");
    const input = container.querySelector<HTMLInputElement>('input[type="file"]');
    if (input) await user.upload(input, new File(["phone,purpose,state,happened_at,proof\n"], "proof.csv", { type: "text/csv" }));
    expect(await screen.findByText(/2 recorded, 0 known already, 1 refused/)).toBeVisible();
    expect(screen.getByText(/line 4: proof is empty/)).toBeVisible();
    expect(screen.getByRole("link", { name: "Download the refused lines" })).toHaveAttribute("download", "refused.csv");
  });

  it("verify the ledger on request", async () => {
    serve({ ...screenOf, "GET /api/v1/consent/verify": { json: { ok: false, count: 12, first_bad_sequence: 5, reason: "Its content was changed." } } });
    const { user } = renderAt("/settings/consent");
    await user.click(await screen.findByRole("button", { name: "Verify" }));
    expect(await screen.findByText(/Entry 5 does not fit/)).toBeVisible();
  });
});
