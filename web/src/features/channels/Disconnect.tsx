import { Button, Modal, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { queryClient } from "@/api/query";
import type { Channel } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import { channelQuery, channelsQuery } from "./channels";
import classes from "./channels.module.css";

/** The stored secrets go with it, so it cannot be undone and asks for the name. */
export function Disconnect({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const { busy, errors, message, form } = useSubmit({
    fields: ["name"],
    check: () => ({ name: typed.trim() !== channel.name && t("channels.disconnect.mismatch", { name: channel.name }) }),
    action: async () => {
      await client.DELETE("/api/v1/channels/{channel_id}", { params: { path: { channel_id: channel.id } } });
      await navigate({ to: "/settings/channels" });
      queryClient.removeQueries({ queryKey: channelQuery(channel.id).queryKey });
      await queryClient.invalidateQueries({ queryKey: channelsQuery.queryKey });
    },
  });
  return (
    <Section
      title={t("channels.disconnect.title")} hint={t("channels.disconnect.hint")}
      action={<Button variant="default" onClick={() => setOpen(true)}>{t("channels.disconnect.action")}</Button>}
    >
      <Modal
        opened={open} onClose={() => setOpen(false)} title={t("channels.disconnect.ask", { name: channel.name })}
        closeButtonProps={{ "aria-label": t("app.actions.close") }}
      >
        <form {...form} className={classes.form}>
          <p>{t("channels.disconnect.text")}</p>
          {message && <Notice tone="wrong">{message}</Notice>}
          <TextInput
            label={t("channels.disconnect.type", { name: channel.name })} value={typed} error={errors.name} data-autofocus autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <div className={classes.actions}>
            <Button type="submit" color="wrong" loading={busy}>{t("channels.disconnect.action")}</Button>
            <Button variant="subtle" color="gray" onClick={() => setOpen(false)}>{t("app.actions.cancel")}</Button>
          </div>
        </form>
      </Modal>
    </Section>
  );
}
