import { Button, TextInput } from "@mantine/core";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { passkeysWork } from "@/app/passkeys";
import { signIn, signInWithPasskey } from "@/app/session";
import { looksLikeEmail, useSubmit } from "@/app/useSubmit";
import { IdentityScreen, Password } from "./IdentityScreen";
import classes from "./identity.module.css";
import { useFollow } from "./useFollow";

export function SignIn() {
  const { t } = useTranslation();
  const { next } = useSearch({ from: "/guest/sign-in" });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const follow = useFollow(next);
  const { busy, errors, message, run, form } = useSubmit({
    fields: ["email", "password"],
    check: () => ({
      email: !looksLikeEmail(email) && t("accounts.emailNeeded"),
      password: !password && t("accounts.passwordNeeded"),
    }),
    action: async () => {
      await follow(await signIn({ email: email.trim(), password }), email.trim());
    },
  });

  return (
    <IdentityScreen
      title={t("accounts.signIn.title")} message={message}
      foot={<span>{t("accounts.signIn.noAccount")} <Link to="/sign-up">{t("accounts.signIn.toSignUp")}</Link></span>}
    >
      <form {...form} className={classes.form}>
        <TextInput
          label={t("accounts.email")} type="email" name="email" autoComplete="username" required withAsterisk={false} autoFocus
          value={email} error={errors.email} onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Password
          kind="current" name="password" label={t("accounts.password")} value={password} error={errors.password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} fullWidth>{t("accounts.signIn.submit")}</Button>
        <Link to="/forgot-password" className={classes.small}>{t("accounts.signIn.forgotten")}</Link>
      </form>
      {passkeysWork() && (
        <>
          <div className={classes.or}>{t("accounts.or")}</div>
          <Button variant="default" fullWidth disabled={busy} onClick={() => void run(async () => follow(await signInWithPasskey()))}>
            {t("accounts.signIn.passkey")}
          </Button>
        </>
      )}
    </IdentityScreen>
  );
}
