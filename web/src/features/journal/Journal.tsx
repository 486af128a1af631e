import { Button, Checkbox } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { JournalWebhook } from "@/api/types";
import { ErrorState, NoPermission } from "@/app/States";
import { sayExactly } from "@/app/dates";
import { useMay } from "@/app/permissions";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Page } from "@/design/Page";
import { RowsSkeleton, State } from "@/design/State";
import { JournalFilter } from "./JournalFilter";
import { JournalRetention } from "./JournalRetention";
import { WebhookDrawer } from "./WebhookDrawer";
import { type JournalSearch, journalQuery } from "./journal";
import classes from "./journal.module.css";

/** Everything that Meta has sent, as it came; any of it can be taken in again. */
export function Journal() {
  const { t } = useTranslation();
  const mayReplay = useMay("webhooks:replay");
  const filter = useSearch({ from: "/shell/settings/journal" });
  const navigate = useNavigate();
  const journal = useInfiniteQuery({ ...journalQuery(filter), enabled: mayReplay });
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [opened, setOpened] = useState<number | null>(null);
  const [replayed, setReplayed] = useState<number | null>(null);
  const { busy, message, run } = useSubmit({
    action: async () => {
      const { count } = await unwrap(client.POST("/api/v1/journal/replay", { body: { webhook_ids: [...chosen] } }));
      setReplayed(count);
      setChosen(new Set());
    },
  });
  if (!mayReplay) return <NoPermission />;
  const rows = journal.data?.pages.flatMap((page) => page.items) ?? [];
  const choose = (id: number, on: boolean) => setChosen((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id)));
  const search = (change: JournalSearch) => void navigate({ to: "/settings/journal", search: change, replace: true });
  return (
    <Page title={t("journal.title")} intro={t("journal.intro")}>
      <JournalFilter filter={filter} onChange={search} />
      {message && <Notice tone="wrong">{message}</Notice>}
      {replayed !== null && <Notice tone="well">{t("journal.replayed", { count: replayed })}</Notice>}
      {chosen.size > 0 && (
        <div className={classes.bar}>
          <span>{t("journal.chosen", { count: chosen.size })}</span>
          <Button loading={busy} onClick={() => void run()}>{t("journal.replay")}</Button>
          <Button variant="subtle" color="gray" onClick={() => setChosen(new Set())}>{t("journal.none")}</Button>
        </div>
      )}
      {journal.isError && <ErrorState error={journal.error} retry={() => void journal.refetch()} />}
      {journal.isPending && <RowsSkeleton label={t("app.states.loading")} />}
      {journal.data && rows.length === 0 && <State title={t("journal.emptyTitle")} text={t("journal.emptyText")} />}
      {rows.length > 0 && (
        <ul className={classes.rows} aria-label={t("journal.title")}>
          {rows.map((row) => <WebhookRow key={row.id} row={row} chosen={chosen.has(row.id)} onChoose={choose} onOpen={setOpened} />)}
        </ul>
      )}
      {journal.hasNextPage && <Button variant="default" loading={journal.isFetchingNextPage} onClick={() => void journal.fetchNextPage()}>{t("journal.older")}</Button>}
      <JournalRetention />
      <WebhookDrawer id={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

interface WebhookRowProps {
  row: JournalWebhook;
  chosen: boolean;
  onChoose: (id: number, on: boolean) => void;
  onOpen: (id: number) => void;
}

function WebhookRow({ row, chosen, onChoose, onOpen }: WebhookRowProps) {
  const { t } = useTranslation();
  const when = sayExactly(row.received_at);
  return (
    <li className={classes.row}>
      <Checkbox aria-label={t("journal.choose", { when })} checked={chosen} onChange={(event) => onChoose(row.id, event.currentTarget.checked)} />
      <button type="button" className={classes.open} onClick={() => onOpen(row.id)}>
        <span className={classes.when}><time dateTime={row.received_at}>{when}</time> · {t("journal.size", { shown: new Intl.NumberFormat().format(row.size) })}</span>
        <code className={classes.beginning} dir="ltr">{row.beginning}</code>
      </button>
    </li>
  );
}
