import { Checkbox, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import type { ConsentSettings as Settings } from "@/api/types";
import { ErrorState, NoPermission } from "@/app/States";
import { useMay } from "@/app/permissions";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Page, Section } from "@/design/Page";
import { RowsSkeleton } from "@/design/State";
import { ImportProof } from "./ImportProof";
import { VerifyLedger } from "./VerifyLedger";
import { Words } from "./Words";
import classes from "./consent.module.css";
import { settingsQuery } from "./consent";

export function ConsentSettings() {
  const { t } = useTranslation();
  const mayRead = useMay("consent:read");
  const mayManage = useMay("sending:manage");
  const mayWrite = useMay("consent:write");
  const settings = useQuery({ ...settingsQuery, enabled: mayRead });
  if (!mayRead) return <NoPermission />;
  return (
    <Page title={t("consent.title")} intro={t("consent.settings.intro")}>
      {settings.isError && <ErrorState error={settings.error} retry={() => void settings.refetch()} />}
      {settings.isPending && <RowsSkeleton label={t("app.states.loading")} />}
      {settings.data && <Rules settings={settings.data} mayManage={mayManage} />}
      <Words mayManage={mayManage} />
      {mayWrite && <ImportProof />}
      <VerifyLedger />
    </Page>
  );
}

/** Saved at once; the sentences when their field is left. */
function Rules({ settings, mayManage }: { settings: Settings; mayManage: boolean }) {
  const { t } = useTranslation();
  const [values, setValues] = useState(settings);
  const [saved, setSaved] = useState(false);
  const { message, run } = useSubmit({ action: () => Promise.resolve() });
  const save = (next: Settings) => run(async () => {
    setSaved(false);
    queryClient.setQueryData(settingsQuery.queryKey, await unwrap(client.PUT("/api/v1/consent/settings", { body: next })));
    setSaved(true);
  });
  const change = (part: Partial<Settings>, now: boolean) => {
    const next = { ...values, ...part };
    setValues(next);
    if (now) void save(next);
  };
  const sentence = (name: "stopped_text" | "started_text") => (
    <Textarea
      label={t(`consent.settings.${name}`)} value={values[name]} disabled={!mayManage || !values.confirms} autosize minRows={1} maxLength={1000}
      placeholder={t("consent.settings.usual")} onChange={(event) => change({ [name]: event.currentTarget.value }, false)}
      onBlur={() => values[name] !== settings[name] && void save(values)}
    />
  );
  return (
    <Section title={t("consent.settings.rules")} action={<span role="status" className={classes.saved}>{saved ? t("app.states.saved") : ""}</span>}>
      <div className={classes.form}>
        {message && <Notice tone="wrong">{message}</Notice>}
        <Checkbox
          label={t("consent.settings.needs")} checked={values.marketing_needs_opt_in} disabled={!mayManage}
          onChange={(event) => change({ marketing_needs_opt_in: event.currentTarget.checked }, true)}
        />
        <Checkbox
          label={t("consent.settings.confirms")} checked={values.confirms} disabled={!mayManage}
          onChange={(event) => change({ confirms: event.currentTarget.checked }, true)}
        />
        {sentence("stopped_text")}
        {sentence("started_text")}
      </div>
    </Section>
  );
}
