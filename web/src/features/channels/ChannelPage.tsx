import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { isStatus } from "@/api/errors";
import type { Channel } from "@/api/types";
import { CopyField } from "@/app/CopyField";
import { ErrorState, NoPermission } from "@/app/States";
import { When } from "@/app/When";
import { useMay } from "@/app/permissions";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Page, Section } from "@/design/Page";
import { RowsSkeleton, State } from "@/design/State";
import { BackToChannels } from "./BackToChannels";
import { ChannelFacts } from "./ChannelFacts";
import { ChannelName } from "./ChannelName";
import { ChannelProfile } from "./ChannelProfile";
import { ChannelStatus } from "./ChannelStatus";
import { Disconnect } from "./Disconnect";
import { Doctor } from "./Doctor";
import { NewSecret } from "./NewSecret";
import { channelQuery, rememberChannel } from "./channels";
import classes from "./channels.module.css";

export function ChannelPage() {
  const { t } = useTranslation();
  const { channelId } = useParams({ from: "/shell/settings/channels/$channelId" });
  const mayRead = useMay("channels:read");
  const channel = useQuery({ ...channelQuery(channelId), enabled: mayRead });
  if (!mayRead) return <NoPermission />;
  return (
    <>
      <BackToChannels />
      {isStatus(channel.error, 404) ? (
        <State title={t("app.states.notFoundTitle")} text={t("app.states.notFoundText")} />
      ) : channel.data ? (
        <OneChannel channel={channel.data} />
      ) : channel.isError ? (
        <ErrorState error={channel.error} retry={() => void channel.refetch()} />
      ) : (
        <RowsSkeleton label={t("app.states.loading")} />
      )}
    </>
  );
}

function OneChannel({ channel }: { channel: Channel }) {
  const mayManage = useMay("channels:manage");
  return (
    <Page title={channel.name} intro={[channel.display_phone_number, channel.verified_name].filter(Boolean).join(" · ") || undefined}>
      <Standing channel={channel} mayManage={mayManage} />
      {mayManage && <Doctor channel={channel} />}
      <ChannelFacts channel={channel} />
      {mayManage && (
        <>
          <ChannelProfile channel={channel} />
          <ChannelName channel={channel} />
          <NewSecret channel={channel} name="access_token" />
          <NewSecret channel={channel} name="app_secret" />
          <PasteAtMeta channel={channel} />
          <Disconnect channel={channel} />
        </>
      )}
    </Page>
  );
}

function Standing({ channel, mayManage }: { channel: Channel; mayManage: boolean }) {
  const { t } = useTranslation();
  const { busy, message, run } = useSubmit({
    action: async () => rememberChannel(
      await unwrap(client.POST("/api/v1/channels/{channel_id}/check", { params: { path: { channel_id: channel.id } } })),
    ),
  });
  const checking = channel.status === "checking";
  return (
    <div className={classes.state}>
      <div className={classes.statusLine} role="status">
        <ChannelStatus status={channel.status} />
        <span>{channel.last_webhook_at ? <>{t("channels.lastWebhook")} <When at={channel.last_webhook_at} /></> : t("channels.noWebhook")}</span>
      </div>
      {checking && <Notice tone="waiting">{t("channels.page.checking")}</Notice>}
      {channel.status === "failed" && <Notice tone="wrong">{channel.status_reason || t("channels.page.failed")}</Notice>}
      {channel.status === "paused" && <Notice>{channel.status_reason || t("channels.page.paused")}</Notice>}
      {channel.last_problem && channel.status === "connected" && <Notice>{channel.last_problem}</Notice>}
      {message && <Notice tone="wrong">{message}</Notice>}
      {mayManage && !checking && (
        <div className={classes.actions}>
          <Button variant="default" loading={busy} onClick={() => void run()}>{t("channels.page.checkAgain")}</Button>
        </div>
      )}
    </div>
  );
}

function PasteAtMeta({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  return (
    <Section title={t("channels.paste.title")} hint={t("channels.paste.hint")}>
      <div className={classes.stack}>
        <CopyField label={t("channels.paste.url")} value={channel.webhook_url} />
        <CopyField label={t("channels.fields.verify_token")} value={channel.verify_token} />
        <ol className={classes.steps}>
          <li>{t("channels.paste.step1")}</li>
          <li>{t("channels.paste.step2")}</li>
          <li>{t("channels.paste.step3")}</li>
        </ol>
      </div>
    </Section>
  );
}
