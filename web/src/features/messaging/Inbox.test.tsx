import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { queryClient } from "@/api/query";
import { seriousFindings } from "../../../tests/axe";
import { renderAt } from "../../../tests/render";
import { type Call, serve } from "../../../tests/server";
import { english } from "@/locales/i18n";
import { FakeStream, contact, conversation, message, moment, page } from "./inbox.fixtures";
import { changeContact } from "./liveCache";

vi.mock("./Thread", () => ({
  Thread: ({ onOpenContact, onBack }: { onOpenContact: () => void; onBack: () => void }) => (
    <>
      <button id="thread-open-contact" onClick={onOpenContact}>About</button>
      <button onClick={onBack}>Back</button>
    </>
  ),
}));

let calls: Call[];
const all = [conversation(2), conversation(1)];
const asked = (method: string, path: string) => calls.filter((call) => call.method === method && call.path === path);
const arrived = (n: number, id = "new") => ({
  conversation: conversation(n, { last_message_at: moment(90), unread_count: 1 }),
  message: message(id, 90, { conversation_id: `c${n}`, direction: "in", text: "Hello again", status: "received" }),
});
async function listening() {
  await waitFor(() => expect(FakeStream.all).toHaveLength(1));
  act(() => FakeStream.last.open());
  await waitFor(() => expect(queryClient.isFetching()).toBe(0));
}
const say = (type: string, data: unknown, id: string) => act(() => FakeStream.last.say(type, data, id));

beforeEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
  FakeStream.all = [];
  vi.stubGlobal("EventSource", FakeStream);
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(800);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(312);
  calls = serve({
    "GET /api/v1/conversations": (call) => ({ json: page(call.query.get("unread") ? [] : all) }),
    "GET /api/v1/conversations/c1": { json: all[1] },
    "POST /api/v1/conversations/c1/read": { json: all[1] },
    "GET /api/v1/channels": { json: [] },
    "POST /api/v1/live/tickets": () => ({ json: { url: `https://live.example/live/events?ticket=t${FakeStream.all.length}` } }),
    "PATCH /api/v1/contacts/contact-1": (call) => ({ json: { ...contact(1), ...(call.body as object) } }),
  });
});

describe("What arrives live", () => {
  it("moves to the top, is counted in the title, and is read out", async () => {
    renderAt("/inbox");
    await screen.findByRole("link", { name: /Customer 2/ });
    await listening();
    say("message.received", arrived(1), "5-0");
    await waitFor(() => expect(screen.getByRole("link", { name: /Customer 1/ })).toHaveAccessibleName(/1 unread message/));
    expect(screen.getAllByRole("link", { name: /Customer/ })[0]).toHaveAccessibleName(/Customer 1/);
    await waitFor(() => expect(document.title).toBe("(1) Inbox · Waypost"));
    expect(screen.getByText("Message from Customer 1: Hello again").closest("[role=status]")).not.toBeNull();
  });

  it("counts as read in the conversation that is open and looked at", async () => {
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    renderAt("/inbox/c1");
    await screen.findByRole("button", { name: "About" });
    await listening();
    say("message.received", arrived(1), "5-0");
    await waitFor(() => expect(asked("POST", "/api/v1/conversations/c1/read")).toHaveLength(1));
    expect(screen.getByRole("link", { name: /Customer 1/ })).not.toHaveAccessibleName(/unread/);
  });

  it("stays unread while the window is in the background, until somebody looks", async () => {
    const focus = vi.spyOn(document, "hasFocus").mockReturnValue(false);
    renderAt("/inbox/c1");
    await screen.findByRole("button", { name: "About" });
    await listening();
    say("message.received", arrived(1), "5-0");
    await waitFor(() => expect(screen.getByRole("link", { name: /Customer 1/ })).toHaveAccessibleName(/1 unread/));
    expect(asked("POST", "/api/v1/conversations/c1/read")).toHaveLength(0);
    focus.mockReturnValue(true);
    act(() => { window.dispatchEvent(new Event("focus")); });
    await waitFor(() => expect(asked("POST", "/api/v1/conversations/c1/read")).toHaveLength(1));
  });

  it("is read out in the open conversation too, and twice when the same words come twice", async () => {
    renderAt("/inbox/c1");
    await screen.findByRole("button", { name: "About" });
    await listening();
    say("message.received", arrived(1, "n1"), "5-0");
    const first = await screen.findByText("Message from Customer 1: Hello again");
    say("message.received", arrived(1, "n2"), "5-1");
    await waitFor(() => expect(first).not.toBeInTheDocument());
    expect(screen.getByText("Message from Customer 1: Hello again")).toBeInTheDocument();
  });

  it("asks for everything again when the stream says it was away too long", async () => {
    renderAt("/inbox");
    await screen.findByRole("link", { name: /Customer 2/ });
    await listening();
    const before = asked("GET", "/api/v1/conversations").length;
    say("refetch", {}, "9-0");
    await waitFor(() => expect(asked("GET", "/api/v1/conversations").length).toBe(before + 2));
  });
});

