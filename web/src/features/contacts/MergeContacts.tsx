import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { Contact, ContactDetail } from "@/api/types";
import { When } from "@/app/When";
import { useSubmit } from "@/app/useSubmit";
import { contactName } from "@/app/contacts";
import { Notice } from "@/design/Notice";
import { Row, Rows, Section } from "@/design/Page";
import { contactsQuery, mergesQuery, refreshContacts, suggestionsQuery } from "./contacts";
import classes from "./contacts.module.css";

const TYPING_PAUSE_MS = 250;
const SHOWN = 6;

/** Two contacts that are one person: joined at once, and parted again whole when that was wrong. */
export function MergeContacts({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation();
  const suggestions = useQuery(suggestionsQuery(contact.id)).data ?? [];
  const merges = useQuery(mergesQuery(contact.id)).data ?? [];
  const [searching, setSearching] = useState(false);
  const { busy, message, run } = useSubmit({ action: () => Promise.resolve() });
  const merge = (other: Contact) => void run(async () => {
    await unwrap(client.POST("/api/v1/contacts/{contact_id}/merge", { params: { path: { contact_id: contact.id } }, body: { other_id: other.id } }));
    setSearching(false);
    await refreshContacts();
  });
  const undo = (mergeId: string) => void run(async () => {
    await unwrap(client.POST("/api/v1/merges/{merge_id}/undo", { params: { path: { merge_id: mergeId } } }));
    await refreshContacts();
  });
  const button = (other: Contact) => (
    <Button variant="default" loading={busy} aria-label={t("contacts.merge.with", { name: contactName(other) })} onClick={() => merge(other)}>{t("contacts.merge.action")}</Button>
  );
  return (
    <Section
      title={t("contacts.merge.title")} hint={t("contacts.merge.hint")}
      action={!searching && <Button variant="default" onClick={() => setSearching(true)}>{t("contacts.merge.find")}</Button>}
    >
      <div className={classes.stack}>
        {message && <Notice tone="wrong">{message}</Notice>}
        {searching && <Others contact={contact} button={button} />}
        {suggestions.length > 0 && (
          <Rows label={t("contacts.merge.suggestions")}>
            {suggestions.map((one) => <Row key={one.contact.id} title={<Name contact={one.contact} />} meta={one.reason} side={button(one.contact)} />)}
          </Rows>
        )}
        {merges.length > 0 && (
          <Rows label={t("contacts.merge.history")}>
            {merges.map((one) => (
              <Row
                key={one.id} title={<Name contact={one.other} />}
                meta={<>{t("contacts.merge.merged", { who: one.merged_by })} <When at={one.merged_at} />{one.undone_at && <> · {t("contacts.merge.undone")} <When at={one.undone_at} /></>}</>}
                side={!one.undone_at && <Button variant="default" loading={busy} aria-label={t("contacts.merge.undoOf", { name: contactName(one.other) })} onClick={() => undo(one.id)}>{t("contacts.merge.undo")}</Button>}
              />
            ))}
          </Rows>
        )}
      </div>
    </Section>
  );
}

function Others({ contact, button }: { contact: ContactDetail; button: (other: Contact) => React.ReactNode }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), TYPING_PAUSE_MS);
  const found = useInfiniteQuery({ ...contactsQuery(search), enabled: search !== "" });
  const others = found.data?.pages[0]?.items.filter((one) => one.id !== contact.id).slice(0, SHOWN) ?? [];
  return (
    <>
      <TextInput label={t("contacts.merge.search")} placeholder={t("contacts.searchHint")} value={text} autoFocus autoComplete="off" onChange={(event) => setText(event.currentTarget.value)} />
      {search && found.data && others.length === 0 && <p className={classes.faint}>{t("contacts.nobodyText", { search })}</p>}
      {search && others.length > 0 && (
        <Rows label={t("contacts.merge.found")}>
          {others.map((one) => <Row key={one.id} title={<Name contact={one} />} meta={one.name && <bdi dir="ltr">{one.phone}</bdi>} side={button(one)} />)}
        </Rows>
      )}
    </>
  );
}

function Name({ contact }: { contact: Contact }) {
  return <bdi>{contactName(contact)}</bdi>;
}
