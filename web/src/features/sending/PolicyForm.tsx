import { Button, Checkbox, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import type { Policy } from "@/api/types";
import { useMay } from "@/app/permissions";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import classes from "./sending.module.css";
import { policyQuery } from "./sending";

const USUAL = { quiet_from: "21:00", quiet_to: "08:00", cap_messages: 2, cap_days: 7, monthly_budget: 100 };
const minutes = (time: string | null | undefined) => time?.slice(0, 5) ?? "";

/** Each rule is off or on with its figures; all are saved together. */
export function PolicyForm({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const mayManage = useMay("sending:manage");
  const [quiet, setQuiet] = useState({ on: Boolean(policy.quiet_from), from: minutes(policy.quiet_from) || USUAL.quiet_from, to: minutes(policy.quiet_to) || USUAL.quiet_to });
  const [cap, setCap] = useState({ on: Boolean(policy.cap_messages), messages: policy.cap_messages || USUAL.cap_messages, days: policy.cap_days ?? USUAL.cap_days });
  const [budget, setBudget] = useState({ on: policy.monthly_budget != null, amount: Number(policy.monthly_budget ?? USUAL.monthly_budget) });
  const [saved, setSaved] = useState(false);
  const { busy, errors, message, form } = useSubmit({
    fields: ["quiet_from", "quiet_to", "cap_messages", "cap_days", "monthly_budget"],
    action: async () => {
      setSaved(false);
      queryClient.setQueryData(policyQuery.queryKey, await unwrap(client.PUT("/api/v1/sending/policy", {
        body: {
          quiet_from: quiet.on ? quiet.from : null, quiet_to: quiet.on ? quiet.to : null,
          cap_messages: cap.on ? cap.messages : 0, cap_days: cap.days, monthly_budget: budget.on ? budget.amount.toFixed(2) : null,
        },
      })));
      setSaved(true);
    },
  });
  return (
    <Section title={t("sending.rules.title")} hint={t("sending.rules.hint")}>
      <form {...form} onChange={() => setSaved(false)}>
        <fieldset disabled={!mayManage} className={classes.rules}>
          {message && <Notice tone="wrong">{message}</Notice>}
          <Rule label={t("sending.rules.quiet")} hint={t("sending.rules.quietHint")} on={quiet.on} onSwitch={(on) => setQuiet({ ...quiet, on })}>
            <TextInput type="time" label={t("sending.rules.from")} value={quiet.from} error={errors.quiet_from} onChange={(event) => setQuiet({ ...quiet, from: event.currentTarget.value })} />
            <TextInput type="time" label={t("sending.rules.to")} value={quiet.to} error={errors.quiet_to} onChange={(event) => setQuiet({ ...quiet, to: event.currentTarget.value })} />
          </Rule>
          <Rule label={t("sending.rules.cap")} hint={t("sending.rules.capHint")} on={cap.on} onSwitch={(on) => setCap({ ...cap, on })}>
            <NumberInput label={t("sending.rules.messages")} value={cap.messages} min={1} max={1000} allowDecimal={false} error={errors.cap_messages} onChange={(value) => setCap({ ...cap, messages: Number(value) || 1 })} />
            <NumberInput label={t("sending.rules.days")} value={cap.days} min={1} max={90} allowDecimal={false} error={errors.cap_days} onChange={(value) => setCap({ ...cap, days: Number(value) || 1 })} />
          </Rule>
          <Rule label={t("sending.rules.budget")} hint={t("sending.rules.spent", { amount: policy.spent_this_month })} on={budget.on} onSwitch={(on) => setBudget({ ...budget, on })}>
            <NumberInput label={t("sending.rules.amount")} prefix="$" value={budget.amount} min={0} decimalScale={2} thousandSeparator="," error={errors.monthly_budget} onChange={(value) => setBudget({ ...budget, amount: Number(value) || 0 })} />
          </Rule>
        </fieldset>
        {mayManage && (
          <div className={classes.actions}>
            <Button type="submit" loading={busy}>{t("app.actions.save")}</Button>
            <span role="status" className={classes.saved}>{saved ? t("app.states.saved") : ""}</span>
          </div>
        )}
      </form>
    </Section>
  );
}

interface RuleProps {
  label: string;
  hint: string;
  on: boolean;
  onSwitch: (on: boolean) => void;
  children: React.ReactNode;
}

function Rule({ label, hint, on, onSwitch, children }: RuleProps) {
  return (
    <div className={classes.rule}>
      <Checkbox label={label} description={hint} checked={on} onChange={(event) => onSwitch(event.currentTarget.checked)} />
      {on && <div className={classes.figures}>{children}</div>}
    </div>
  );
}
