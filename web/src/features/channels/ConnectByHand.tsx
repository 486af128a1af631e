import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import { NoPermission } from "@/app/States";
import { useMay } from "@/app/permissions";
import { useSubmit } from "@/app/useSubmit";
import { LinkButton } from "@/design/LinkButton";
import { Notice } from "@/design/Notice";
import { Page } from "@/design/Page";
import { FieldInput } from "./FieldInput";
import { channelQuery, channelsQuery } from "./channels";
import classes from "./channels.module.css";
import { type ConnectField, NOTHING, complaints } from "./connectFields";

const NUMBER: readonly ConnectField[] = ["name", "waba_id", "phone_number_id", "access_token"];
const META_APP: readonly ConnectField[] = ["app_id", "app_secret", "verify_token"];

/** For whoever has every id at hand, or an app that a token cannot show. */
export function ConnectByHand() {
  const { t } = useTranslation();
  const mayManage = useMay("channels:manage");
  const navigate = useNavigate();
  const [values, setValues] = useState(NOTHING);
  const { busy, errors, message, form } = useSubmit({
    fields: [...NUMBER, ...META_APP],
    check: () => complaints(values, t),
    action: async () => {
      const { verify_token, ...rest } = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()])) as typeof values;
      const channel = await unwrap(client.POST("/api/v1/channels", { body: { ...rest, ...(verify_token ? { verify_token } : {}) } }));
      queryClient.setQueryData(channelQuery(channel.id).queryKey, channel);
      void queryClient.invalidateQueries({ queryKey: channelsQuery.queryKey, exact: true });
      await navigate({ to: "/settings/channels/$channelId", params: { channelId: channel.id } });
    },
  });
  if (!mayManage) return <NoPermission />;

  const inputs = (names: readonly ConnectField[]) => names.map((name) => (
    <FieldInput
      key={name} name={name} value={values[name]} error={errors[name]} optional={name === "verify_token"}
      onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
    />
  ));
  return (
    <Page title={t("channels.byHand.title")} intro={t("channels.byHand.intro")}>
      <form {...form} className={classes.form}>
        {message && <Notice tone="wrong">{message}</Notice>}
        <fieldset className={classes.group}>
          <legend className={classes.legend}>{t("channels.byHand.number")}</legend>
          {inputs(NUMBER)}
        </fieldset>
        <fieldset className={classes.group}>
          <legend className={classes.legend}>{t("channels.byHand.app")}</legend>
          {inputs(META_APP)}
        </fieldset>
        <div className={classes.actions}>
          <Button type="submit" loading={busy}>{t("channels.byHand.submit")}</Button>
          <LinkButton variant="subtle" color="gray" to="/settings/channels">{t("app.actions.cancel")}</LinkButton>
        </div>
      </form>
    </Page>
  );
}
