import { Button, Modal, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { passkeysWork, wasCancelled } from "./passkeys";
import type { Prompt } from "./reauthentication-prompt";
import { reauthenticate } from "./session";
import classes from "./forms.module.css";
import { sayError } from "./words";

type Proof = "password" | "code";

export default function ReauthenticationModal({ prompt }: { prompt: Prompt }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened onClose={() => prompt.settle(false)} title={t("app.proof.title")}
      closeButtonProps={{ "aria-label": t("app.actions.close") }}
    >
      <ReauthenticationForm prompt={prompt} />
    </Modal>
  );
}

function ReauthenticationForm({ prompt }: { prompt: Prompt }) {
  const { t } = useTranslation();
  const byPassword = prompt.flows.some((flow) => flow.id === "reauthenticate");
  const factors = prompt.flows.find((flow) => flow.id === "mfa_reauthenticate")?.types ?? [];
  const byCode = factors.includes("totp") || factors.includes("recovery_codes");
  const [proof, setProof] = useState<Proof>(byPassword || !byCode ? "password" : "code");
  const [value, setValue] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);

  async function prove(answer: Parameters<typeof reauthenticate>[0]) {
    setBusy(true);
    setError("");
    try {
      await reauthenticate(answer);
      prompt.settle(true);
    } catch (failure) {
      if (wasCancelled(failure)) return;
      const fields = failure instanceof ApiError ? Object.values(failure.fields) : [];
      setError(fields[0] ?? sayError(failure));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void prove(proof === "password" ? { password: value } : { code: value.replace(/\s/g, "") });
  }

  return (
    <form onSubmit={submit} className={classes.form}>
      <p className={classes.hint}>{t("app.proof.text")}</p>
      {proof === "password" ? (
        <PasswordInput
          label={t("app.proof.password")} autoComplete="current-password" value={value} error={error} required withAsterisk={false}
          onChange={(event) => setValue(event.currentTarget.value)} data-autofocus
          visibilityToggleButtonProps={{ "aria-label": t("app.proof.showPassword") }}
        />
      ) : (
        <TextInput
          label={t("app.proof.code")} autoComplete="one-time-code" inputMode="text" value={value} error={error} required withAsterisk={false}
          onChange={(event) => setValue(event.currentTarget.value)} data-autofocus
        />
      )}
      <div className={classes.actions}>
        <Button type="submit" loading={busy}>{t("app.proof.confirm")}</Button>
        {factors.includes("webauthn") && passkeysWork() && (
          <Button variant="default" onClick={() => void prove({ passkey: true })}>{t("app.proof.usePasskey")}</Button>
        )}
        {byPassword && byCode && (
          <Button variant="subtle" onClick={() => { setProof(proof === "password" ? "code" : "password"); setValue(""); setError(""); }}>
            {proof === "password" ? t("app.proof.useCode") : t("app.proof.usePassword")}
          </Button>
        )}
      </div>
    </form>
  );
}
