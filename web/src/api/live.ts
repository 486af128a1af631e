/**
 * The stream of what happens in the business. Every connection takes a fresh ticket and says where the
 * last one ended, so the browser's own reconnecting, which would repeat an expired ticket, is not used.
 */
import { ApiError } from "./errors";

export const LIVE_EVENTS = [
  "message.received", "message.queued", "message.status_changed", "conversation.read",
  "contact.changed", "contact.merged", "contact.unmerged", "consent.changed", "channel.changed", "channel.connection_changed", "channel.diagnosis_changed", "template.changed",
  "media.ready", "media.failed", "refetch",
] as const;
export type LiveEventType = (typeof LIVE_EVENTS)[number];

export interface LiveOptions {
  /** Asks for an address with a fresh ticket in it. */
  address: () => Promise<string>;
  /** The id of the last event seen, if any. */
  place: string | null;
  onEvent: (type: LiveEventType, data: unknown, id: string) => void;
  /** `resumed`: the stream goes on exactly where it ended. Otherwise something may have been missed before. */
  onOpen: (resumed: boolean) => void;
  onLost: () => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;
const TICK_MS = 15_000;
/** A clock that jumps this far was asleep, and the connection with it, whether it noticed or not. */
const SLEPT_MS = 120_000;

/** Listens until the returned function is called. */
export function openLive(options: LiveOptions): () => void {
  let place = options.place;
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let round = 0;
  let tickedAt = Date.now();

  async function connect() {
    const mine = ++round;
    clearTimeout(timer);
    source?.close();
    source = null;
    try {
      const url = new URL(await options.address());
      if (mine !== round) return;
      if (place) url.searchParams.set("last_event_id", place);
      listen(new EventSource(url.toString()), mine, place !== null);
    } catch (error) {
      if (mine !== round) return;
      lose(isFinal(error));
    }
  }

  function listen(next: EventSource, mine: number, resumed: boolean) {
    source = next;
    next.onopen = () => {
      if (mine !== round) return;
      failures = 0;
      options.onOpen(resumed);
    };
    next.onerror = () => {
      if (mine === round) lose(false);
    };
    for (const type of LIVE_EVENTS) {
      next.addEventListener(type, (event: MessageEvent<string>) => {
        if (mine !== round) return;
        if (event.lastEventId) place = event.lastEventId;
        options.onEvent(type, parsed(event.data), event.lastEventId);
      });
    }
  }

  function lose(forGood: boolean) {
    round += 1;
    source?.close();
    source = null;
    options.onLost();
    if (forGood) return;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
    failures += 1;
    // Spread out, so that a server coming back is not met by everybody at once.
    timer = setTimeout(() => void connect(), pause * (0.5 + Math.random() / 2));
  }

  function hurry() {
    if (!source && document.visibilityState === "visible") void connect();
  }
  const tick = setInterval(() => {
    const slept = Date.now() - tickedAt > SLEPT_MS;
    tickedAt = Date.now();
    if (slept) void connect();
  }, TICK_MS);
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  void connect();

  return () => {
    round += 1;
    clearTimeout(timer);
    clearInterval(tick);
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
    source?.close();
  };
}

/** Signed out or not allowed: asking again changes nothing. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
