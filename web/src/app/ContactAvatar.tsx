import type { Contact } from "@/api/types";
import { initials } from "@/design/initials";
import { avatarGrounds, avatarText } from "@/design/theme";
import { contactName } from "./contacts";
import classes from "./ContactAvatar.module.css";

/** Initials on a ground that stays the same for a contact. Says nothing that the name beside it does not. */
export function ContactAvatar({ contact, size = 34 }: { contact: Contact; size?: number }) {
  return (
    <span
      className={classes.avatar} aria-hidden
      style={{ width: size, height: size, background: groundFor(contact.id), color: avatarText }}
    >
      {shortName(contactName(contact))}
    </span>
  );
}

/** A bare number has no initials: its last two digits tell more than its plus sign. */
function shortName(name: string): string {
  return /^\+?[\d\s()-]+$/.test(name) ? name.replace(/\D/g, "").slice(-2) : initials(name);
}

function groundFor(id: string): string {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  return avatarGrounds[sum % avatarGrounds.length] ?? avatarGrounds[0];
}
