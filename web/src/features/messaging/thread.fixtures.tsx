/** One conversation on the screen, with a scripted server behind it. */
import { screen, within } from "@testing-library/react";
import { vi } from "vitest";
import { renderAlone } from "../../../tests/render";
import { type Call, serve } from "../../../tests/server";
import { conversation, message, page } from "./inbox.fixtures";
import { waits } from "./sendMessage";
import { Thread } from "./Thread";

export const SEND = "POST /api/v1/conversations/c1/messages";
export const MESSAGES = "GET /api/v1/conversations/c1/messages";
export const soon = () => new Date(Date.now() + 60 * 60_000).toISOString();
export const theirs = message("m1", 0, { direction: "in", text: "Is it open?", status: "received", author: { kind: "contact", name: "Budi" } });

let calls: Call[] = [];
export const sends = () => calls.filter((call) => `${call.method} ${call.path}` === SEND);
export const asked = (route: string) => calls.filter((call) => `${call.method} ${call.path}` === route);

export function scripted(more: Parameters<typeof serve>[0] = {}, items = [theirs], closesAt: string | null = soon()) {
  calls = serve({
    "GET /api/v1/conversations/c1": { json: conversation(1, { window_closes_at: closesAt }) },
    [MESSAGES]: { json: page(items) },
    "POST /api/v1/conversations/c1/typing": { status: 204 },
    ...more,
  });
}

export async function shown() {
  const view = renderAlone(<Thread conversationId="c1" onOpenContact={() => {}} onBack={() => {}} />);
  const box = await screen.findByLabelText("Your answer");
  await screen.findByRole("log");
  return { ...view, box: box as HTMLTextAreaElement };
}

export const bubbles = (text: string) => within(screen.getByRole("log")).queryAllByText(text);

/** The server's answer to a send. */
export function accepted(call: Call) {
  const { text, client_key } = call.body as { text: string; client_key: string };
  return { status: 201, json: message(`m9-${client_key}`, 5, { text, status: "queued", client_key }) };
}

/** Nothing answers. */
export const unreachable = () => {
  throw new TypeError("network");
};

/** A clean browser with a keyboard, and short waits. */
export function onADesk() {
  localStorage.clear();
  waits.beforeTryMs = [1, 1];
  vi.restoreAllMocks();
  vi.spyOn(window, "matchMedia").mockImplementation((query) => ({
    matches: query.includes("hover"), media: query, addEventListener: () => {}, removeEventListener: () => {}, addListener: () => {}, removeListener: () => {},
  }) as never);
}
