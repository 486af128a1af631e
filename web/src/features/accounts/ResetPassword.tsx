import { Button } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { resetPassword } from "@/app/session";
import { useSubmit } from "@/app/useSubmit";
import { LinkButton } from "@/design/LinkButton";
import { IdentityScreen, Password } from "./IdentityScreen";
import classes from "./identity.module.css";
import { useFollow } from "./useFollow";

export function ResetPassword() {
  const { t } = useTranslation();
  const { key } = useParams({ from: "/guest/reset-password/$key" });
  const [password, setPassword] = useState("");
  const [done, setDone] = useState(false);
  const follow = useFollow();
  const { busy, errors, message, form } = useSubmit({
    fields: ["password", "key"],
    check: () => ({ password: !password && t("accounts.signUp.passwordNeeded") }),
    action: async () => {
      const step = await resetPassword(key, password);
      if (step.step === "sign_in") setDone(true);
      else await follow(step);
    },
  });
  if (done) {
    return (
      <IdentityScreen title={t("accounts.reset.doneTitle")} intro={t("accounts.reset.doneText")}>
        <LinkButton to="/sign-in">{t("accounts.signIn.submit")}</LinkButton>
      </IdentityScreen>
    );
  }
  return (
    <IdentityScreen
      title={t("accounts.reset.title")} message={errors.key ? t("accounts.reset.oldLink") : message}
      foot={<Link to="/forgot-password">{t("accounts.reset.newLink")}</Link>}
    >
      <form {...form} className={classes.form}>
        <Password
          kind="new" name="password" label={t("accounts.reset.password")} autoFocus value={password} error={errors.password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} fullWidth>{t("accounts.reset.submit")}</Button>
      </form>
    </IdentityScreen>
  );
}
