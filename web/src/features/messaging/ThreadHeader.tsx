import { ActionIcon } from "@mantine/core";
import { ArrowLeft, PanelRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { contactName } from "@/app/contacts";
import { ContactAvatar } from "@/app/ContactAvatar";
import classes from "./Thread.module.css";
import { WindowCountdown } from "./WindowCountdown";

export const OPEN_CONTACT_ID = "thread-open-contact";

interface ThreadHeaderProps {
  conversation: Conversation | undefined;
  contactIsOpen: boolean;
  onOpenContact: () => void;
  onBack: () => void;
}

export function ThreadHeader({ conversation, contactIsOpen, onOpenContact, onBack }: ThreadHeaderProps) {
  const { t } = useTranslation();
  return (
    <header className={classes.header}>
      <ActionIcon className={classes.back} onClick={onBack} aria-label={t("messaging.thread.back")}>
        <ArrowLeft size={19} strokeWidth={1.7} aria-hidden className={classes.arrow} />
      </ActionIcon>
      {conversation && <ContactAvatar contact={conversation.contact} size={32} />}
      <div className={classes.who}>
        <h1 id="thread-title" className={classes.name}>
          {conversation ? <bdi>{contactName(conversation.contact)}</bdi> : <span className="visually-hidden">{t("messaging.thread.loading")}</span>}
        </h1>
        {conversation && (
          <p className={classes.where}>
            {conversation.contact.phone && <><bdi dir="ltr">{conversation.contact.phone}</bdi>{" · "}</>}
            <bdi>{conversation.channel.name}</bdi>
          </p>
        )}
      </div>
      {conversation && <WindowCountdown closesAt={conversation.window_closes_at} />}
      <ActionIcon id={OPEN_CONTACT_ID} onClick={onOpenContact} aria-label={t("messaging.panel.open")} aria-expanded={contactIsOpen}>
        <PanelRight size={19} strokeWidth={1.7} aria-hidden />
      </ActionIcon>
    </header>
  );
}
