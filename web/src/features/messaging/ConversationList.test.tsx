import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Conversation } from "@/api/types";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { me, serve } from "../../../tests/server";
import { FakeStream, contact, conversation, moment, page } from "./inbox.fixtures";

vi.mock("./Thread", () => ({ Thread: () => <p>The thread</p> }));

const all = [conversation(3), conversation(2, { unread_count: 2 }), conversation(1)];
type Answer = Parameters<typeof serve>[0][string];

function serveList(list: Answer = { json: page(all) }, more: Record<string, Answer> = {}) {
  return serve({
    "GET /api/v1/conversations": (call) => {
      const answer = typeof list === "function" ? list(call) : list;
      return call.query.get("unread") ? { json: page(all.filter((one) => one.unread_count > 0)) } : answer;
    },
    "GET /api/v1/channels": { json: [{ id: "ch1", name: "Senja Coffee" }] },
    "POST /api/v1/live/tickets": { json: { url: "https://live.example/live/events?ticket=t" } },
    ...Object.fromEntries(all.flatMap((one) => [
      [`GET /api/v1/conversations/${one.id}`, { json: one }],
      [`POST /api/v1/conversations/${one.id}/read`, { json: one }],
    ])),
    ...more,
  });
}
const rows = () => screen.getAllByRole("link").filter((link) => link.id.startsWith("conversation-"));

beforeEach(() => {
  FakeStream.all = [];
  vi.stubGlobal("EventSource", FakeStream);
  // jsdom has no layout, and rows are only drawn where there is room.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(800);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(312);
});

describe("The list", () => {
  it("shows who wrote what and when, how much is unread, and how long the window is open", async () => {
    const closes = new Date(Date.now() + 2 * 3_600_000 + 10.5 * 60_000).toISOString();
    const sent = { message_id: "m", direction: "out", kind: "image", text: "The receipt", status: "delivered" } as Conversation["preview"];
    serveList({ json: page([
      conversation(4, { unread_count: 3, window_closes_at: closes }),
      conversation(3, { preview: sent, window_closes_at: moment(-1) }),
      conversation(2, { contact: contact(2, { name: "", username: "lena.k" }) }),
    ]) });
    renderAt("/inbox");
    const first = await screen.findByRole("link", { name: /Customer 4/ });
    expect(first).toHaveAccessibleName(/Hello 4.*window 2 h 10 min.*3 unread messages/);
    expect(screen.getByRole("link", { name: /Customer 3/ })).toHaveAccessibleName(/Delivered.*You: Photo · The receipt.*window closed/);
    expect(screen.getByRole("link", { name: /@lena.k/ })).toBeInTheDocument();
    expect(await seriousFindings()).toEqual([]);
  });

  it("draws only what fits of ten thousand", async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => conversation(10_000 - n));
    serveList({ json: page(many) });
    renderAt("/inbox");
    await screen.findByRole("link", { name: /Customer 10000/ });
    expect(rows().length).toBeLessThan(30);
    expect(screen.getAllByRole("listitem")[0]).toHaveAttribute("aria-setsize", "10000");
  });

  it("loads the next page before its end is reached", async () => {
    const calls = serveList((call) => ({
      json: call.query.get("cursor") === "older" ? page([conversation(0)]) : page(all, "older"),
    }));
    renderAt("/inbox");
    expect(await screen.findByRole("link", { name: /Customer 0/ })).toBeInTheDocument();
    expect(calls.filter((call) => call.query.get("cursor")).length).toBeGreaterThan(0);
  });

  it("searches after a pause in typing, keeps it in the address, and says when nobody is found", async () => {
    const calls = serveList((call) => ({ json: page(call.query.get("search") ? [] : all) }));
    const { user, router } = renderAt("/inbox");
    await screen.findByRole("link", { name: /Customer 3/ });
    await user.keyboard("/");
    await user.keyboard("Marcos");
    expect(await screen.findByRole("heading", { name: "Nobody found for “Marcos”" })).toBeInTheDocument();
    expect(router.state.location.search).toEqual({ q: "Marcos" });
    expect(calls.map((call) => call.query.get("search")).filter(Boolean)).toEqual(["Marcos"]);
    await user.click(within(screen.getByRole("search")).getByRole("button", { name: "Clear the search" }));
    expect(await screen.findByRole("link", { name: /Customer 3/ })).toBeInTheDocument();
    expect(screen.getByRole("textbox", { name: "Search by name or number" })).toHaveValue("");
  });

  it("takes search and filter from the address", async () => {
    const calls = serveList();
    renderAt("/inbox?q=62812&unread=true");
    expect(await screen.findByRole("textbox", { name: "Search by name or number" })).toHaveValue("62812");
    await waitFor(() => expect(calls.some((call) => call.query.get("search") === "62812" && call.query.get("unread") === "true")).toBe(true));
  });

  it("shows only the unread, and keeps the one being read in its place", async () => {
    serveList();
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    const { user } = renderAt("/inbox");
    await user.click(await screen.findByRole("button", { name: "Unread 1" }));
    await waitFor(() => expect(rows()).toHaveLength(1));
    await user.click(screen.getByRole("link", { name: /Customer 2/ }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Unread" })).toBeInTheDocument());
    expect(rows()).toHaveLength(1);
    expect(document.title).toBe("Inbox · Waypost");
  });

  it("moves by arrows and by j and k, and opens with Enter", async () => {
    serveList();
    const { user, router } = renderAt("/inbox");
    const first = await screen.findByRole("link", { name: /Customer 3/ });
    await user.keyboard("j");
    expect(first).toHaveFocus();
    await user.keyboard("j{ArrowDown}k");
    expect(screen.getByRole("link", { name: /Customer 2/ })).toHaveFocus();
    await user.keyboard("{End}{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/inbox/c1"));
    expect(await screen.findByText("The thread")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: /Customer 1/ })).toHaveAttribute("aria-current", "page");
  });
});

describe("A list without rows", () => {
  it("leads to the channels while no number is connected", async () => {
    serveList({ json: page([]) }, { "GET /api/v1/channels": { json: [] } });
    renderAt("/inbox");
    expect(await screen.findByRole("link", { name: "Connect a number" })).toHaveAttribute("href", "/settings/channels");
  });

  it("names who can connect a number to those who cannot", async () => {
    serveList({ json: page([]) }, {
      "GET /api/v1/channels": { json: [] },
      "GET /api/v1/me": { json: { ...me, role: "agent", permissions: ["conversations:read", "channels:read", "messages:send"] } },
    });
    renderAt("/inbox");
    expect(await screen.findByText(/An owner or admin can connect/)).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Connect a number" })).not.toBeInTheDocument();
  });

  it("says that nobody wrote yet", async () => {
    serveList({ json: page([]) });
    renderAt("/inbox");
    expect(await screen.findByRole("heading", { name: "No conversations yet" })).toBeInTheDocument();
  });

  it("offers another try after a failure", async () => {
    let works = false;
    serveList(() => (works ? { json: page(all) } : { status: 403, json: { code: "forbidden", detail: "Not now." } }));
    const { user } = renderAt("/inbox");
    expect(await screen.findByText("Not now.")).toBeInTheDocument();
    works = true;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: /Customer 3/ })).toBeInTheDocument();
  });

  it("says who can help when the role may not read conversations", async () => {
    serve({ "GET /api/v1/me": { json: { ...me, permissions: [] } } });
    renderAt("/inbox");
    expect(await screen.findByRole("heading", { name: "You cannot see this" })).toBeInTheDocument();
  });
});
