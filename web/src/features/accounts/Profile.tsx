import { Button, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/permissions";
import { withProof } from "@/app/reauthentication-prompt";
import { useSubmit } from "@/app/useSubmit";
import { useRoleName } from "@/app/words";
import { Notice } from "@/design/Notice";
import { Facts, Page, Section } from "@/design/Page";
import { Password } from "./IdentityScreen";
import { changePassword } from "./account";
import classes from "./settings.module.css";

export function Profile() {
  const { t } = useTranslation();
  const me = useMe();
  const roleName = useRoleName();
  if (!me) return null;
  return (
    <Page title={t("accounts.profile.title")}>
      <Section title={t("accounts.profile.you")}>
        <Facts
          facts={[
            [t("accounts.profile.name"), me.user.name],
            [t("accounts.email"), me.user.email],
            [t("accounts.profile.tenant"), me.tenant.name],
            [t("accounts.profile.role"), roleName(me.role)],
          ]}
        />
      </Section>
      <Appearance />
      <ChangePassword />
    </Page>
  );
}

function Appearance() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title={t("app.menu.theme")}>
      <SegmentedControl
        size="xs" aria-label={t("app.menu.theme")} value={colorScheme} onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}
        data={[
          { value: "auto", label: t("app.menu.themeAuto") },
          { value: "light", label: t("app.menu.themeLight") },
          { value: "dark", label: t("app.menu.themeDark") },
        ]}
      />
    </Section>
  );
}

function ChangePassword() {
  const { t } = useTranslation();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState(false);
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const { busy, errors, message, form } = useSubmit({
    fields: ["current_password", "new_password"],
    check: () => ({
      current_password: !current && t("accounts.passwordNeeded"),
      new_password: !fresh && t("accounts.signUp.passwordNeeded"),
    }),
    action: async () => {
      await withProof(() => changePassword(current, fresh));
      setOpen(false);
      setSaved(true);
      setCurrent("");
      setFresh("");
    },
  });
  return (
    <Section
      title={t("accounts.password")}
      action={!open && <Button variant="default" onClick={() => { setOpen(true); setSaved(false); }}>{t("accounts.profile.changePassword")}</Button>}
    >
      {saved && <Notice tone="well">{t("accounts.profile.passwordChanged")}</Notice>}
      {open && (
        <form {...form} className={classes.form}>
          {message && <Notice tone="wrong">{message}</Notice>}
          <input type="hidden" name="username" autoComplete="username" value={me?.user.email ?? ""} readOnly />
          <Password
            kind="current" name="current_password" label={t("accounts.profile.currentPassword")} value={current} autoFocus
            error={errors.current_password} onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <Password
            kind="new" name="new_password" label={t("accounts.reset.password")} value={fresh} error={errors.new_password}
            onChange={(event) => setFresh(event.currentTarget.value)}
          />
          <div className={classes.actions}>
            <Button type="submit" loading={busy}>{t("accounts.reset.submit")}</Button>
            <Button variant="subtle" color="gray" onClick={() => setOpen(false)}>{t("app.actions.cancel")}</Button>
          </div>
        </form>
      )}
    </Section>
  );
}
