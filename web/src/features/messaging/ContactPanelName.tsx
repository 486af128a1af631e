import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "@/api/types";
import classes from "./ContactPanel.module.css";
import { renameContact } from "./renameContact";

/** The name given to a contact in this business, and the form to change it. */
export function ContactPanelName({ contact, onDone }: { contact: Contact; onDone: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [name, setName] = useState(contact.name);
  const hint = useId();
  const form = useRef<HTMLFormElement>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() !== contact.name) renameContact(queryClient, contact, name.trim());
    onDone();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onDone();
  }

  return (
    <form ref={form} onSubmit={submit} className={classes.form}>
      <TextInput
        label={t("contacts.name")} value={name} placeholder={contact.profile_name} maxLength={200} autoFocus dir="auto"
        attributes={{ input: { "aria-describedby": hint } }} autoComplete="off" onKeyDown={onKeyDown}
        onFocus={(event) => event.currentTarget.select()} onChange={(event) => setName(event.currentTarget.value)}
      />
      <p id={hint} className={classes.hint}>{t("contacts.nameHint")}</p>
      <div className={classes.actions}>
        <Button type="submit">{t("app.actions.save")}</Button>
        <Button variant="default" onClick={onDone}>{t("app.actions.cancel")}</Button>
      </div>
    </form>
  );
}
