import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { ErrorState, NoPermission } from "@/app/States";
import { When } from "@/app/When";
import { useMay } from "@/app/permissions";
import { LinkButton } from "@/design/LinkButton";
import { Page, Row, Rows } from "@/design/Page";
import { RowsSkeleton, State } from "@/design/State";
import { ChannelStatus } from "./ChannelStatus";
import { channelsQuery } from "./channels";
import classes from "./channels.module.css";
import { useLeaving } from "./leaving";

export function Channels() {
  const { t } = useTranslation();
  const mayRead = useMay("channels:read");
  const mayManage = useMay("channels:manage");
  const channels = useQuery({ ...channelsQuery, enabled: mayRead });
  const leaving = useLeaving();
  if (!mayRead) return <NoPermission />;
  const shown = channels.data?.filter((channel) => !leaving.has(channel.id));
  const connect = mayManage && <LinkButton to="/settings/channels/new">{t("channels.connect.action")}</LinkButton>;
  const isEmpty = shown?.length === 0;
  return (
    <Page title={t("channels.title")} intro={t("channels.intro")} action={!isEmpty && connect}>
      {channels.isError && !shown && <ErrorState error={channels.error} retry={() => void channels.refetch()} />}
      {channels.isPending && <RowsSkeleton label={t("app.states.loading")} />}
      {isEmpty && (
        <State title={t("channels.emptyTitle")} text={mayManage ? t("channels.emptyText") : t("channels.emptyAsk")}>{connect}</State>
      )}
      {shown && shown.length > 0 && (
        <Rows label={t("channels.title")}>
          {shown.map((channel) => <ChannelRow key={channel.id} channel={channel} />)}
        </Rows>
      )}
    </Page>
  );
}

function ChannelRow({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  return (
    <Row
      title={<Link to="/settings/channels/$channelId" params={{ channelId: channel.id }} className={classes.name}>{channel.name}</Link>}
      meta={
        <>
          {channel.display_phone_number ?? channel.phone_number_id}
          {channel.verified_name && <> · {channel.verified_name}</>}
          <br />
          {(channel.status === "failed" || channel.status === "paused") && channel.status_reason
            ? <span className={channel.status === "failed" ? classes.reason : undefined}>{channel.status_reason}</span>
            : channel.last_webhook_at
              ? <>{t("channels.lastWebhook")} <When at={channel.last_webhook_at} /></>
              : t("channels.noWebhook")}
        </>
      }
      side={<ChannelStatus status={channel.status} />}
    />
  );
}
