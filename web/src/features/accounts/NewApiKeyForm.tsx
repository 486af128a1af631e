import { Button, Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { NewApiKey } from "@/api/types";
import { API_KEY_SCOPES, type Permission } from "@/app/permissions";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import classes from "./settings.module.css";

export function NewApiKeyForm({ onMade, onClose }: { onMade: (key: NewApiKey) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Permission[]>([]);
  const { busy, errors, message, form } = useSubmit({
    fields: ["name", "scopes"],
    check: () => ({
      name: !name.trim() && t("accounts.apiKeys.nameNeeded"),
      scopes: scopes.length === 0 && t("accounts.apiKeys.scopesNeeded"),
    }),
    action: async () => onMade(await unwrap(client.POST("/api/v1/api-keys", { body: { name: name.trim(), scopes } }))),
  });
  return (
    <form {...form} className={classes.form}>
      {message && <Notice tone="wrong">{message}</Notice>}
      <TextInput
        label={t("accounts.apiKeys.name")} placeholder={t("accounts.apiKeys.example")} autoFocus value={name} error={errors.name}
        onChange={(event) => setName(event.currentTarget.value)} maxLength={100}
      />
      <Checkbox.Group label={t("accounts.apiKeys.scopes")} value={scopes} onChange={(chosen) => setScopes(chosen as Permission[])} error={errors.scopes}>
        <div className={classes.scopes}>
          {API_KEY_SCOPES.map((scope) => <Checkbox key={scope} value={scope} label={t(`accounts.scopes.${scope}`)} />)}
        </div>
      </Checkbox.Group>
      <div className={classes.actions}>
        <Button type="submit" loading={busy}>{t("accounts.apiKeys.create")}</Button>
        <Button variant="subtle" color="gray" onClick={onClose}>{t("app.actions.cancel")}</Button>
      </div>
    </form>
  );
}
