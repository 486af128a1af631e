import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "@/api/types";
import { When } from "@/app/When";
import { atName, contactName } from "@/app/contacts";
import { Tag } from "@/design/Tag";
import { ContactAvatar } from "@/app/ContactAvatar";
import classes from "./contacts.module.css";

const ROW_HEIGHT = 57;
const AHEAD = 20;

interface ContactRowsProps {
  contacts: readonly Contact[];
  isLast: boolean;
  isFetching: boolean;
  more: () => void;
}

/** Only the rows on the screen are drawn; the next page is asked for before the end. */
export function ContactRows({ contacts, isLast, isFetching, more }: ContactRowsProps) {
  const { t } = useTranslation();
  const viewport = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: contacts.length, getScrollElement: () => viewport.current, estimateSize: () => ROW_HEIGHT, overscan: 8 });
  const lastShown = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (!isLast && !isFetching && lastShown >= contacts.length - AHEAD) more();
  }, [isLast, isFetching, lastShown, contacts.length, more]);
  return (
    <div ref={viewport} className={classes.viewport}>
      <ul className={classes.rows} style={{ height: virtual.getTotalSize() }} aria-label={t("contacts.title")}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const contact = contacts[index];
          return contact && (
            <li key={key} className={classes.slot} style={{ transform: `translateY(${start}px)` }} aria-setsize={isLast ? contacts.length : -1} aria-posinset={index + 1}>
              <ContactRow contact={contact} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function ContactRow({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const name = contactName(contact);
  const reached = [contact.phone, atName(contact.username)].filter((one) => one && one !== name);
  return (
    <Link to="/contacts/$contactId" params={{ contactId: contact.id }} className={classes.row}>
      <ContactAvatar contact={contact} />
      <span className={classes.rowText}>
        <span className={classes.rowName}><bdi>{name}</bdi>{contact.blocked_at && <Tag tone="wrong">{t("contacts.blocked")}</Tag>}</span>
        <span className={classes.rowMeta}>{reached.map((one) => <bdi key={one} dir="ltr">{one}</bdi>)}</span>
      </span>
      <span className={classes.rowSince}><When at={contact.created_at} /></span>
    </Link>
  );
}
