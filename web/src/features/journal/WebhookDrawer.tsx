import { Button, Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { ErrorState } from "@/app/States";
import { sayExactly } from "@/app/dates";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Facts } from "@/design/Page";
import { RowsSkeleton } from "@/design/State";
import { webhookQuery } from "./journal";
import classes from "./journal.module.css";

/** One webhook as Meta sent it. */
export function WebhookDrawer({ id, onClose }: { id: number | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer opened={id !== null} onClose={onClose} position="right" size="lg" title={t("journal.webhook")} closeButtonProps={{ "aria-label": t("app.actions.close") }}>
      {id !== null && <Body key={id} id={id} />}
    </Drawer>
  );
}

function Body({ id }: { id: number }) {
  const { t } = useTranslation();
  const webhook = useQuery(webhookQuery(id));
  const [replayed, setReplayed] = useState(false);
  const { busy, message, run } = useSubmit({
    action: async () => {
      await unwrap(client.POST("/api/v1/journal/replay", { body: { webhook_ids: [id] } }));
      setReplayed(true);
    },
  });
  if (webhook.isError) return <ErrorState error={webhook.error} retry={() => void webhook.refetch()} />;
  if (!webhook.data) return <RowsSkeleton label={t("app.states.loading")} />;
  return (
    <div className={classes.stack}>
      <Facts facts={[[t("journal.received"), sayExactly(webhook.data.received_at)], [t("journal.processed"), sayExactly(webhook.data.processed_at)]]} />
      {message && <Notice tone="wrong">{message}</Notice>}
      {replayed ? <Notice tone="well">{t("journal.replayed", { count: 1 })}</Notice>
        : <Button className={classes.start} variant="default" loading={busy} onClick={() => void run()}>{t("journal.replay")}</Button>}
      <pre className={classes.body} dir="ltr">{pretty(webhook.data.body)}</pre>
    </div>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
