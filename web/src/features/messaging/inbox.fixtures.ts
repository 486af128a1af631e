/** Conversations and messages for tests, and a stream that a test speaks through. */
import type { Contact, Conversation, Message } from "@/api/types";

export const contact = (n: number, change: Partial<Contact> = {}): Contact => ({
  id: `contact-${n}`, name: `Customer ${n}`, profile_name: "", phone: `+62 812 000 ${1000 + n}`, username: null, user_id: null,
  language: null, time_zone: null, blocked_at: null, created_at: "2026-03-03T08:00:00Z", ...change,
});

export const moment = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 9, 0) + minutes * 60_000).toISOString();

/** The higher the number, the later its last message. */
export const conversation = (n: number, change: Partial<Conversation> = {}): Conversation => ({
  id: `c${n}`, channel: { id: "ch1", name: "Senja Coffee" }, contact: contact(n),
  preview: { message_id: `m${n}`, direction: "in", kind: "text", text: `Hello ${n}`, status: "received" } as Conversation["preview"],
  last_message_at: moment(n), unread_count: 0, window_closes_at: null, ...change,
});

export const message = (id: string, minutes: number, change: Partial<Message> = {}): Message => ({
  id, conversation_id: "c1", direction: "out", kind: "text", text: `Text of ${id}`, content: {}, media: null, reply_to: null, status: "sent",
  origin: "person", purpose: "service", held_until: null, held_reason: "", failure: null, author: { kind: "user", name: "Rani" }, sent_at: moment(minutes), client_key: null, ...change,
});

export const page = <T>(items: T[], next_cursor: string | null = null) => ({ items, next_cursor });
export const pages = <T>(...all: { items: T[]; next_cursor: string | null }[]) => ({ pages: all, pageParams: all.map(() => null) });

/** Stands in for the browser's EventSource. */
export class FakeStream {
  static all: FakeStream[] = [];
  static get last(): FakeStream {
    const found = FakeStream.all.at(-1);
    if (!found) throw new Error("Nobody listens yet.");
    return found;
  }

  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  private listeners = new Map<string, (event: MessageEvent<string>) => void>();

  constructor(readonly url: string) {
    FakeStream.all.push(this);
  }

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(type, listener);
  }

  close() {
    this.closed = true;
  }

  open() {
    this.onopen?.();
  }

  fail() {
    this.onerror?.();
  }

  say(type: string, data: unknown, id: string) {
    this.listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(data), lastEventId: id }));
  }
}
