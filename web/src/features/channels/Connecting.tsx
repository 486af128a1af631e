import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isStatus } from "@/api/errors";
import type { Connection } from "@/api/types";
import { ErrorState, NoPermission } from "@/app/States";
import { useMay } from "@/app/permissions";
import { LinkButton } from "@/design/LinkButton";
import { Notice } from "@/design/Notice";
import { Page, Section } from "@/design/Page";
import { RowsSkeleton, State } from "@/design/State";
import { ChooseNumber } from "./ChooseNumber";
import { ConnectionAnswer } from "./ConnectionAnswer";
import { StepList } from "./StepList";
import classes from "./channels.module.css";
import { connectionQuery } from "./connections";

/** A guided connection under way. It goes on in the background: the page may be left and opened again. */
export function Connecting() {
  const { t } = useTranslation();
  const { connectionId } = useParams({ from: "/shell/settings/channels/new/$connectionId" });
  const mayManage = useMay("channels:manage");
  const connection = useQuery({ ...connectionQuery(connectionId), enabled: mayManage });
  if (!mayManage) return <NoPermission />;
  if (isStatus(connection.error, 404)) return <State title={t("app.states.notFoundTitle")} text={t("channels.connecting.gone")}><Again /></State>;
  return (
    <Page title={t("channels.connect.title")} intro={t("channels.connecting.intro")}>
      {connection.data ? (
        <OneConnection connection={connection.data} />
      ) : connection.isError ? (
        <ErrorState error={connection.error} retry={() => void connection.refetch()} />
      ) : (
        <RowsSkeleton label={t("app.states.loading")} />
      )}
    </Page>
  );
}

function OneConnection({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const now = connection.status === "working" ? t(`channels.connecting.now.${connection.step}`) : undefined;
  return (
    <>
      <div className={classes.state}>
        <StepList label={t("channels.connecting.steps")} steps={doneSteps(connection)} now={now} />
      </div>
      {connection.status === "waiting" && (
        <Section title={t(`channels.connecting.waits.${connection.step}`, { defaultValue: connection.says })} hint={connection.remedy}>
          {connection.step === "choose" ? <ChooseNumber connection={connection} /> : <ConnectionAnswer connection={connection} key={connection.step} />}
        </Section>
      )}
      {connection.status === "failed" && (
        <Section title={t("channels.connecting.failed")} hint={connection.remedy}>
          <Notice tone="wrong">{connection.says}</Notice>
          <ConnectionAnswer connection={connection} />
        </Section>
      )}
      {connection.status === "done" && connection.channel_id && <Done connection={connection} channelId={connection.channel_id} />}
    </>
  );
}

/** What it waits for, or failed at, is said below with what to do. */
function doneSteps({ findings, status, says }: Connection): Connection["findings"] {
  const isOpen = status === "waiting" || status === "failed";
  return isOpen && findings.at(-1)?.says === says ? findings.slice(0, -1) : findings;
}

function Done({ connection, channelId }: { connection: Connection; channelId: string }) {
  const { t } = useTranslation();
  return (
    <Section title={t("channels.connecting.done")} hint={connection.remedy || connection.says}>
      <div className={classes.actions}>
        <LinkButton to="/settings/channels/$channelId" params={{ channelId }} hash="doctor">{t("channels.connecting.examine")}</LinkButton>
        <LinkButton variant="default" to="/inbox">{t("channels.connecting.inbox")}</LinkButton>
      </div>
    </Section>
  );
}

function Again() {
  const { t } = useTranslation();
  return <LinkButton to="/settings/channels/new">{t("channels.connecting.again")}</LinkButton>;
}
