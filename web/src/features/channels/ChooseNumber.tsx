import { Button, Radio, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { Connection } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { channelsQuery } from "./channels";
import classes from "./channels.module.css";
import { rememberConnection } from "./connections";

/** The numbers that the token can see; those that are connected already cannot be chosen. */
export function ChooseNumber({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const channels = useQuery(channelsQuery);
  const taken = new Set(channels.data?.map((channel) => channel.phone_number_id));
  const free = connection.numbers.filter((one) => !taken.has(one.phone_number_id));
  const [wanted, setWanted] = useState<string | null>(null);
  const [name, setName] = useState<string | null>(null);
  const chosen = free.find((one) => one.phone_number_id === wanted) ?? (free.length === 1 ? free[0] : undefined);
  const called = name ?? chosen?.verified_name ?? "";
  const { busy, errors, message, form } = useSubmit({
    fields: ["phone_number_id", "name"],
    check: () => ({ phone_number_id: !chosen && t("channels.choose.needed"), name: !called.trim() && t("channels.fields.needed") }),
    action: async () => rememberConnection(await unwrap(client.POST("/api/v1/channels/connections/{connection_id}/choose", {
      params: { path: { connection_id: connection.id } },
      body: { phone_number_id: chosen?.phone_number_id ?? "", name: called.trim() },
    }))),
  });
  if (!free.length) return <Notice>{t("channels.choose.none")}</Notice>;
  return (
    <form {...form} className={classes.form}>
      {message && <Notice tone="wrong">{message}</Notice>}
      <Radio.Group value={chosen?.phone_number_id ?? null} onChange={setWanted} aria-label={t("channels.choose.numbers")} error={errors.phone_number_id}>
        <div className={classes.numbers}>
          {connection.numbers.map((one) => (
            <Radio
              key={one.phone_number_id} value={one.phone_number_id} disabled={taken.has(one.phone_number_id)}
              label={[one.display_phone_number, one.verified_name].filter(Boolean).join(" · ")}
              description={taken.has(one.phone_number_id) ? t("channels.choose.taken") : [one.waba_name, one.is_on_business_app && t("channels.choose.onApp")].filter(Boolean).join(" · ")}
            />
          ))}
        </div>
      </Radio.Group>
      <TextInput
        label={t("channels.fields.name")} description={t("channels.hints.name")} value={called} error={errors.name} autoComplete="off"
        inputWrapperOrder={["label", "input", "error", "description"]} onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" loading={busy}>{t("channels.choose.submit")}</Button>
      </div>
    </form>
  );
}
