import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { NoPermission } from "@/app/States";
import { useMay } from "@/app/permissions";
import { useSubmit } from "@/app/useSubmit";
import { LinkButton } from "@/design/LinkButton";
import { Notice } from "@/design/Notice";
import { Page } from "@/design/Page";
import { EmbeddedSignup } from "./EmbeddedSignup";
import { FieldInput } from "./FieldInput";
import classes from "./channels.module.css";
import { rememberConnection } from "./connections";

/** The first step of the guide: a token, from which Waypost finds the rest. */
export function ConnectChannel() {
  const { t } = useTranslation();
  const mayManage = useMay("channels:manage");
  const navigate = useNavigate();
  const [token, setToken] = useState("");
  const [secret, setSecret] = useState("");
  const { busy, errors, message, form } = useSubmit({
    fields: ["access_token", "app_secret"],
    check: () => ({ access_token: !token.trim() && t("channels.fields.needed") }),
    action: async () => {
      const connection = await unwrap(client.POST("/api/v1/channels/discover", {
        body: { access_token: token.trim(), ...(secret.trim() ? { app_secret: secret.trim() } : {}) },
      }));
      rememberConnection(connection);
      await navigate({ to: "/settings/channels/new/$connectionId", params: { connectionId: connection.id } });
    },
  });
  if (!mayManage) return <NoPermission />;
  return (
    <Page title={t("channels.connect.title")} intro={t("channels.connect.intro")}>
      <form {...form} className={classes.form}>
        {message && <Notice tone="wrong">{message}</Notice>}
        <FieldInput name="access_token" value={token} error={errors.access_token} autoFocus onChange={setToken} />
        <FieldInput name="app_secret" value={secret} error={errors.app_secret} optional onChange={setSecret} />
        <div className={classes.actions}>
          <Button type="submit" loading={busy}>{t("channels.connect.find")}</Button>
          <LinkButton variant="subtle" color="gray" to="/settings/channels">{t("app.actions.cancel")}</LinkButton>
        </div>
      </form>
      <details className={classes.help}>
        <summary>{t("channels.connect.where")}</summary>
        <ol className={classes.steps}>
          <li>{t("channels.connect.where1")}</li>
          <li>{t("channels.connect.where2")}</li>
          <li>{t("channels.connect.where3")}</li>
        </ol>
      </details>
      <div className={classes.apart}><EmbeddedSignup /></div>
      <p className={classes.aside}>
        {t("channels.connect.allAtHand")} <Link to="/settings/channels/new/by-hand">{t("channels.connect.byHand")}</Link>
      </p>
    </Page>
  );
}
