import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { queryClient } from "@/api/query";
import { renderAlone } from "../../../tests/render";
import { type Call } from "../../../tests/server";
import { readDraft, readPending, writeReply } from "./drafts";
import { message, page } from "./inbox.fixtures";
import { refetchAll } from "./liveCache";
import { patchMessage, upsertMessage } from "./messages";
import { newClientKey } from "./sendMessage";
import { MESSAGES, SEND, accepted, asked, bubbles, onADesk, scripted, sends, shown, theirs, unreachable } from "./thread.fixtures";

const WHO = "t1:u1";
const texts = () => sends().map((call) => (call.body as { text: string }).text);
const held = () => {
  let answer: (scripted: unknown) => void = () => {};
  return { script: () => new Promise((resolve) => { answer = resolve; }) as never, answer: (value: unknown) => act(async () => answer(value)) };
};
function online(is: boolean) {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(is);
  if (is) window.dispatchEvent(new Event("online"));
}

beforeEach(onADesk);

describe("one press", () => {
  it("sends once when Enter is pressed twice", async () => {
    scripted({ [SEND]: accepted });
    const { user, box } = await shown();
    await user.type(box, "Yes{Enter}{Enter}");
    await waitFor(() => expect(sends()).toHaveLength(1));
    await waitFor(() => expect(readPending(WHO, "c1")).toEqual([]));
    expect(sends()).toHaveLength(1);
  });

  it.each([["isComposing", { isComposing: true }], ["Safari's key 229", { keyCode: 229 }]])(
    "of Enter that chooses a word (%s) sends nothing", async (_, sign) => {
      scripted({ [SEND]: accepted });
      const { user, box } = await shown();
      await user.type(box, "に");
      fireEvent.keyDown(box, { key: "Enter", ...sign });
      expect(box.value).toBe("に");
      expect(sends()).toHaveLength(0);
    },
  );

  it("sends on plain http too, where browsers make no UUIDs", () => {
    vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.fill(255) });
    expect(newClientKey()).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
  });
});

describe("two answers", () => {
  it("reach the server in the order they were written, also when the first has to be tried again", async () => {
    let tries = 0;
    scripted({ [SEND]: (call) => (tries++ === 0 ? unreachable() : accepted(call)) });
    const { user, box } = await shown();
    await user.type(box, "first{Enter}second{Enter}");
    await waitFor(() => expect(texts()).toEqual(["first", "first", "second"]));
  });

  it("do not wait for one another when the first is refused", async () => {
    scripted({ [SEND]: (call) => (texts().length === 1 ? { status: 409, json: { code: "no", detail: "Not sent: no." } } : accepted(call)) });
    const { user, box } = await shown();
    await user.type(box, "first{Enter}second{Enter}");
    await waitFor(() => expect(texts()).toEqual(["first", "second"]));
    await waitFor(() => expect(box.value).toBe("first"));
  });
});

describe("without a connection an answer", () => {
  it("says so at once and goes out when the connection is back", async () => {
    online(false);
    scripted({ [SEND]: unreachable });
    const { user, box } = await shown();
    await user.type(box, "Later{Enter}");
    expect(await screen.findByText(/It goes out when the connection is back/)).toBeVisible();
    expect(sends()).toHaveLength(1);
    scripted({ [SEND]: accepted });
    act(() => online(true));
    await waitFor(() => expect(sends()).toHaveLength(1));
    await waitFor(() => expect(screen.queryByText(/Not sent yet/)).toBeNull());
    expect(bubbles("Later")).toHaveLength(1);
  });

  it("is still in the thread after the thread was fetched anew", async () => {
    scripted({ [SEND]: unreachable });
    const { user, box } = await shown();
    await user.type(box, "Keep me{Enter}");
    await screen.findByText(/Not sent yet/);
    const before = asked(MESSAGES).length;
    act(() => refetchAll(queryClient));
    await waitFor(() => expect(asked(MESSAGES)).toHaveLength(before + 1));
    await waitFor(() => expect(queryClient.isFetching()).toBe(0));
    await waitFor(() => expect(bubbles("Keep me")).toHaveLength(1));
  });

  it("is not called unsent once the server turns out to have it", async () => {
    scripted({ [SEND]: unreachable });
    const { user, box } = await shown();
    await user.type(box, "Arrived after all{Enter}");
    await screen.findByText(/Not sent yet/);
    const { client_key } = sends()[0]?.body as { client_key: string };
    act(() => upsertMessage(queryClient, message("m9", 9, { text: "Arrived after all", client_key })));
    await waitFor(() => expect(screen.queryByText(/Not sent yet/)).toBeNull());
    await waitFor(() => expect(readPending(WHO, "c1")).toEqual([]));
  });

  it("stays below what came in meanwhile, whatever this computer's clock says", async () => {
    scripted({ [SEND]: unreachable }, [theirs, message("m5", 10 * 365 * 24 * 60, { direction: "in", status: "received", text: "From the future" })]);
    const { user, box } = await shown();
    await user.type(box, "My answer{Enter}");
    await screen.findByText(/Not sent yet/);
    expect(screen.getByRole("log").textContent).toMatch(/From the future.*My answer/s);
  });

  it("keeps the message that it answers", async () => {
    scripted({ [SEND]: unreachable });
    const first = await shown();
    await first.user.click(screen.getByRole("button", { name: "Reply to this message" }));
    await first.user.type(first.box, "Yes{Enter}");
    await screen.findByText(/Not sent yet/);
    first.unmount();
    queryClient.clear();
    scripted({ [SEND]: accepted });
    const { user } = await shown();
    await user.click(await screen.findByRole("button", { name: "Send again" }));
    await waitFor(() => expect(sends()[0]?.body).toMatchObject({ text: "Yes", reply_to_id: "m1" }));
  });
});