describe("The connection", () => {
  it("says that it reconnects after three seconds, and goes on where it ended", async () => {
    renderAt("/inbox");
    await screen.findByRole("link", { name: /Customer 2/ });
    await listening();
    say("conversation.read", { conversation_id: "c1" }, "5-3");
    act(() => FakeStream.last.fail());
    expect(screen.queryByText(/Reconnecting/)).not.toBeInTheDocument();
    expect(await screen.findByText(/Reconnecting/, undefined, { timeout: 5000 })).toBeInTheDocument();
    expect(FakeStream.last.url).toBe("https://live.example/live/events?ticket=t1&last_event_id=5-3");
    const before = calls.length;
    act(() => FakeStream.last.open());
    await waitFor(() => expect(screen.queryByText(/Reconnecting/)).not.toBeInTheDocument());
    expect(calls.length).toBe(before);
  });

  it("goes on where it ended after another screen was open", async () => {
    const { unmount } = renderAt("/inbox");
    await screen.findByRole("link", { name: /Customer 2/ });
    await listening();
    say("conversation.read", { conversation_id: "c1" }, "6-0");
    unmount();
    renderAt("/inbox");
    await waitFor(() => expect(FakeStream.all).toHaveLength(2));
    expect(FakeStream.last.url).toContain("last_event_id=6-0");
  });
});

describe("The way back", () => {
  it("leads to the row one came from, with search and filter as they were", async () => {
    const { user, router } = renderAt("/inbox/c1?q=customer");
    await screen.findByRole("link", { name: /Customer 1/ });
    await user.click(await screen.findByRole("button", { name: "Back" }));
    await waitFor(() => expect(screen.getByRole("link", { name: /Customer 1/ })).toHaveFocus());
    expect(router.state.location.href).toBe("/inbox?q=customer");
  });
});

describe("The contact's details", () => {
  it("open at the side, and a new name is shown at once, sent, and taken back", async () => {
    const { user } = renderAt("/inbox/c1");
    await user.click(await screen.findByRole("button", { name: "About" }));
    const panel = await screen.findByRole("complementary", { name: "About the contact" });
    expect(within(panel).getByText("+62 812 000 1001")).toBeInTheDocument();
    await user.click(within(panel).getByRole("button", { name: "Edit" }));
    await user.clear(within(panel).getByRole("textbox", { name: "Name" }));
    await user.keyboard("Dewi{Enter}");
    expect(await within(panel).findByRole("heading", { name: "Dewi" })).toBeInTheDocument();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await within(panel).findByRole("heading", { name: "Customer 1" })).toBeInTheDocument();
    await waitFor(() => expect(asked("PATCH", "/api/v1/contacts/contact-1").map((call) => call.body))
      .toEqual([{ name: "Dewi" }, { name: "Customer 1" }]));
    expect(await seriousFindings()).toEqual([]);
  });

  it("give the focus back to what opens them when they are closed", async () => {
    vi.spyOn(window, "matchMedia").mockImplementation((query) => ({
      matches: query.includes("min-width"), media: query, addEventListener: () => {}, removeEventListener: () => {}, addListener: () => {}, removeListener: () => {},
    }) as never);
    const { user } = renderAt("/inbox/c1");
    await user.click(await screen.findByRole("button", { name: "Close the contact's details" }));
    expect(screen.getByRole("button", { name: "About" })).toHaveFocus();
  });

  it("say what a name is for to those who listen", async () => {
    const { user } = renderAt("/inbox/c1");
    await user.click(await screen.findByRole("button", { name: "About" }));
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription(english.contacts.nameHint);
  });

  it("keep what others changed meanwhile when the new name was refused", async () => {
    let answer: (scripted: unknown) => void = () => {};
    calls = serve({
      "GET /api/v1/conversations": { json: page(all) },
      "GET /api/v1/conversations/c1": { json: all[1] },
      "GET /api/v1/channels": { json: [] },
      "POST /api/v1/live/tickets": { status: 503, json: {} },
      "PATCH /api/v1/contacts/contact-1": () => new Promise((resolve) => { answer = resolve; }) as never,
    });
    const { user } = renderAt("/inbox/c1");
    await user.click(await screen.findByRole("button", { name: "About" }));
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.keyboard("Other{Enter}");
    await waitFor(() => expect(asked("PATCH", "/api/v1/contacts/contact-1")).toHaveLength(1));
    act(() => changeContact(queryClient, contact(1, { name: "Given by a colleague" })));
    await act(async () => answer({ status: 422, json: { code: "invalid", detail: "No." } }));
    expect(await screen.findByText("No.")).toBeInTheDocument();
    expect(screen.getByRole("heading", { name: "Given by a colleague" })).toBeInTheDocument();
  });

  it("keep the old name when the new one was refused", async () => {
    calls = serve({
      "GET /api/v1/conversations": { json: page(all) },
      "GET /api/v1/conversations/c1": { json: all[1] },
      "GET /api/v1/channels": { json: [] },
      "POST /api/v1/live/tickets": { status: 503, json: {} },
      "PATCH /api/v1/contacts/contact-1": { status: 422, json: { code: "invalid", detail: "This name is too long." } },
    });
    const { user } = renderAt("/inbox/c1");
    await user.click(await screen.findByRole("button", { name: "About" }));
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.keyboard("Other{Enter}");
    expect(await screen.findByText("This name is too long.")).toBeInTheDocument();
    expect(await screen.findByRole("heading", { name: "Customer 1" })).toBeInTheDocument();
  });
});
