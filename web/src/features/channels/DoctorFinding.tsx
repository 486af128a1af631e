import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { Channel, Diagnosis, Finding } from "@/api/types";
import { useMay } from "@/app/permissions";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Tag } from "@/design/Tag";
import { SixDigits } from "./SixDigits";
import classes from "./channels.module.css";
import { rememberDiagnosis } from "./connections";

interface DoctorFindingProps {
  channel: Channel;
  finding: Finding;
  fixed?: Diagnosis["fixes"][number] | undefined;
  isRepairing: boolean;
  onRepair: (diagnosisId: string) => void;
}

const TONE = { stops_all: "wrong", stops_sending: "wrong", stops_receiving: "wrong", warns: "waiting" } as const;

/** One cause: what it is, what to do, and the button that does it where there is one. */
export function DoctorFinding({ channel, finding, fixed, isRepairing, onRepair }: DoctorFindingProps) {
  const { t } = useTranslation();
  const mayManage = useMay("channels:manage");
  const [pin, setPin] = useState("");
  const asksPin = finding.fix === "register" && (finding.cause === "pin_wrong" || channel.is_pin_enabled);
  const { busy, message, run } = useSubmit({
    action: async () => {
      const standing = await unwrap(client.POST("/api/v1/channels/{channel_id}/fix", {
        params: { path: { channel_id: channel.id } }, body: { cause: finding.cause, ...(pin ? { pin } : {}) },
      }));
      rememberDiagnosis(standing);
      onRepair(standing.id);
    },
  });
  return (
    <li className={classes.finding}>
      <div className={classes.findingHead}>
        <span className={classes.findingSays}>{finding.says}</span>
        <Tag tone={TONE[finding.severity]}>{t(`channels.doctor.severity.${finding.severity}`)}</Tag>
      </div>
      <p className={classes.says}>{finding.remedy}</p>
      {fixed && <Notice tone={fixed.ok ? "well" : "wrong"}>{fixed.says}</Notice>}
      {message && <Notice tone="wrong">{message}</Notice>}
      {finding.fix && mayManage && !fixed?.ok && (
        <div className={classes.fix}>
          {asksPin && <SixDigits name="pin" value={pin} onChange={setPin} />}
          <Button loading={busy || isRepairing} onClick={() => void run()}>{t(`channels.doctor.fix.${finding.fix}`, { defaultValue: t("channels.doctor.repair") })}</Button>
        </div>
      )}
    </li>
  );
}
