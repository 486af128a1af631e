import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/app/States";
import { passkeysWork } from "@/app/passkeys";
import { type FactorType, type NextStep, answerSecondFactor, answerSecondFactorWithPasskey, currentStep } from "@/app/session";
import { useSubmit } from "@/app/useSubmit";
import { IdentityScreen } from "./IdentityScreen";
import classes from "./identity.module.css";
import { useFollow } from "./useFollow";

export function SecondFactor() {
  const { next } = useSearch({ from: "/guest/sign-in/second-factor" });
  const session = useQuery({ queryKey: ["sign-in-step"], queryFn: currentStep, staleTime: 0, gcTime: 0 });
  if (session.isError) return <ErrorState error={session.error} retry={() => void session.refetch()} />;
  if (!session.data) return null;
  if (session.data.step !== "second_factor") return <Elsewhere step={session.data} next={next} />;
  return <FactorForm types={session.data.types} next={next} />;
}

/** Someone opened this address without a sign-in under way. */
function Elsewhere({ step, next }: { step: NextStep; next?: string }) {
  if (step.step === "in") return <Navigate to={next ?? "/inbox"} />;
  return <Navigate to="/sign-in" search={next ? { next } : {}} />;
}

function FactorForm({ types, next }: { types: FactorType[]; next?: string }) {
  const { t } = useTranslation();
  const follow = useFollow(next);
  const canTotp = types.includes("totp");
  const [recovering, setRecovering] = useState(!canTotp && types.includes("recovery_codes"));
  const [code, setCode] = useState("");
  const { busy, errors, message, run, form } = useSubmit({
    fields: ["code"],
    check: () => ({ code: !code.trim() && t("accounts.secondFactor.codeNeeded") }),
    action: async () => follow(await answerSecondFactor(code.replace(/\s/g, ""))),
  });
  const canPasskey = types.includes("webauthn") && passkeysWork();
  const canCode = canTotp || types.includes("recovery_codes");

  return (
    <IdentityScreen
      title={t("accounts.secondFactor.title")} message={message}
      intro={!canCode ? undefined : recovering ? t("accounts.secondFactor.recoveryIntro") : t("accounts.secondFactor.totpIntro")}
      foot={<Link to="/sign-in" search={next ? { next } : {}}>{t("accounts.secondFactor.other")}</Link>}
    >
      {canCode && (
        <form {...form} className={classes.form}>
          <TextInput
            key={recovering ? "recovery" : "totp"} className={classes.code} name="code" autoFocus required withAsterisk={false}
            label={recovering ? t("accounts.secondFactor.recoveryCode") : t("accounts.secondFactor.code")}
            autoComplete={recovering ? "off" : "one-time-code"} inputMode={recovering ? "text" : "numeric"} maxLength={recovering ? 32 : 7}
            value={code} error={errors.code} onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" loading={busy} fullWidth>{t("accounts.signIn.submit")}</Button>
        </form>
      )}
      <div className={classes.stack}>
        {canPasskey && (
          <Button variant="default" fullWidth disabled={busy} onClick={() => void run(async () => follow(await answerSecondFactorWithPasskey()))}>
            {t("accounts.secondFactor.passkey")}
          </Button>
        )}
        {canTotp && types.includes("recovery_codes") && (
          <Button variant="subtle" fullWidth onClick={() => { setRecovering(!recovering); setCode(""); }}>
            {recovering ? t("accounts.secondFactor.useTotp") : t("accounts.secondFactor.useRecovery")}
          </Button>
        )}
      </div>
    </IdentityScreen>
  );
}
