import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { Channel } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import { FieldInput } from "./FieldInput";
import { rememberChannel } from "./channels";
import classes from "./channels.module.css";

/** Rotates the access token or the app secret; what is stored is never shown. */
export function NewSecret({ channel, name }: { channel: Channel; name: "access_token" | "app_secret" }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState(false);
  const [value, setValue] = useState("");
  const { busy, errors, message, form } = useSubmit({
    fields: [name],
    check: () => ({ [name]: !value.trim() && t("channels.fields.needed") }),
    action: async () => {
      rememberChannel(await unwrap(client.PATCH("/api/v1/channels/{channel_id}", {
        params: { path: { channel_id: channel.id } }, body: { [name]: value.trim() },
      })));
      setValue("");
      setOpen(false);
      setSaved(true);
    },
  });
  const hint = name === "access_token" ? t("channels.secret.tokenStored", { hint: channel.access_token_hint }) : t("channels.secret.appStored");
  return (
    <Section
      title={t(`channels.fields.${name}`)} hint={hint}
      action={
        <div className={classes.actions}>
          <span role="status" className={classes.saved}>{saved ? t("app.states.saved") : ""}</span>
          {!open && (
            <Button variant="default" aria-label={t(`channels.secret.${name}`)} onClick={() => { setOpen(true); setSaved(false); }}>
              {t("channels.secret.replace")}
            </Button>
          )}
        </div>
      }
    >
      {open && (
        <form {...form} className={classes.form}>
          {message && <Notice tone="wrong">{message}</Notice>}
          <FieldInput name={name} value={value} error={errors[name]} onChange={setValue} autoFocus />
          <div className={classes.actions}>
            <Button type="submit" loading={busy}>{t("app.actions.save")}</Button>
            <Button variant="subtle" color="gray" onClick={() => { setOpen(false); setValue(""); }}>{t("app.actions.cancel")}</Button>
          </div>
        </form>
      )}
    </Section>
  );
}
