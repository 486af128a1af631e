import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { ContactDetail } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import { refreshContacts } from "./contacts";

/** At once, since one press takes it back. */
export function BlockContact({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation();
  const path = { params: { path: { contact_id: contact.id } } };
  const { busy, message, run } = useSubmit({
    action: async () => {
      await unwrap(contact.blocked_at ? client.POST("/api/v1/contacts/{contact_id}/unblock", path) : client.POST("/api/v1/contacts/{contact_id}/block", path));
      await refreshContacts();
    },
  });
  return (
    <Section
      title={contact.blocked_at ? t("contacts.block.isTitle") : t("contacts.block.title")} hint={contact.block_note || t("contacts.block.hint")}
      action={<Button variant="default" loading={busy} onClick={() => void run()}>{contact.blocked_at ? t("contacts.block.undo") : t("contacts.block.action")}</Button>}
    >
      {message && <Notice tone="wrong">{message}</Notice>}
    </Section>
  );
}
