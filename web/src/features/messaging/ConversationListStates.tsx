/** What the list shows while there are no rows: shapes, or why it is empty and what to do about it. */
import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { useMay } from "@/app/permissions";
import { LinkButton } from "@/design/LinkButton";
import { AfterAMoment, State } from "@/design/State";
import classes from "./ConversationList.module.css";
import type { ConversationFilter } from "./conversations";

export function RowShapes({ rows, label }: { rows: number; label: string }) {
  return (
    <AfterAMoment>
      <div role="status" aria-label={label}>
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className={classes.shape}>
            <Skeleton height={34} circle />
            <div>
              <Skeleton height={12} mt={4} width={`${38 + ((row * 17) % 30)}%`} />
              <Skeleton height={10} mt={10} width={`${60 + ((row * 23) % 34)}%`} />
            </div>
          </div>
        ))}
      </div>
    </AfterAMoment>
  );
}

/** The same key as the settings use, so that one answer serves both. */
export function useChannels() {
  const allowed = useMay("channels:read");
  return useQuery({
    queryKey: ["channels"],
    queryFn: () => unwrap(client.GET("/api/v1/channels")),
    enabled: allowed,
  });
}

interface EmptyListProps {
  filter: ConversationFilter;
  onClearSearch: () => void;
  onShowAll: () => void;
}

export function EmptyList({ filter, onClearSearch, onShowAll }: EmptyListProps) {
  const { t } = useTranslation();
  const showAll = <Button variant="default" onClick={onShowAll}>{t("messaging.list.showAll")}</Button>;
  if (filter.search) {
    return (
      <State
        title={t("messaging.list.noMatchTitle", { search: filter.search })}
        text={t(filter.unread ? "messaging.list.noMatchUnreadText" : "messaging.list.noMatchText")}
      >
        <Button variant="default" onClick={onClearSearch}>{t("messaging.list.clearSearch")}</Button>
        {filter.unread && showAll}
      </State>
    );
  }
  if (filter.unread) {
    return <State title={t("messaging.list.noUnreadTitle")} text={t("messaging.list.noUnreadText")}>{showAll}</State>;
  }
  return <NothingYet />;
}

function NothingYet() {
  const { t } = useTranslation();
  const channels = useChannels();
  const mayConnect = useMay("channels:manage");
  if (channels.isLoading) return null;
  if (channels.data?.length !== 0) {
    return <State title={t("messaging.list.emptyTitle")} text={t("messaging.list.emptyText")} />;
  }
  return (
    <State
      title={t("messaging.list.noChannelTitle")}
      text={t(mayConnect ? "messaging.list.noChannelText" : "messaging.list.noChannelAsk")}
    >
      {mayConnect && <LinkButton to="/settings/channels">{t("messaging.list.noChannelAction")}</LinkButton>}
    </State>
  );
}
