import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { queryClient } from "@/api/query";
import type { Channel } from "@/api/types";
import { undoable } from "@/app/undo";
import { Section } from "@/design/Page";
import { channelQuery, channelsQuery } from "./channels";
import { keep, letGo } from "./leaving";

/** The server hears of it after ten seconds: until then the number goes on working and nothing is lost. */
export function Disconnect({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const navigate = useNavigate();

  function disconnect() {
    letGo(channel.id);
    void navigate({ to: "/settings/channels" });
    undoable({
      message: t("channels.disconnect.done", { name: channel.name }),
      run: async () => {
        await client.DELETE("/api/v1/channels/{channel_id}", { params: { path: { channel_id: channel.id } }, keepalive: true });
        queryClient.removeQueries({ queryKey: channelQuery(channel.id).queryKey });
        await queryClient.invalidateQueries({ queryKey: channelsQuery.queryKey });
        keep(channel.id);
      },
      restore: () => keep(channel.id),
    });
  }

  return (
    <Section
      title={t("channels.disconnect.title")} hint={t("channels.disconnect.hint")}
      action={<Button variant="default" onClick={disconnect}>{t("channels.disconnect.action")}</Button>}
    />
  );
}