describe("an answer that is not taken", () => {
  it("is not blamed on the connection when the server is in trouble", async () => {
    scripted({ [SEND]: { status: 503, json: {} } });
    const { user, box } = await shown();
    await user.type(box, "Hello?{Enter}");
    expect(await screen.findByText(/the server had trouble taking it/)).toBeVisible();
  });

  it("is explained also when the server gives no reason", async () => {
    scripted({ [SEND]: { status: 403, json: {} } });
    const { user, box } = await shown();
    await user.type(box, "Hello?{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Your role does not allow this.");
  });

  it("comes back together with the message that it answers", async () => {
    scripted({ [SEND]: { status: 409, json: { code: "window_closed", detail: "Not sent: the window closed." } } });
    const { user, box } = await shown();
    await user.click(screen.getByRole("button", { name: "Reply to this message" }));
    await user.type(box, "Too late{Enter}");
    await screen.findByRole("alert");
    expect(screen.getByText("Replying to")).toBeVisible();
  });

  it("is a draft again, and said so, after its writer went elsewhere", async () => {
    const { script, answer } = held();
    scripted({ [SEND]: script });
    const { user, box, unmount } = await shown();
    await user.type(box, "Too late{Enter}");
    await waitFor(() => expect(sends()).toHaveLength(1));
    unmount();
    renderAlone(<p>Elsewhere</p>);
    await answer({ status: 409, json: { code: "window_closed", detail: "Not sent: the window closed." } });
    expect(await screen.findByText("Your answer to Customer 1 is a draft again. Not sent: the window closed.")).toBeVisible();
    expect(readDraft(WHO, "c1")).toBe("Too late");
  });
});

describe("sending a failed message again", () => {
  const failed = message("m2", 1, { status: "failed", failure: { code: "131026", reason: "Not on WhatsApp.", remedy: "", can_retry: true } });
  const RETRY = "POST /api/v1/messages/m2/retry";

  it("asks the server once, however often it is pressed", async () => {
    scripted({ [RETRY]: { json: { ...failed, status: "queued", failure: null } } }, [failed]);
    const { user } = await shown();
    await user.dblClick(await screen.findByRole("button", { name: "Send again" }));
    expect(await screen.findByTitle("Waiting to be sent")).toBeVisible();
    expect(asked(RETRY)).toHaveLength(1);
  });

  it("shows the failure again when that is refused", async () => {
    scripted({ [RETRY]: { status: 409, json: { code: "window_closed", detail: "The window is closed." } } }, [failed]);
    const { user } = await shown();
    await user.click(await screen.findByRole("button", { name: "Send again" }));
    expect(await screen.findByText("The window is closed.")).toBeVisible();
    expect(screen.getByText("Not on WhatsApp.")).toBeVisible();
  });

  it("is not undone by a refusal when a colleague's try went through meanwhile", async () => {
    const { script, answer } = held();
    scripted({ [RETRY]: script }, [failed]);
    const { user } = await shown();
    await user.click(await screen.findByRole("button", { name: "Send again" }));
    await waitFor(() => expect(asked(RETRY)).toHaveLength(1));
    act(() => patchMessage(queryClient, "c1", "m2", { status: "sent", failure: null }));
    await answer({ status: 409, json: { code: "conflict", detail: "Only a message that failed can be sent again." } });
    await screen.findByText("Only a message that failed can be sent again.");
    expect(screen.getByTitle("Sent")).toBeVisible();
  });

  it("keeps a second failure that came before the answer", async () => {
    const { script, answer } = held();
    scripted({ [RETRY]: script }, [failed]);
    const { user } = await shown();
    await user.click(await screen.findByRole("button", { name: "Send again" }));
    await waitFor(() => expect(asked(RETRY)).toHaveLength(1));
    act(() => upsertMessage(queryClient, { ...failed, failure: { code: "2", reason: "Failed twice.", remedy: "", can_retry: true } }));
    await answer({ json: { ...failed, status: "queued", failure: null } });
    await waitFor(() => expect(screen.getByText("Failed twice.")).toBeVisible());
  });

  it("leaves the focus at the message", async () => {
    scripted({ [RETRY]: { json: { ...failed, status: "queued", failure: null } } }, [failed]);
    const { user } = await shown();
    await user.click(await screen.findByRole("button", { name: "Send again" }));
    expect(document.activeElement).toHaveAttribute("id", "message-m2");
  });
});

it("A message that WhatsApp does not have cannot be replied to", async () => {
  scripted({}, [message("m2", 1, { status: "queued" }), message("m3", 2, { status: "failed" })]);
  await shown();
  expect(screen.queryByRole("button", { name: "Reply to this message" })).toBeNull();
});

it("A draft keeps the message that it answers through a reload", async () => {
  writeReply(WHO, "c1", { id: "m1", direction: "in", kind: "text", text: "Is it open?" });
  scripted({ [SEND]: (call: Call) => accepted(call), [MESSAGES]: { json: page([theirs]) } });
  const { user, box } = await shown();
  expect(screen.getByText("Replying to")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Do not reply to it" }));
  expect(screen.queryByText("Replying to")).toBeNull();
  expect(box).toHaveFocus();
});
