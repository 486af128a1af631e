import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { ConsentVerified } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";

/** Every entry names the hash of the one before: a changed or missing one shows. */
export function VerifyLedger() {
  const { t } = useTranslation();
  const [found, setFound] = useState<ConsentVerified | null>(null);
  const { busy, message, run } = useSubmit({ action: async () => setFound(await unwrap(client.GET("/api/v1/consent/verify"))) });
  return (
    <Section
      title={t("consent.verify.title")} hint={t("consent.verify.hint")}
      action={<Button variant="default" loading={busy} onClick={() => void run()}>{t("consent.verify.action")}</Button>}
    >
      {message && <Notice tone="wrong">{message}</Notice>}
      {found && (found.ok
        ? <Notice tone="well">{t("consent.verify.ok", { count: found.count })}</Notice>
        : <Notice tone="wrong">{t("consent.verify.bad", { sequence: found.first_bad_sequence })} {found.reason}</Notice>)}
    </Section>
  );
}
