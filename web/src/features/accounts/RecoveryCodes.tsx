import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "@/api/query";
import { withProof } from "@/app/reauthentication-prompt";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import { type Factor, newRecoveryCodes, recoveryCodes } from "./account";
import { saveText } from "./saveText";
import classes from "./settings.module.css";

export function RecoveryCodes({ factor }: { factor: Factor | undefined }) {
  const { t } = useTranslation();
  const [codes, setCodes] = useState<string[] | null>(null);
  const [hint, setHint] = useState("");
  const clipboard = useClipboard();
  const { busy, message, run } = useSubmit({
    action: async () => {
      const shown = await withProof(recoveryCodes);
      if (shown.length) setCodes(shown);
      else setHint(t("accounts.recovery.shownBefore"));
    },
  });
  const renew = async () => {
    setCodes(await withProof(newRecoveryCodes));
    setHint("");
    await queryClient.invalidateQueries({ queryKey: ["account", "factors"] });
  };
  const left = factor?.unused_code_count ?? 0;
  return (
    <Section
      title={t("accounts.recovery.title")}
      hint={factor ? t("accounts.recovery.left", { count: left, total: factor.total_code_count ?? left }) : t("accounts.recovery.none")}
      action={
        <div className={classes.actions}>
          {factor && !codes && !hint && <Button variant="default" loading={busy} onClick={() => void run()}>{t("accounts.recovery.show")}</Button>}
          {(!factor || codes || hint) && <Button variant="default" loading={busy} onClick={() => void run(renew)}>{t("accounts.recovery.renew")}</Button>}
        </div>
      }
    >
      <div className={classes.stack}>
        {message && <Notice tone="wrong">{message}</Notice>}
        {hint && <Notice>{hint}</Notice>}
        {codes && (
          <>
            <ul className={classes.codes} aria-label={t("accounts.recovery.title")}>
              {codes.map((code) => <li key={code}>{code}</li>)}
            </ul>
            <div className={classes.actions}>
              <Button variant="default" onClick={() => saveText("waypost-recovery-codes.txt", codes.join("\n") + "\n")}>{t("app.actions.download")}</Button>
              <Button variant="default" onClick={() => clipboard.copy(codes.join("\n"))}>{clipboard.copied ? t("app.actions.copied") : t("app.actions.copy")}</Button>
              <Button variant="subtle" color="gray" onClick={() => setCodes(null)}>{t("accounts.recovery.hide")}</Button>
            </div>
          </>
        )}
      </div>
    </Section>
  );
}
