import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "@/api/query";
import { When } from "@/app/When";
import { passkeysWork } from "@/app/passkeys";
import { withProof } from "@/app/reauthentication-prompt";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Row, Rows, Section } from "@/design/Page";
import { type Factor, addPasskey, removePasskey } from "./account";
import { fromSeconds } from "./fromSeconds";
import classes from "./settings.module.css";

export function Passkeys({ passkeys }: { passkeys: Factor[] }) {
  const { t } = useTranslation();
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["account"] });
  const { busy, errors, message, run, form } = useSubmit({
    fields: ["name"],
    check: () => ({ name: !name.trim() && t("accounts.passkeys.nameNeeded") }),
    action: async () => {
      await withProof(() => addPasskey(name.trim()));
      setNaming(false);
      setName("");
      await refresh();
    },
  });
  const remove = (factor: Factor) => run(async () => {
    await withProof(() => removePasskey(factor.id));
    await refresh();
  });
  return (
    <Section
      title={t("accounts.passkeys.title")} hint={passkeysWork() ? t("accounts.passkeys.hint") : t("accounts.passkeys.unsupported")}
      action={!naming && passkeysWork() && <Button variant="default" onClick={() => setNaming(true)}>{t("accounts.passkeys.add")}</Button>}
    >
      <div className={classes.stack}>
        {message && <Notice tone="wrong">{message}</Notice>}
        {naming && (
          <form {...form} className={classes.form}>
            <TextInput
              label={t("accounts.passkeys.name")} placeholder={t("accounts.passkeys.example")} autoFocus value={name} error={errors.name}
              onChange={(event) => setName(event.currentTarget.value)} maxLength={100}
            />
            <div className={classes.actions}>
              <Button type="submit" loading={busy}>{t("accounts.passkeys.create")}</Button>
              <Button variant="subtle" color="gray" onClick={() => setNaming(false)}>{t("app.actions.cancel")}</Button>
            </div>
          </form>
        )}
        {passkeys.length > 0 && (
          <Rows label={t("accounts.passkeys.title")}>
            {passkeys.map((passkey) => (
              <Row
                key={passkey.id} title={passkey.name || t("accounts.passkeys.unnamed")}
                meta={<>{t("accounts.added")} <When at={fromSeconds(passkey.created_at)} /></>}
                side={<Button variant="default" disabled={busy} onClick={() => void remove(passkey)}>{t("accounts.remove")}</Button>}
              />
            ))}
          </Rows>
        )}
      </div>
    </Section>
  );
}
