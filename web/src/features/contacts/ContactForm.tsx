import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { ContactDetail } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import { refreshContacts } from "./contacts";
import classes from "./contacts.module.css";

type Change = { name?: string; language?: string; time_zone?: string | null };
const LANGUAGES = ["en", "es", "pt", "fr", "de", "it", "nl", "id", "ms", "hi", "ar", "he", "tr", "ru", "uk", "pl", "zh", "ja", "ko", "th", "vi"];
const BY_NUMBER = "";

/** Saved field by field, as each is left. */
export function ContactForm({ contact, mayWrite }: { contact: ContactDetail; mayWrite: boolean }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState(contact.name);
  const [saved, setSaved] = useState(false);
  const { errors, message, run } = useSubmit({ fields: ["name", "language", "time_zone"], action: () => Promise.resolve() });
  const save = (change: Change) => void run(async () => {
    setSaved(false);
    await unwrap(client.PATCH("/api/v1/contacts/{contact_id}", { params: { path: { contact_id: contact.id } }, body: change }));
    await refreshContacts();
    setSaved(true);
  });
  const names = new Intl.DisplayNames([i18n.language], { type: "language" });
  const languages = contact.language && !LANGUAGES.includes(contact.language) ? [contact.language, ...LANGUAGES] : LANGUAGES;
  return (
    <Section title={t("contacts.details")} action={<span role="status" className={classes.saved}>{saved ? t("app.states.saved") : ""}</span>}>
      <div className={classes.form}>
        {message && <Notice tone="wrong">{message}</Notice>}
        <TextInput
          label={t("contacts.name")} description={t("contacts.nameHint")} value={name} error={errors.name} maxLength={200} readOnly={!mayWrite}
          inputWrapperOrder={["label", "input", "error", "description"]} onChange={(event) => setName(event.currentTarget.value)}
          onBlur={() => mayWrite && name.trim() !== contact.name && save({ name: name.trim() })}
        />
        <Select
          label={t("contacts.language")} value={contact.language ?? ""} disabled={!mayWrite} error={errors.language} searchable
          data={[{ value: "", label: t("contacts.notSaid") }, ...languages.map((value) => ({ value, label: names.of(value.replace("_", "-")) ?? value }))]}
          onChange={(value) => save({ language: value ?? "" })}
        />
        <Select
          label={t("contacts.timeZone")} description={contact.country ? t("contacts.country", { country: countryName(contact.country, i18n.language) }) : undefined}
          value={contact.time_zone ?? BY_NUMBER} disabled={!mayWrite} error={errors.time_zone} searchable inputWrapperOrder={["label", "input", "error", "description"]}
          data={[{ value: BY_NUMBER, label: t("contacts.asNumber", { zone: contact.time_zone ? "" : contact.local_time_zone }).trim() }, ...Intl.supportedValuesOf("timeZone")]} limit={80}
          onChange={(value) => save({ time_zone: value || null })}
        />
      </div>
    </Section>
  );
}

function countryName(code: string, language: string): string {
  return new Intl.DisplayNames([language], { type: "region" }).of(code) ?? code;
}
