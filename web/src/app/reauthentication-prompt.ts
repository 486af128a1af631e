/** One pending wish to prove oneself again, shared by every screen; the prompt is in Reauthentication.tsx. */
import { useSyncExternalStore } from "react";
import { type Flow, ReauthenticationNeeded } from "./allauth";

export interface Prompt {
  flows: Flow[];
  settle: (proved: boolean) => void;
}

let current: Prompt | null = null;
const listeners = new Set<() => void>();

function show(prompt: Prompt | null) {
  current = prompt;
  listeners.forEach((listener) => listener());
}

export function usePrompt(): Prompt | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** The person closed the prompt: the action did not happen and nothing needs saying. */
export class NotProved extends Error {
  constructor() {
    super("not_proved");
    this.name = "NotProved";
  }
}

/** Runs the action; when the server wants proof first, asks for it and runs the action once more. */
export async function withProof<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ReauthenticationNeeded)) throw error;
    const proved = await new Promise<boolean>((resolve) => {
      show({ flows: error.flows, settle: (answer) => { show(null); resolve(answer); } });
    });
    if (!proved) throw new NotProved();
    return action();
  }
}
