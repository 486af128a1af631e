import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { signUp } from "@/app/session";
import { looksLikeEmail, useSubmit } from "@/app/useSubmit";
import { IdentityScreen, Password } from "./IdentityScreen";
import classes from "./identity.module.css";
import { offerQuery } from "./invitations";
import { useFollow } from "./useFollow";

/** Signing up creates the business too, unless an invitation leads into an existing one. */
export function SignUp() {
  const { t } = useTranslation();
  const { invitation } = useSearch({ from: "/guest/sign-up" });
  const offer = useQuery({ ...offerQuery(invitation ?? ""), enabled: Boolean(invitation) }).data;
  const [person, setPerson] = useState({ name: "", email: "", password: "", tenant_name: "" });
  const email = person.email || (offer?.email ?? "");
  const follow = useFollow(invitation ? `/invite/${invitation}` : undefined);
  const { busy, errors, message, form } = useSubmit({
    fields: ["name", "email", "password", "tenant_name"],
    check: () => ({
      name: !person.name.trim() && t("accounts.signUp.nameNeeded"),
      email: !looksLikeEmail(email) && t("accounts.emailNeeded"),
      password: !person.password && t("accounts.signUp.passwordNeeded"),
      tenant_name: !invitation && !person.tenant_name.trim() && t("accounts.signUp.tenantNeeded"),
    }),
    action: async () => {
      const whereTo = invitation ? { invitation_token: invitation } : { tenant_name: person.tenant_name.trim() };
      await follow(await signUp({ name: person.name.trim(), email: email.trim(), password: person.password, ...whereTo }), email.trim());
    },
  });
  const bind = (name: keyof typeof person) => ({
    name, error: errors[name], required: true, withAsterisk: false,
    onChange: (event: { currentTarget: HTMLInputElement }) => setPerson({ ...person, [name]: event.currentTarget.value }),
  });

  return (
    <IdentityScreen
      title={t("accounts.signUp.title")} message={message}
      intro={offer ? t("accounts.signUp.invited", { tenant: offer.tenant_name }) : t("accounts.signUp.intro")}
      foot={<span>{t("accounts.signUp.haveAccount")} <Link to="/sign-in" search={invitation ? { next: `/invite/${invitation}` } : {}}>{t("accounts.signIn.submit")}</Link></span>}
    >
      <form {...form} className={classes.form}>
        <TextInput {...bind("name")} label={t("accounts.signUp.name")} autoComplete="name" autoFocus value={person.name} />
        <TextInput {...bind("email")} label={t("accounts.email")} type="email" autoComplete="username" value={email} readOnly={Boolean(offer)} />
        {!invitation && (
          <TextInput {...bind("tenant_name")} label={t("accounts.signUp.tenant")} autoComplete="organization" value={person.tenant_name} />
        )}
        <Password {...bind("password")} kind="new" label={t("accounts.password")} value={person.password} />
        <Button type="submit" loading={busy} fullWidth>{t("accounts.signUp.submit")}</Button>
      </form>
    </IdentityScreen>
  );
}
