import { Button, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { askForReset } from "@/app/session";
import { looksLikeEmail, useSubmit } from "@/app/useSubmit";
import { IdentityScreen } from "./IdentityScreen";
import classes from "./identity.module.css";

export function ForgottenPassword() {
  const { t } = useTranslation();
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  const { busy, errors, message, form } = useSubmit({
    fields: ["email"],
    check: () => ({ email: !looksLikeEmail(email) && t("accounts.emailNeeded") }),
    action: async () => {
      await askForReset(email.trim());
      setSent(true);
    },
  });
  const back = <Link to="/sign-in">{t("accounts.backToSignIn")}</Link>;
  if (sent) {
    return <IdentityScreen title={t("accounts.checkMail.title")} intro={t("accounts.forgotten.sent", { email })} foot={back} />;
  }
  return (
    <IdentityScreen title={t("accounts.forgotten.title")} intro={t("accounts.forgotten.intro")} message={message} foot={back}>
      <form {...form} className={classes.form}>
        <TextInput
          label={t("accounts.email")} type="email" name="email" autoComplete="username" required withAsterisk={false} autoFocus
          value={email} error={errors.email} onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} fullWidth>{t("accounts.forgotten.submit")}</Button>
      </form>
    </IdentityScreen>
  );
}
