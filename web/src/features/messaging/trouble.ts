/** Why a message did not arrive, in words. */
import type { TFunction } from "i18next";
import type { Message } from "@/api/types";
import { NO_ANSWER, NO_CONNECTION, OFFLINE } from "./sendMessage";

export type Trouble = NonNullable<Message["failure"]>;

/** What still waits on this device, and for what. */
const WAITING = new Map<string, "offline" | "noConnection" | "noAnswer">([
  [OFFLINE.code, "offline"], [NO_CONNECTION.code, "noConnection"], [NO_ANSWER.code, "noAnswer"],
]);

export function sayTrouble(failure: Trouble, t: TFunction): string {
  const waiting = WAITING.get(failure.code);
  return waiting ? t(`messaging.failure.${waiting}`) : [failure.reason, failure.remedy].filter(Boolean).join(" ");
}
