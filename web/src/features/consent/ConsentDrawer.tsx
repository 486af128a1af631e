import { Button, Drawer, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsentEntry } from "@/api/types";
import { ErrorState } from "@/app/States";
import { sayExactly } from "@/app/dates";
import { useMay } from "@/app/permissions";
import { RowsSkeleton } from "@/design/State";
import { NoteConsent } from "./NoteConsent";
import classes from "./consent.module.css";
import { consentAtQuery, consentQuery } from "./consent";

interface ConsentDrawerProps {
  contactId: string;
  opened: boolean;
  onClose: () => void;
}

/** Every word on consent, who said it where, and what held at any moment. */
export function ConsentDrawer({ contactId, opened, onClose }: ConsentDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size="md" title={t("consent.title")} closeButtonProps={{ "aria-label": t("app.actions.close") }}>
      {opened && <History contactId={contactId} />}
    </Drawer>
  );
}

function History({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const mayWrite = useMay("consent:write");
  const consent = useInfiniteQuery(consentQuery(contactId));
  if (consent.isError) return <ErrorState error={consent.error} retry={() => void consent.refetch()} />;
  if (!consent.data) return <RowsSkeleton label={t("app.states.loading")} />;
  const entries = consent.data.pages.flatMap((page) => page.history);
  return (
    <div className={classes.stack}>
      {mayWrite && <NoteConsent contactId={contactId} />}
      <AtMoment contactId={contactId} />
      {entries.length === 0 && <p className={classes.faint}>{t("consent.nothing")}</p>}
      <ol className={classes.entries} aria-label={t("consent.history")}>
        {entries.map((entry) => <Entry key={entry.id} entry={entry} />)}
      </ol>
      {consent.hasNextPage && <Button variant="default" loading={consent.isFetchingNextPage} onClick={() => void consent.fetchNextPage()}>{t("consent.older")}</Button>}
    </div>
  );
}

function Entry({ entry }: { entry: ConsentEntry }) {
  const { t } = useTranslation();
  const said = entry.evidence as { text?: unknown; note?: unknown; by?: unknown; file?: unknown; line?: unknown; proof?: unknown };
  const words = [said.text, said.note, said.proof].find((one) => typeof one === "string" && one !== "") as string | undefined;
  return (
    <li className={classes.entry}>
      <div className={classes.entryHead}>
        <span><strong>{t(`consent.purposes.${entry.purpose}`)}</strong> · <span data-state={entry.state}>{t(`consent.states.${entry.state}`)}</span></span>
        <time dateTime={entry.happened_at}>{sayExactly(entry.happened_at)}</time>
      </div>
      <div className={classes.soft}>
        {t(`consent.sources.${entry.source}`)}
        {typeof said.by === "string" && <> · <bdi>{said.by}</bdi></>}
        {typeof said.file === "string" && <> · <bdi>{said.file}</bdi>{said.line !== undefined && ` ${t("consent.line", { line: String(said.line) })}`}</>}
      </div>
      {words && <q className={classes.words}><bdi>{words}</bdi></q>}
      <details className={classes.faint}>
        <summary>{t("consent.proof")}</summary>
        <pre className={classes.raw} dir="ltr">{JSON.stringify({ sequence: entry.sequence, hash: entry.hash, recorded_at: entry.recorded_at, ...entry.evidence }, null, 2)}</pre>
      </details>
    </li>
  );
}

function AtMoment({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const [local, setLocal] = useState("");
  const at = useQuery(consentAtQuery(contactId, local ? new Date(local).toISOString() : ""));
  return (
    <div className={classes.moment}>
      <TextInput type="datetime-local" label={t("consent.at")} value={local} onChange={(event) => setLocal(event.currentTarget.value)} />
      {local && at.data && (
        <p role="status" className={classes.soft}>
          {at.data.length ? at.data.map((one) => `${t(`consent.purposes.${one.purpose}`)}: ${t(`consent.states.${one.state}`)}`).join(" · ") : t("consent.nothingThen")}
        </p>
      )}
    </div>
  );
}
