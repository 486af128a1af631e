import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "@/api/query";
import { ErrorState } from "@/app/States";
import { withProof } from "@/app/reauthentication-prompt";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Page, Section } from "@/design/Page";
import { RowsSkeleton } from "@/design/State";
import { Tag } from "@/design/Tag";
import { Passkeys } from "./Passkeys";
import { RecoveryCodes } from "./RecoveryCodes";
import { Sessions } from "./Sessions";
import { TotpSetup } from "./TotpSetup";
import { type Factor, factorsQuery, removeTotp } from "./account";
import classes from "./settings.module.css";

export function Security() {
  const { t } = useTranslation();
  const factors = useQuery(factorsQuery);
  return (
    <Page title={t("accounts.security.title")} intro={t("accounts.security.intro")}>
      {factors.isError ? (
        <ErrorState error={factors.error} retry={() => void factors.refetch()} />
      ) : factors.data ? (
        <Factors factors={factors.data} />
      ) : (
        <RowsSkeleton label={t("app.states.loading")} />
      )}
      <Sessions />
    </Page>
  );
}

function Factors({ factors }: { factors: Factor[] }) {
  const hasApp = factors.some((factor) => factor.type === "totp");
  const passkeys = factors.filter((factor) => factor.type === "webauthn");
  return (
    <>
      <AuthenticatorApp hasApp={hasApp} />
      <Passkeys passkeys={passkeys} />
      {(hasApp || passkeys.length > 0) && <RecoveryCodes factor={factors.find((factor) => factor.type === "recovery_codes")} />}
    </>
  );
}

function AuthenticatorApp({ hasApp }: { hasApp: boolean }) {
  const { t } = useTranslation();
  const [setup, setSetup] = useState(false);
  const { busy, message, run } = useSubmit({
    action: async () => {
      await withProof(removeTotp);
      await queryClient.invalidateQueries({ queryKey: ["account"] });
    },
  });
  return (
    <Section
      title={t("accounts.totp.title")} hint={t("accounts.totp.hint")}
      action={
        hasApp ? (
          <div className={classes.actions}>
            <Tag tone="well" dot>{t("accounts.totp.on")}</Tag>
            <Button variant="default" loading={busy} onClick={() => void run()}>{t("accounts.totp.remove")}</Button>
          </div>
        ) : (
          !setup && <Button onClick={() => setSetup(true)}>{t("accounts.totp.setUp")}</Button>
        )
      }
    >
      {message && <Notice tone="wrong">{message}</Notice>}
      {setup && !hasApp && <TotpSetup onClose={() => setSetup(false)} />}
    </Section>
  );
}
