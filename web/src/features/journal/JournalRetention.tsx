import { Button, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import { retentionQuery } from "./journal";
import classes from "./journal.module.css";

export function JournalRetention() {
  const { t } = useTranslation();
  const kept = useQuery(retentionQuery).data?.keep_days;
  const [days, setDays] = useState<number | null>(null);
  const [saved, setSaved] = useState(false);
  const { busy, errors, message, form } = useSubmit({
    fields: ["keep_days"],
    action: async () => {
      queryClient.setQueryData(retentionQuery.queryKey, await unwrap(client.PUT("/api/v1/journal/settings", { body: { keep_days: days ?? kept ?? 1 } })));
      setSaved(true);
    },
  });
  if (kept === undefined) return null;
  return (
    <Section title={t("journal.retention.title")} hint={t("journal.retention.hint")}>
      <form {...form} className={classes.retention}>
        {message && <Notice tone="wrong">{message}</Notice>}
        <NumberInput
          label={t("journal.retention.days")} value={days ?? kept} min={1} max={730} allowDecimal={false} error={errors.keep_days}
          onChange={(value) => { setDays(Number(value) || 1); setSaved(false); }}
        />
        <Button type="submit" variant="default" loading={busy}>{t("app.actions.save")}</Button>
        <span role="status" className={classes.saved}>{saved ? t("app.states.saved") : ""}</span>
      </form>
    </Section>
  );
}
