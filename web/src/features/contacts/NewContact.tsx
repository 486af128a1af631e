import { Button, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import { NoPermission } from "@/app/States";
import { useMay } from "@/app/permissions";
import { useSubmit } from "@/app/useSubmit";
import { LinkButton } from "@/design/LinkButton";
import { Notice } from "@/design/Notice";
import { Page } from "@/design/Page";
import { refreshContacts } from "./contacts";
import classes from "./contacts.module.css";

export function NewContact() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayWrite = useMay("contacts:write");
  const [phone, setPhone] = useState("");
  const [name, setName] = useState("");
  const [known, setKnown] = useState<string | null>(null);
  const { busy, errors, message, form } = useSubmit({
    fields: ["phone", "name"],
    check: () => ({ phone: !phone.trim() && t("contacts.new.needed") }),
    action: async () => {
      setKnown(null);
      try {
        const contact = await unwrap(client.POST("/api/v1/contacts", { body: { phone: phone.trim(), name: name.trim(), language: "" } }));
        void refreshContacts();
        await navigate({ to: "/contacts/$contactId", params: { contactId: contact.id } });
      } catch (failure) {
        if (!(failure instanceof ApiError && failure.fields.contact_id)) throw failure;
        setKnown(failure.fields.contact_id);
      }
    },
  });
  if (!mayWrite) return <div className={classes.column}><NoPermission /></div>;
  return (
    <div className={classes.column}>
      <Page title={t("contacts.new.title")} intro={t("contacts.new.intro")}>
        <form {...form} className={classes.form}>
          {message && <Notice tone="wrong">{message}</Notice>}
          {known && (
            <Notice>{t("contacts.new.known")} <Link to="/contacts/$contactId" params={{ contactId: known }}>{t("contacts.new.open")}</Link></Notice>
          )}
          <TextInput
            type="tel" label={t("contacts.number")} placeholder="+62 812 3456 7890" value={phone} error={errors.phone} autoComplete="off" autoFocus
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
          <TextInput label={t("contacts.name")} value={name} error={errors.name} maxLength={200} autoComplete="off" onChange={(event) => setName(event.currentTarget.value)} />
          <div className={classes.actions}>
            <Button type="submit" loading={busy}>{t("contacts.new.add")}</Button>
            <LinkButton variant="subtle" color="gray" to="/contacts">{t("app.actions.cancel")}</LinkButton>
          </div>
        </form>
      </Page>
    </div>
  );
}
