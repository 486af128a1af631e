import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { queryClient } from "@/api/query";
import { seriousFindings } from "../../../tests/axe";
import { renderAlone } from "../../../tests/render";
import { type Call, me } from "../../../tests/server";
import { message } from "./inbox.fixtures";
import { patchMessage, upsertMessage } from "./messages";
import { Thread } from "./Thread";
import { SEND, accepted, bubbles, onADesk, scripted, sends, shown, theirs, unreachable } from "./thread.fixtures";

beforeEach(onADesk);

describe("an answer", () => {
  it("is shown at once, and once when the server has it", async () => {
    let answer: (value: ReturnType<typeof accepted>) => void = () => {};
    scripted({ [SEND]: () => new Promise((resolve) => { answer = resolve as never; }) });
    const { user, box } = await shown();
    await user.type(box, "Yes, until six{Enter}");
    expect(bubbles("Yes, until six")).toHaveLength(1);
    expect(box.value).toBe("");
    await waitFor(() => expect(sends()).toHaveLength(1));
    await act(async () => answer(accepted(sends()[0] as Call)));
    await waitFor(() => expect(bubbles("Yes, until six")).toHaveLength(1));
  });

  it("stays one bubble when the live event comes before the answer", async () => {
    scripted({ [SEND]: (call) => { upsertMessage(queryClient, accepted(call).json); return accepted(call); } });
    const { user, box } = await shown();
    await user.type(box, "Yes{Enter}");
    await waitFor(() => expect(sends()).toHaveLength(1));
    await waitFor(() => expect(bubbles("Yes")).toHaveLength(1));
  });

  it("that is refused goes back to its writer with the reason", async () => {
    scripted({ [SEND]: { status: 409, json: { code: "window_closed", detail: "Not sent: the 24-hour window closed at 14:05." } } });
    const { user, box } = await shown();
    await user.type(box, "Too late{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("the 24-hour window closed at 14:05");
    expect(box.value).toBe("Too late");
    expect(bubbles("Too late")).toHaveLength(0);
  });

  it("is tried again with the same key while there is no connection, and kept when it stays away", async () => {
    scripted({ [SEND]: unreachable });
    const { user, box } = await shown();
    await user.type(box, "Anybody there?{Enter}");
    expect(await screen.findByText(/Not sent yet/)).toBeVisible();
    expect(new Set(sends().map((call) => (call.body as { client_key: string }).client_key)).size).toBe(1);
    expect(sends().length).toBe(3);

    scripted({ [SEND]: accepted });
    await user.click(screen.getByRole("button", { name: "Send again" }));
    await waitFor(() => expect(screen.queryByText(/Not sent yet/)).toBeNull());
    expect(bubbles("Anybody there?")).toHaveLength(1);
  });

  it("that was never taken is there again after a reload", async () => {
    scripted({ [SEND]: unreachable });
    const { user, box, unmount } = await shown();
    await user.type(box, "Do not lose me{Enter}");
    await screen.findByText(/Not sent yet/);
    unmount();
    queryClient.clear();
    await shown();
    expect(await screen.findByText("Do not lose me")).toBeVisible();
  });

  it("breaks the line with Shift+Enter and is not sent empty", async () => {
    scripted({ [SEND]: accepted });
    const { user, box } = await shown();
    await user.type(box, "{Enter}one{Shift>}{Enter}{/Shift}two");
    expect(box.value).toBe("one\ntwo");
    expect(sends()).toHaveLength(0);
  });

  it("names the message that it answers", async () => {
    scripted({ [SEND]: accepted });
    const { user, box } = await shown();
    await user.click(screen.getByRole("button", { name: "Reply to this message" }));
    expect(screen.getByText("Replying to")).toBeVisible();
    await user.type(box, "Yes{Enter}");
    await waitFor(() => expect(sends()).toHaveLength(1));
    expect(sends()[0]?.body).toMatchObject({ reply_to_id: "m1" });
    expect(screen.queryByText("Replying to")).toBeNull();
  });
});

describe("a draft", () => {
  it("is there again after a reload", async () => {
    scripted();
    const { user, box, unmount } = await shown();
    await user.type(box, "Half a sent");
    unmount();
    expect((await shown()).box.value).toBe("Half a sent");
  });

  it("of one person is not shown to another", async () => {
    scripted();
    const { user, box, unmount } = await shown();
    await user.type(box, "private");
    unmount();
    queryClient.clear();
    scripted({ "GET /api/v1/me": { json: { ...me, user: { ...me.user, id: "u2" } } } });
    expect((await shown()).box.value).toBe("");
  });
});

describe("a thread", () => {
  it("shows ticks going forward and never back", async () => {
    scripted({}, [message("m2", 1, { status: "sent" })]);
    await shown();
    expect(await screen.findByTitle("Sent")).toBeVisible();
    act(() => patchMessage(queryClient, "c1", "m2", { status: "read" }));
    expect(await screen.findByTitle("Read")).toBeVisible();
    act(() => patchMessage(queryClient, "c1", "m2", { status: "delivered" }));
    expect(screen.getByTitle("Read")).toBeVisible();
  });

  it("says why a message failed, and sends it again", async () => {
    const failed = message("m2", 1, { status: "failed", failure: { code: "131026", reason: "Not on WhatsApp.", remedy: "Check the number.", can_retry: true } });
    scripted({ "POST /api/v1/messages/m2/retry": { json: { ...failed, status: "queued", failure: null } } }, [failed]);
    const { user } = await shown();
    expect(await screen.findByText("Not on WhatsApp. Check the number.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Send again" }));
    expect(await screen.findByTitle("Waiting to be sent")).toBeVisible();
  });

  it("says that an unknown outcome is being checked", async () => {
    scripted({}, [message("m2", 1, { status: "unknown" })]);
    await shown();
    expect(await screen.findAllByText("Checking whether it was sent")).not.toHaveLength(0);
  });

  it("says in words that the window is closed, and keeps the draft writable", async () => {
    scripted({}, [theirs], new Date(Date.now() - 60_000).toISOString());
    const { user, box } = await shown();
    expect(screen.getByText("Window closed")).toBeVisible();
    await user.type(box, "For later");
    expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
    expect(box.value).toBe("For later");
  });

  it("is read only for who may not answer", async () => {
    scripted({ "GET /api/v1/me": { json: { ...me, permissions: ["conversations:read"] } } });
    renderAlone(<Thread conversationId="c1" onOpenContact={() => {}} onBack={() => {}} />);
    expect(await screen.findByText(/You can read here/)).toBeVisible();
    expect(screen.queryByLabelText("Your answer")).toBeNull();
  });

  it("offers to try again when it cannot be loaded", async () => {
    scripted({ "GET /api/v1/conversations/c1/messages": { status: 403, json: { code: "forbidden", detail: "No." } } });
    renderAlone(<Thread conversationId="c1" onOpenContact={() => {}} onBack={() => {}} />);
    expect(await screen.findByRole("button", { name: /again|retry/i })).toBeVisible();
  });

  it("has nothing serious for axe to find", async () => {
    scripted({}, [theirs, message("m2", 1, { reply_to: { id: "m1", direction: "in", kind: "text", text: "Is it open?" } }), message("m3", 2, { status: "failed", failure: { code: "1", reason: "No.", remedy: "", can_retry: true } })]);
    await shown();
    await screen.findByTitle("Not sent");
    expect(await seriousFindings()).toEqual([]);
  });
});

vi.setConfig({ testTimeout: 15_000 });
