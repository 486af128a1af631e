/** The form that connects a number: its fields and what can be said about them before asking the server. */
import type { TFunction } from "i18next";

export const NOTHING = {
  name: "", waba_id: "", phone_number_id: "", access_token: "", app_id: "", app_secret: "", verify_token: "",
};

export type ConnectField = keyof typeof NOTHING;

export const SECRETS: readonly ConnectField[] = ["access_token", "app_secret"];

const DIGITS: readonly ConnectField[] = ["waba_id", "phone_number_id", "app_id"];
const SHORTEST_VERIFY_TOKEN = 8;

/** One sentence for each field that cannot be right yet. */
export function complaints(values: typeof NOTHING, t: TFunction): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  for (const name of Object.keys(NOTHING) as ConnectField[]) {
    const value = values[name].trim();
    if (name === "verify_token") {
      if (value && value.length < SHORTEST_VERIFY_TOKEN) found[name] = t("channels.fields.verifyTokenShort");
    } else if (!value) found[name] = t("channels.fields.needed");
    else if (DIGITS.includes(name) && !/^\d+$/.test(value)) found[name] = t("channels.fields.digits");
  }
  return found;
}
