import { act, fireEvent, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { queryClient } from "@/api/query";
import { renderAlone } from "../../../tests/render";
import { readDraft } from "./drafts";
import { conversation } from "./inbox.fixtures";
import { noteServerTime } from "./serverClock";
import { Thread } from "./Thread";
import { SEND, accepted, onADesk, scripted, sends, shown, theirs } from "./thread.fixtures";

const HOUR_MS = 60 * 60_000;
const send = () => screen.getByRole("button", { name: "Send" });
const put = (box: HTMLElement, text: string) => fireEvent.change(box, { target: { value: text } });

beforeEach(onADesk);

describe("a long answer", () => {
  it("is counted near the limit, and above it says what to do", async () => {
    scripted();
    const { box } = await shown();
    put(box, "a".repeat(3900));
    expect(screen.getByText("3,900 of 4,096 characters")).toBeVisible();
    put(box, "a".repeat(5096));
    expect(screen.getByText(/1,000 characters too many/)).toBeVisible();
    expect(box).toHaveAccessibleDescription(/1,000 characters too many/);
    expect(send()).toBeDisabled();
  });

  it("is counted as the server does: an emoji is one, and what is trimmed is none", async () => {
    scripted();
    const { box } = await shown();
    put(box, `${"🎉".repeat(4096)}\n\n`);
    expect(send()).toBeEnabled();
  });

  it("is not sent by Enter and stays as it is", async () => {
    scripted({ [SEND]: accepted });
    const { user, box } = await shown();
    put(box, "a".repeat(4097));
    await user.type(box, "{Enter}");
    expect(sends()).toHaveLength(0);
    expect(box.value).toHaveLength(4097);
  });
});

describe("a draft", () => {
  it("is written, and sent once, also when the storage takes nothing", async () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    scripted({ [SEND]: accepted });
    const { user, box } = await shown();
    await user.type(box, "Still here");
    expect(box.value).toBe("Still here");
    await user.type(box, "{Enter}{Enter}");
    expect(box.value).toBe("");
    expect(sends()).toHaveLength(1);
  });

  it("follows what is written in another window", async () => {
    scripted();
    const { box } = await shown();
    localStorage.setItem("wp-draft:t1:u1:c1", "from the other window");
    act(() => void window.dispatchEvent(new StorageEvent("storage")));
    expect(box.value).toBe("from the other window");
  });

  it("survives damaged storage", async () => {
    localStorage.setItem("wp-pending:t1:u1:c1", '[null, {"text": 1}]');
    localStorage.setItem("wp-reply:t1:u1:c1", "{");
    scripted();
    expect((await shown()).box.value).toBe("");
    expect(readDraft("t1:u1", "c1")).toBe("");
  });
});

describe("the window", () => {
  it("closes by the server's clock, not by this computer's", async () => {
    scripted({}, [theirs], new Date(Date.now() - HOUR_MS).toISOString());
    noteServerTime(new Response(null, { headers: { Date: new Date(Date.now() - 3 * HOUR_MS).toUTCString() } }));
    const { user, box } = await shown();
    await user.type(box, "In time");
    expect(send()).toBeEnabled();
    expect(screen.getByText(/^Window 1 h 5\d min|^Window 2 h 0 min/)).toBeVisible();
    noteServerTime(new Response(null, { headers: { Date: new Date().toUTCString() } }));
  });
});

it("Who writes elsewhere while a conversation loads goes on writing there", async () => {
  scripted();
  queryClient.setQueryData(["conversation", "c1"], conversation(1));
  renderAlone(<><input aria-label="Search" autoFocus /><Thread conversationId="c1" onOpenContact={() => {}} onBack={() => {}} /></>);
  await screen.findByLabelText("Your answer");
  expect(screen.getByLabelText("Search")).toHaveFocus();
});
