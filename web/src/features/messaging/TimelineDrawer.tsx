import { Drawer, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { Timeline } from "@/api/types";
import { ErrorState } from "@/app/States";
import { sayExactly } from "@/app/dates";
import classes from "./TimelineDrawer.module.css";
import { openTimeline, useTimeline } from "./timelineStore";

/** Why a message is where it is: each step with its time, what Meta said, and what it cost. */
export function TimelineDrawer() {
  const { t } = useTranslation();
  const messageId = useTimeline();
  useEffect(() => () => openTimeline(null), []);
  return (
    <Drawer opened={messageId !== null} onClose={() => openTimeline(null)} position="right" size="md" title={t("messaging.timeline.title")} closeButtonProps={{ "aria-label": t("app.actions.close") }}>
      {messageId && <Steps messageId={messageId} />}
    </Drawer>
  );
}

function Steps({ messageId }: { messageId: string }) {
  const { t } = useTranslation();
  const timeline = useQuery({
    queryKey: ["timeline", messageId],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/messages/{message_id}/timeline", { params: { path: { message_id: messageId } }, signal })),
    staleTime: 0,
    refetchInterval: 3000,
  });
  if (timeline.isError) return <ErrorState error={timeline.error} retry={() => void timeline.refetch()} />;
  if (!timeline.data) return <div className={classes.state}><Loader size={18} /></div>;
  const { steps, held_reason, wamid, message, origin, purpose } = timeline.data;
  return (
    <>
      <dl className={classes.facts}>
        <div><dt>{t("messaging.timeline.by")}</dt><dd><bdi>{message.author?.name ?? ""}</bdi> · {t(`messaging.timeline.origin.${origin}`)}</dd></div>
        <div><dt>{t("messaging.timeline.purpose")}</dt><dd>{t(`messaging.timeline.purposes.${purpose}`)}</dd></div>
        {wamid && <div><dt>{t("messaging.timeline.wamid")}</dt><dd className={classes.code}>{wamid}</dd></div>}
      </dl>
      {held_reason && <p className={classes.held}>{held_reason}</p>}
      <ol className={classes.steps}>
        {steps.map((step, at) => <StepLine key={at} step={step} />)}
      </ol>
      {steps.length === 0 && <p className={classes.state}>{t("messaging.timeline.none")}</p>}
    </>
  );
}

function StepLine({ step }: { step: Timeline["steps"][number] }) {
  const { t } = useTranslation();
  const pricing = step.pricing as { category?: string; type?: string } | null;
  return (
    <li className={classes.step} data-what={step.what}>
      <div className={classes.line}><strong>{t(`messaging.timeline.what.${step.what}`, { defaultValue: step.title })}</strong><time dateTime={step.at}>{sayExactly(step.at)}</time></div>
      {step.attempt > 1 && <div className={classes.detail}>{t("messaging.timeline.attempt", { count: step.attempt })}</div>}
      {step.reason && <div className={classes.detail}>{step.reason}</div>}
      {step.code && <div className={classes.detail}>{t("messaging.timeline.code")} <span className={classes.code}>{step.code}</span></div>}
      {step.trace && <div className={classes.detail}>{t("messaging.timeline.trace")} <span className={classes.code}>{step.trace}</span></div>}
      {pricing?.category && <div className={classes.detail}>{t("messaging.timeline.price", { category: pricing.category, type: pricing.type ?? "" })}</div>}
      {step.verdicts.map((verdict) => <div key={verdict.check} className={classes.detail}>{verdict.detail}</div>)}
    </li>
  );
}
