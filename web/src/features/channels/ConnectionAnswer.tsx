import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { AnswerIn, Connection } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { LinkButton } from "@/design/LinkButton";
import { Notice } from "@/design/Notice";
import { FieldInput } from "./FieldInput";
import { SixDigits } from "./SixDigits";
import classes from "./channels.module.css";
import { rememberConnection } from "./connections";

/** What a waiting connection asks for, or another try for one that failed. */
export function ConnectionAnswer({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const [value, setValue] = useState("");
  const asked = connection.status === "waiting" ? FIELD[connection.step] : undefined;
  const { busy, errors, message, form, run } = useSubmit({
    fields: asked ? [asked] : [],
    check: () => (asked ? { [asked]: !value.trim() && t("channels.fields.needed") } : {}),
    action: () => send(asked ? { [asked]: value.trim() } : {}),
  });

  async function send(body: AnswerIn) {
    rememberConnection(await unwrap(client.POST("/api/v1/channels/connections/{connection_id}/continue", {
      params: { path: { connection_id: connection.id } }, body,
    })));
    setValue("");
  }

  const code = (method: "SMS" | "VOICE") => () => void run(() => send({ code_method: method }));
  return (
    <form {...form} className={classes.form}>
      {connection.status === "waiting" && <p className={classes.says}>{connection.says}</p>}
      {message && <Notice tone="wrong">{message}</Notice>}
      {asked === "app_secret" && <FieldInput name="app_secret" value={value} error={errors.app_secret} autoFocus onChange={setValue} />}
      {asked === "waba_id" && (
        <TextInput
          label={t("channels.fields.waba_id")} value={value} error={errors.waba_id} inputMode="numeric" autoComplete="off"
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      )}
      {(asked === "code" || asked === "pin") && <SixDigits name={asked} value={value} error={errors[asked]} onChange={setValue} />}
      <div className={classes.actions}>
        {connection.step === "method" && connection.status === "waiting" ? (
          <>
            <Button loading={busy} onClick={code("SMS")}>{t("channels.connecting.bySms")}</Button>
            <Button variant="default" disabled={busy} onClick={code("VOICE")}>{t("channels.connecting.byCall")}</Button>
          </>
        ) : (
          <Button type="submit" loading={busy}>{connection.status === "failed" ? t("channels.connecting.tryAgain") : t("channels.connecting.goOn")}</Button>
        )}
        {asked === "code" && <Button variant="subtle" color="gray" disabled={busy} onClick={code("SMS")}>{t("channels.connecting.anotherCode")}</Button>}
        <LinkButton variant="subtle" color="gray" to="/settings/channels/new">{t("channels.connecting.again")}</LinkButton>
      </div>
    </form>
  );
}

const FIELD: Partial<Record<Connection["step"], "waba_id" | "app_secret" | "code" | "pin">> = {
  accounts: "waba_id", secret: "app_secret", code: "code", pin: "pin",
};
