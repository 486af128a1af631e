import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import type { Channel } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import { rememberChannel } from "./channels";
import classes from "./channels.module.css";

/** The name that colleagues see in the inbox. */
export function ChannelName({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const [name, setName] = useState(channel.name);
  const [saved, setSaved] = useState(false);
  const changed = name.trim() !== channel.name;
  const { busy, errors, message, form } = useSubmit({
    fields: ["name"],
    check: () => ({ name: !name.trim() && t("channels.fields.needed") }),
    action: async () => {
      rememberChannel(await unwrap(client.PATCH("/api/v1/channels/{channel_id}", {
        params: { path: { channel_id: channel.id } }, body: { name: name.trim() },
      })));
      setSaved(true);
      void queryClient.invalidateQueries({ queryKey: ["conversations"] });
    },
  });
  return (
    <Section title={t("channels.fields.name")} hint={t("channels.hints.name")}>
      <form {...form} className={classes.form}>
        {message && <Notice tone="wrong">{message}</Notice>}
        <TextInput
          aria-label={t("channels.fields.name")} value={name} error={errors.name} maxLength={100}
          onChange={(event) => { setName(event.currentTarget.value); setSaved(false); }}
        />
        <div className={classes.actions}>
          <Button type="submit" variant="default" loading={busy} disabled={!changed}>{t("app.actions.save")}</Button>
          <span role="status" className={classes.saved}>{saved ? t("app.states.saved") : ""}</span>
        </div>
      </form>
    </Section>
  );
}
