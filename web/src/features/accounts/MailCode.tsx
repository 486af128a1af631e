import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type NextStep, verifyEmail } from "@/app/session";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import classes from "./identity.module.css";

/** For servers that mail a code instead of a link. */
export function MailCode({ onStep }: { onStep: (step: NextStep) => Promise<void> }) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const { busy, errors, message, form } = useSubmit({
    fields: ["key"],
    check: () => ({ key: !code.trim() && t("accounts.checkMail.codeNeeded") }),
    action: async () => onStep(await verifyEmail(code.trim())),
  });
  return (
    <form {...form} className={classes.form}>
      {message && <Notice tone="wrong">{message}</Notice>}
      <TextInput
        label={t("accounts.checkMail.codeLabel")} className={classes.code} autoComplete="one-time-code" autoFocus
        value={code} error={errors.key} onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} fullWidth>{t("accounts.checkMail.confirm")}</Button>
    </form>
  );
}
