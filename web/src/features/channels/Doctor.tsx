import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import type { Channel, Diagnosis } from "@/api/types";
import { When } from "@/app/When";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import { DoctorFinding } from "./DoctorFinding";
import { StepList } from "./StepList";
import { channelQuery } from "./channels";
import classes from "./channels.module.css";
import { POLL_MS, diagnosisQuery, isUnderWay, rememberDiagnosis } from "./connections";

/** A repair is a job: after so long it is no longer waited for, and can be asked for again. */
const REPAIR_MS = 30_000;

/** Looks at every link between this number and Waypost, and puts right what a button can. */
export function Doctor({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const [repairing, setRepairing] = useState<{ id: string; until: number } | null>(null);
  const isRepairing = (latest: Diagnosis | null | undefined) => repairing !== null && latest?.id === repairing.id && Date.now() < repairing.until;
  const diagnosis = useQuery({
    ...diagnosisQuery(channel.id),
    refetchInterval: ({ state: { data } }) => (data && (isUnderWay(data) || isRepairing(data)) ? POLL_MS : false),
  });
  const [open, setOpen] = useState(false);
  const [phone, setPhone] = useState("");
  const { busy, errors, message, form } = useSubmit({
    fields: ["test_recipient"],
    action: async () => {
      rememberDiagnosis(await unwrap(client.POST("/api/v1/channels/{channel_id}/diagnose", {
        params: { path: { channel_id: channel.id } }, body: phone.trim() ? { test_recipient: phone.trim() } : {},
      })));
    },
  });
  const latest = diagnosis.data;
  const working = Boolean(latest && isUnderWay(latest));
  const finishedAt = latest?.finished_at;
  useEffect(() => {
    if (finishedAt) void queryClient.invalidateQueries({ queryKey: channelQuery(channel.id).queryKey, exact: true });
  }, [finishedAt, channel.id]);
  const onRepair = (id: string) => setRepairing({ id, until: Date.now() + REPAIR_MS });
  return (
    <Section
      title={t("channels.doctor.title")} hint={t("channels.doctor.hint")}
      action={latest?.finished_at && <span className={classes.when}>{t("channels.doctor.last")} <When at={latest.finished_at} /></span>}
    >
      <div id="doctor" className={classes.stack}>
        {latest && <Result channel={channel} diagnosis={latest} working={working} isRepairing={isRepairing(latest)} onRepair={onRepair} />}
        {message && <Notice tone="wrong">{message}</Notice>}
        <form {...form} className={classes.form}>
          {open && (
            <TextInput
              type="tel" label={t("channels.doctor.phone")} description={t("channels.doctor.phoneHint")} value={phone} error={errors.test_recipient} autoFocus
              inputWrapperOrder={["label", "input", "error", "description"]} onChange={(event) => setPhone(event.currentTarget.value)}
            />
          )}
          <div className={classes.actions}>
            <Button type="submit" variant="default" loading={busy || working}>{open ? t("channels.doctor.examineAndSend") : t("channels.doctor.examine")}</Button>
            {!open && <Button variant="subtle" color="gray" onClick={() => setOpen(true)}>{t("channels.doctor.withTest")}</Button>}
          </div>
        </form>
      </div>
    </Section>
  );
}

interface ResultProps {
  channel: Channel;
  diagnosis: Diagnosis;
  working: boolean;
  isRepairing: boolean;
  onRepair: (diagnosisId: string) => void;
}

function Result({ channel, diagnosis, working, isRepairing, onRepair }: ResultProps) {
  const { t } = useTranslation();
  const trip = diagnosis.round_trip;
  const looking = diagnosis.finished_at === null ? t("channels.doctor.looking") : trip.state === "sent" ? t("channels.doctor.waiting") : undefined;
  const { steps } = diagnosis;
  return (
    <>
      {!working && !diagnosis.findings.length && trip.state !== "failed" && trip.state !== "lost" && (
        <Notice tone="well">{trip.state === "arrived" ? t("channels.doctor.wellAndThere") : t("channels.doctor.well")}</Notice>
      )}
      {diagnosis.findings.length > 0 && (
        <ul className={classes.findings} aria-label={t("channels.doctor.findings")}>
          {diagnosis.findings.map((finding) => (
            <DoctorFinding
              key={finding.cause} channel={channel} finding={finding} fixed={diagnosis.fixes.find((one) => one.cause === finding.cause)}
              isRepairing={isRepairing} onRepair={onRepair}
            />
          ))}
        </ul>
      )}
      {(working || diagnosis.findings.length === 0) && <StepList label={t("channels.doctor.steps")} steps={steps} now={looking} />}
      {!working && diagnosis.findings.length > 0 && (
        <details className={classes.help}>
          <summary>{t("channels.doctor.steps")}</summary>
          <StepList label={t("channels.doctor.steps")} steps={steps} />
        </details>
      )}
    </>
  );
}
