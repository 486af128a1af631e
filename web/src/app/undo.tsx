/** Doing something destructive after ten seconds in which it can be taken back. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18n from "@/locales/i18n";
import { sayError } from "./words";

const PAUSE_MS = 10_000;

/** What is still waiting, by the function that does it now. */
const waiting = new Set<() => Promise<void>>();

/** Before signing out or switching the business: later there would be no right to do it. */
export async function finishWaiting(): Promise<void> {
  await Promise.all([...waiting].map((finish) => finish()));
}

interface Undoable {
  message: string;
  run: () => Promise<unknown>;
  /** Called when it was taken back or failed: put back on the screen what was hidden. */
  restore: () => void;
}

/** Leaving the page does not take it back: what was waiting is done at once. */
export function undoable({ message, run, restore }: Undoable): void {
  let settled = false;
  const id = notifications.show({
    message: (
      <span style={{ display: "flex", alignItems: "center", justifyContent: "space-between", gap: 12 }}>
        {message}
        <Button size="xs" variant="light" onClick={takeBack}>{i18n.t("app.actions.undo")}</Button>
      </span>
    ),
    autoClose: PAUSE_MS, withCloseButton: false,
  });
  const timer = setTimeout(() => void finish(), PAUSE_MS);
  waiting.add(finish);
  window.addEventListener("pagehide", finish);

  function settle(): boolean {
    if (settled) return false;
    settled = true;
    clearTimeout(timer);
    waiting.delete(finish);
    window.removeEventListener("pagehide", finish);
    notifications.hide(id);
    return true;
  }
  function takeBack() {
    if (settle()) restore();
  }
  async function finish() {
    if (!settle()) return;
    try {
      await run();
    } catch (error) {
      restore();
      notifications.show({ message: sayError(error), color: "wrong" });
    }
  }
}
