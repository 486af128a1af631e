import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, NetworkError } from "./errors";
import { openLive } from "./live";

interface Stream { url: string; onopen?: () => void; onerror?: () => void; closed: boolean; say: (type: string, id: string) => void }
let streams: Stream[];
let close: () => void = () => {};
const events = vi.fn();
const opened = vi.fn();
const lost = vi.fn();

function start(address: () => Promise<string>, place: string | null = null) {
  close = openLive({ address, place, onEvent: events, onOpen: opened, onLost: lost });
}
const ticketed = () => {
  let tickets = 0;
  return vi.fn(async () => `https://live.example/live/events?ticket=t${++tickets}`);
};
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  streams = [];
  vi.stubGlobal("EventSource", class implements Stream {
    closed = false;
    listeners = new Map<string, (event: MessageEvent) => void>();
    constructor(public url: string) { streams.push(this); }
    addEventListener(type: string, listener: (event: MessageEvent) => void) { this.listeners.set(type, listener); }
    close() { this.closed = true; }
    say(type: string, lastEventId: string) { this.listeners.get(type)?.(new MessageEvent(type, { data: "{}", lastEventId })); }
  });
});
afterEach(() => close());

describe("The live stream", () => {
  it("comes back with a fresh ticket and the last place, and says that it resumed", async () => {
    start(ticketed());
    await settle();
    streams[0]?.onopen?.();
    streams[0]?.say("message.received", "7-1");
    streams[0]?.onerror?.();
    await settle(1000);
    streams[1]?.onopen?.();
    expect(streams[0]?.closed).toBe(true);
    expect(streams[1]?.url).toBe("https://live.example/live/events?ticket=t2&last_event_id=7-1");
    expect(opened.mock.calls).toEqual([[false], [true]]);
  });

  it("waits longer after each failure, and not at all forever", async () => {
    const address = vi.fn().mockRejectedValue(new NetworkError());
    start(address);
    await settle(120_000);
    expect(address.mock.calls.length).toBeGreaterThan(8);
    expect(address.mock.calls.length).toBeLessThan(22);
  });

  it("stops asking when signed out", async () => {
    const address = vi.fn().mockRejectedValue(new ApiError(401, "unauthenticated", ""));
    start(address);
    await settle(60_000);
    expect(address).toHaveBeenCalledTimes(1);
    expect(lost).toHaveBeenCalled();
  });

  it("tries at once when the connection is back", async () => {
    const address = vi.fn().mockRejectedValue(new NetworkError());
    start(address);
    await settle(30_000);
    const before = address.mock.calls.length;
    window.dispatchEvent(new Event("online"));
    expect(address.mock.calls.length).toBe(before + 1);
  });

  it("says nothing more once closed", async () => {
    start(ticketed());
    await settle();
    close();
    streams[0]?.say("message.received", "7-1");
    streams[0]?.onerror?.();
    await settle(60_000);
    expect(events).not.toHaveBeenCalled();
    expect(streams).toHaveLength(1);
  });
});
