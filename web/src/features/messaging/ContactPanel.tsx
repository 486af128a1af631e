import { ActionIcon } from "@mantine/core";
import { X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { sayExactly } from "@/app/dates";
import { useMay } from "@/app/permissions";
import { atName, contactName } from "@/app/contacts";
import { ContactAvatar } from "@/app/ContactAvatar";
import { ContactSections } from "@/app/ContactSections";
import classes from "./ContactPanel.module.css";
import { ContactPanelName } from "./ContactPanelName";

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const month = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" });

/** Who the conversation is with. */
export function ContactPanel({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useTranslation();
  const mayEdit = useMay("contacts:write");
  const [editing, setEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const { contact, channel } = conversation;

  function stopEditing() {
    setEditing(false);
    // The form is gone with the next frame; the focus must not go with it.
    requestAnimationFrame(() => edit.current?.focus());
  }

  return (
    <aside className={classes.panel} aria-label={t("messaging.panel.label")}>
      <div className={classes.who}>
        <ContactAvatar contact={contact} size={42} />
        <div className={classes.whoText}>
          <h2 className={classes.name}><bdi>{contactName(contact)}</bdi></h2>
          <p className={classes.since}>{t("contacts.since", { date: month.format(new Date(contact.created_at)) })}</p>
        </div>
        <ActionIcon onClick={onClose} aria-label={t("messaging.panel.close")}>
          <X size={18} strokeWidth={1.7} aria-hidden />
        </ActionIcon>
      </div>
      <section className={classes.section}>
        <div className={classes.head}>
          <h3>{t("contacts.details")}</h3>
          {mayEdit && !editing && (
            <button ref={edit} type="button" className={classes.edit} onClick={() => setEditing(true)}>
              {t("contacts.edit")}
            </button>
          )}
        </div>
        {editing && <ContactPanelName key={contact.id} contact={contact} onDone={stopEditing} />}
        <dl className={classes.facts}>
          {!editing && contact.name && <Fact label={t("contacts.name")}><bdi>{contact.name}</bdi></Fact>}
          <Fact label={t("contacts.number")}>
            {contact.phone ? <bdi dir="ltr">{contact.phone}</bdi> : <span className={classes.none}>{t("contacts.none")}</span>}
          </Fact>
          {contact.username && <Fact label={t("contacts.username")}><bdi dir="ltr">{atName(contact.username)}</bdi></Fact>}
          {contact.profile_name && <Fact label={t("contacts.profileName")}><bdi>{contact.profile_name}</bdi></Fact>}
          <Fact label={t("contacts.channel")}><bdi>{channel.name}</bdi></Fact>
          <Fact label={t("contacts.firstSeen")}>
            <time dateTime={contact.created_at} title={sayExactly(contact.created_at)}>{day.format(new Date(contact.created_at))}</time>
          </Fact>
        </dl>
      </section>
      <ContactSections key={contact.id} contact={contact} />
    </aside>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
