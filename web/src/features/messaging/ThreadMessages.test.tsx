import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { queryClient } from "@/api/query";
import type { Message } from "@/api/types";
import { renderAlone } from "../../../tests/render";
import { conversation, message, page } from "./inbox.fixtures";
import * as content from "./MessageContent";
import { messagesQuery, patchMessage, upsertMessage } from "./messages";
import { Thread } from "./Thread";
import { MESSAGES, SEND, accepted, asked, onADesk, scripted, shown, theirs } from "./thread.fixtures";

const incoming = (id: string, minutes: number, change: Partial<Message> = {}) =>
  message(id, minutes, { direction: "in", status: "received", ...change });
const arrives = (one: Message) => act(() => upsertMessage(queryClient, one));

/** What an IntersectionObserver would say. */
let comeIntoView: () => void;

beforeEach(() => {
  onADesk();
  comeIntoView = () => {};
  vi.stubGlobal("IntersectionObserver", class {
    constructor(tell: (seen: { isIntersecting: boolean }[]) => void) {
      comeIntoView = () => tell([{ isIntersecting: true }]);
    }
    observe() {}
    disconnect() {
      comeIntoView = () => {};
    }
  });
});

function scrollTo(top: number) {
  const log = screen.getByRole("log");
  Object.defineProperty(log, "scrollTop", { value: top, configurable: true });
  fireEvent.scroll(log);
  return vi.spyOn(log, "scrollTo");
}

describe("what comes in", () => {
  it("draws only itself anew, not the bubbles that are there", async () => {
    const drawn = vi.spyOn(content, "MessageContent");
    scripted({}, Array.from({ length: 20 }, (_, n) => incoming(`m${n + 10}`, n)));
    await shown();
    await screen.findByText("Text of m29");
    drawn.mockClear();
    arrives(incoming("new", 60));
    await screen.findByText("Text of new");
    expect(drawn.mock.calls.map(([props]) => props.message.id)).toEqual(["new"]);
  });

  it("is counted while one reads further up, each of several", async () => {
    scripted();
    await shown();
    const jumped = scrollTo(-900);
    act(() => {
      upsertMessage(queryClient, incoming("n1", 10));
      upsertMessage(queryClient, incoming("n2", 11));
    });
    expect(await screen.findByRole("button", { name: "2 new messages" })).toBeVisible();
    expect(jumped).not.toHaveBeenCalled();
  });

  it("is brought into view for who stands a little above the end", async () => {
    scripted();
    await shown();
    const jumped = scrollTo(-60);
    arrives(incoming("n1", 10));
    await waitFor(() => expect(jumped).toHaveBeenCalledWith({ top: 0 }));
  });

  it("from a colleague does not tear the reader away", async () => {
    scripted();
    await shown();
    const jumped = scrollTo(-900);
    arrives(message("n1", 10, { author: { kind: "user", name: "Dewi" } }));
    await screen.findByText("Text of n1");
    expect(jumped).not.toHaveBeenCalled();
  });
});

it("One's own answer is followed to the end", async () => {
  scripted({ [SEND]: accepted });
  const { user, box } = await shown();
  const jumped = scrollTo(-900);
  await user.type(box, "Yes{Enter}");
  await waitFor(() => expect(jumped).toHaveBeenCalledWith({ top: 0 }));
});

it("The way to the newest keeps the focus with the messages", async () => {
  scripted();
  const { user } = await shown();
  scrollTo(-900);
  await user.click(await screen.findByRole("button", { name: "To the newest" }));
  expect(screen.getByRole("log")).toHaveFocus();
});

