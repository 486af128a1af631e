import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { sayExactly } from "@/app/dates";
import { useMay } from "@/app/permissions";
import { Row, Rows, Section } from "@/design/Page";
import { channelsQuery, queueQuery } from "./sending";

/** What waits on each number, and when it will have left. */
export function Queues() {
  const { t } = useTranslation();
  const channels = useQuery({ ...channelsQuery, enabled: useMay("channels:read") });
  if (!channels.data?.length) return null;
  return (
    <Section title={t("sending.queue.title")} hint={t("sending.queue.hint")}>
      <Rows label={t("sending.queue.title")}>
        {channels.data.map((channel) => <Queue key={channel.id} channel={channel} />)}
      </Rows>
    </Section>
  );
}

function Queue({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const queue = useQuery(queueQuery(channel.id)).data;
  const number = new Intl.NumberFormat();
  return (
    <Row
      title={channel.name}
      meta={queue && (queue.waiting === 0 ? t("sending.queue.empty") : (
        <>
          {t("sending.queue.waiting", { count: queue.waiting, shown: number.format(queue.waiting) })}
          {queue.held > 0 && <> · {t("sending.queue.held", { shown: number.format(queue.held) })}</>}
          {queue.seconds_left > 0 && <> · {t("sending.queue.left", { minutes: number.format(Math.ceil(queue.seconds_left / 60)) })}</>}
          {queue.resumes_at && <><br />{t("sending.queue.resumes", { at: sayExactly(queue.resumes_at) })}</>}
        </>
      ))}
      side={queue && <span>{t("sending.queue.rate", { rate: number.format(Math.round(queue.per_second)) })}</span>}
    />
  );
}
