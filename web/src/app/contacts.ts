import type { Contact } from "@/api/types";

/** What a contact is called: the name given here, else the one they gave themselves, else how they are reached. */
export function contactName(contact: Contact): string {
  return contact.name || contact.profile_name || atName(contact.username) || contact.phone || contact.user_id || "";
}

export function atName(username: string | null): string {
  return username ? `@${username.replace(/^@/, "")}` : "";
}