describe("older messages", () => {
  const newest = page([incoming("m5", 50)], "older");

  it("load when they come into view, and above what is there", async () => {
    scripted({ [MESSAGES]: (call) => ({ json: call.query.get("before") ? page([incoming("m4", 40)]) : newest }) });
    await shown();
    await act(async () => comeIntoView());
    await screen.findByText("Text of m4");
    expect(screen.getByRole("log").textContent).toMatch(/m4.*m5/s);
  });

  it("are not asked for again and again when they cannot be loaded", async () => {
    let works = false;
    scripted({ [MESSAGES]: (call) => {
      if (!call.query.get("before")) return { json: newest };
      return works ? { json: page([incoming("m4", 40)]) } : { status: 403, json: { code: "forbidden", detail: "No." } };
    } });
    const { user } = await shown();
    await act(async () => comeIntoView());
    expect(await screen.findByText("Older messages could not be loaded.")).toBeVisible();
    await act(async () => comeIntoView());
    expect(asked(MESSAGES)).toHaveLength(2);
    works = true;
    await user.click(screen.getByRole("button", { name: /again|retry/i }));
    expect(await screen.findByText("Text of m4")).toBeVisible();
  });

  it("do not cut short the fetch that brings what was missed", async () => {
    let answer: (scripted: unknown) => void = () => {};
    scripted({ [MESSAGES]: (call) => {
      if (call.query.get("before")) return { json: page([incoming("m4", 40)]) };
      return asked(MESSAGES).length > 1 ? new Promise((resolve) => { answer = resolve; }) as never : { json: newest };
    } });
    const { user } = await shown();
    act(() => void queryClient.invalidateQueries({ queryKey: messagesQuery("c1").queryKey }));
    await waitFor(() => expect(asked(MESSAGES)).toHaveLength(2));
    await user.click(screen.getByRole("button", { name: "Show older messages" }));
    await act(async () => answer({ json: page([incoming("m5", 50), incoming("m6", 60)], "older") }));
    expect(await screen.findByText("Text of m6")).toBeVisible();
  });

  it("load until the quoted one is there", async () => {
    const pages: Record<string, unknown> = {
      "": page([incoming("m5", 50, { reply_to: { id: "m3", direction: "out", kind: "text", text: "The quoted" } })], "a"),
      a: page([incoming("m4", 40)], "b"), b: page([incoming("m3", 30)], "c"), c: page([incoming("m2", 20)]),
    };
    scripted({ [MESSAGES]: (call) => ({ json: pages[call.query.get("before") ?? ""] }) });
    const { user } = await shown();
    await user.click(screen.getByRole("button", { name: /The quoted/ }));
    await waitFor(() => expect(document.activeElement).toHaveAttribute("id", "message-m3"));
    expect(asked(MESSAGES)).toHaveLength(3);
  });

  it("are let go of when the conversation is left", async () => {
    scripted();
    const { unmount } = await shown();
    const five = Array.from({ length: 5 }, (_, n) => page([incoming(`p${n}`, -n)], "more"));
    act(() => void queryClient.setQueryData(messagesQuery("c1").queryKey, { pages: five, pageParams: five.map(() => null) } as never));
    unmount();
    expect(queryClient.getQueryData(messagesQuery("c1").queryKey)?.pages).toHaveLength(3);
  });
});

describe("by keyboard", () => {
  it("one goes from message to message, and back to the answer", async () => {
    scripted({}, [theirs, incoming("m2", 1)]);
    const { user, box } = await shown();
    act(() => screen.getByRole("log").focus());
    await user.keyboard("{ArrowUp}");
    expect(document.activeElement).toHaveAttribute("id", "message-m2");
    await user.keyboard("{ArrowUp}");
    expect(document.activeElement).toHaveAttribute("id", "message-m1");
    await user.keyboard("{Escape}");
    expect(box).toHaveFocus();
  });
});

describe("aloud", () => {
  const failure = { code: "1", reason: "Not on WhatsApp.", remedy: "", can_retry: true };

  it("is said what fails now, and not what had failed before", async () => {
    scripted({}, [message("m2", 1, { status: "failed", failure: { ...failure, reason: "Long ago." } }), message("m3", 2)]);
    await shown();
    expect(screen.queryByRole("alert")).toBeNull();
    act(() => patchMessage(queryClient, "c1", "m3", { status: "failed", failure }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Not on WhatsApp.");
  });

  it("is said who wrote, and the log itself is silent", async () => {
    scripted();
    await shown();
    expect(screen.getByText("Budi")).toHaveTextContent("Budi");
    expect(screen.getByRole("log")).toHaveAttribute("aria-live", "off");
  });
});

it("Quick changes between conversations never show one's messages in another", async () => {
  let late: (scripted: unknown) => void = () => {};
  scripted({
    [MESSAGES]: () => new Promise((resolve) => { late = resolve; }) as never,
    "GET /api/v1/conversations/c2": { json: conversation(2) },
    "GET /api/v1/conversations/c2/messages": { json: page([incoming("other", 1, { conversation_id: "c2" })]) },
  });
  const { user } = renderAlone(<TwoConversations />);
  await waitFor(() => expect(asked(MESSAGES)).toHaveLength(1));
  await user.click(screen.getByRole("button", { name: "Other" }));
  await screen.findByText("Text of other");
  await act(async () => late({ json: page([theirs]) }));
  expect(screen.queryByText("Is it open?")).toBeNull();
});

function TwoConversations() {
  const [id, setId] = useState("c1");
  return (
    <>
      <button onClick={() => setId("c2")}>Other</button>
      <Thread key={id} conversationId={id} onOpenContact={() => {}} onBack={() => {}} />
    </>
  );
}
