import { Button, FileButton, Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { ConsentImport } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import classes from "./consent.module.css";
import { importQuery } from "./consent";

const SHOWN = 50;
const COLUMNS = "phone,purpose,state,happened_at,proof";

/** Consent that was given elsewhere, with its proof, line by line; nothing of the file gets lost without a word. */
export function ImportProof() {
  const { t } = useTranslation();
  const [id, setId] = useState<string | null>(null);
  const { busy, message, run } = useSubmit({ action: () => Promise.resolve() });
  const upload = (file: File | null) => file && void run(async () => {
    const made = await unwrap(client.POST("/api/v1/consent/imports", { body: { filename: file.name, text: await file.text() } }));
    setId(made.id);
  });
  return (
    <Section
      title={t("consent.import.title")} hint={<>{t("consent.import.hint")} <code className={classes.code}>{COLUMNS}</code></>}
      action={<FileButton accept=".csv,text/csv" onChange={upload}>{(props) => <Button {...props} variant="default" loading={busy}>{t("consent.import.choose")}</Button>}</FileButton>}
    >
      {message && <Notice tone="wrong">{message}</Notice>}
      {id && <Running id={id} />}
    </Section>
  );
}

function Running({ id }: { id: string }) {
  const { t } = useTranslation();
  const found = useQuery(importQuery(id)).data;
  if (!found) return null;
  const { lines, done, recorded, repeated, refused, finished_at } = found;
  return (
    <div className={classes.stack} role="status">
      {!finished_at && <Progress value={lines ? (done / lines) * 100 : 0} aria-label={t("consent.import.progress")} />}
      <p className={classes.soft}>
        <bdi>{found.filename}</bdi>: {finished_at ? t("consent.import.finished", { lines }) : t("consent.import.done", { done, lines })}{" "}
        {t("consent.import.counts", { recorded, repeated, refused: refused.length })}
      </p>
      {refused.length > 0 && (
        <>
          <ul className={classes.refused} aria-label={t("consent.import.refused")}>
            {refused.slice(0, SHOWN).map((one) => <li key={String(one.line)}>{t("consent.line", { line: String(one.line) })}: {String(one.reason)}</li>)}
          </ul>
          {finished_at && <a className={classes.start} href={asFile(refused)} download="refused.csv">{t("consent.import.download")}</a>}
        </>
      )}
    </div>
  );
}

function asFile(refused: ConsentImport["refused"]): string {
  const rows = refused.map((one) => ({ ...(one.row as Record<string, string>), reason: String(one.reason) }));
  const columns = Object.keys(rows[0] ?? {});
  const cell = (value: unknown) => `"${String(value ?? "").replaceAll('"', '""')}"`;
  const lines = [columns.join(","), ...rows.map((row) => columns.map((name) => cell((row as Record<string, unknown>)[name])).join(","))];
  return `data:text/csv;charset=utf-8,${encodeURIComponent(lines.join("\n"))}`;
}
