/** Giving a contact a name: shown at once, sent at once, and taken back with one press. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { QueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import type { Contact } from "@/api/types";
import { sayError } from "@/app/words";
import i18n from "@/locales/i18n";
import classes from "./ContactPanel.module.css";
import { changeConversations } from "./conversations";

const UNDO_MS = 10_000;

// One after the other: an undo must not reach the server before what it takes back.
let queue: Promise<unknown> = Promise.resolve();

export function renameContact(queryClient: QueryClient, contact: Contact, name: string): void {
  save(queryClient, contact.id, contact.name, name);
  const toast = notifications.show({
    message: (
      <span className={classes.toast}>
        {name ? i18n.t("contacts.renamed", { name }) : i18n.t("contacts.renamedBack")}
        <Button size="xs" variant="light" onClick={takeBack}>{i18n.t("app.actions.undo")}</Button>
      </span>
    ),
    autoClose: UNDO_MS, withCloseButton: false,
  });

  function takeBack() {
    notifications.hide(toast);
    save(queryClient, contact.id, name, contact.name);
  }
}

function save(queryClient: QueryClient, contactId: string, before: string, after: string): void {
  showName(before, after);
  const send = () => unwrap(client.PATCH("/api/v1/contacts/{contact_id}", {
    params: { path: { contact_id: contactId } }, body: { name: after },
  }));
  const sent = queue.then(send);
  queue = sent.catch((error: unknown) => {
    showName(after, before);
    notifications.show({ message: sayError(error), color: "wrong" });
  });

  // Only the name, and only over the one it was changed from: the rest, and what others did since, stays.
  function showName(from: string, to: string) {
    changeConversations(
      queryClient, ({ contact }) => contact.id === contactId && contact.name === from,
      (one) => ({ ...one, contact: { ...one.contact, name: to } }));
  }
}
