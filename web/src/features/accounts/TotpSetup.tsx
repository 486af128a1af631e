import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { QRCodeSVG } from "qrcode.react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "@/api/query";
import { CopyField } from "@/app/CopyField";
import { ErrorState } from "@/app/States";
import { NotProved, withProof } from "@/app/reauthentication-prompt";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { RowsSkeleton } from "@/design/State";
import { qrColors } from "@/design/theme";
import { activateTotp, newTotp } from "./account";
import classes from "./settings.module.css";

/** The picture to scan, the same as text, and the first code as proof that it worked. */
export function TotpSetup({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const secret = useQuery({
    queryKey: ["account", "totp-secret"],
    queryFn: () => withProof(newTotp),
    staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, retry: false,
  });
  const { busy, errors, message, form } = useSubmit({
    fields: ["code"],
    check: () => ({ code: !/^\d{6}$/.test(code.replace(/\s/g, "")) && t("accounts.totp.codeNeeded") }),
    action: async () => {
      await withProof(() => activateTotp(code.replace(/\s/g, "")));
      await queryClient.invalidateQueries({ queryKey: ["account", "factors"] });
      onClose();
    },
  });
  const cancel = <Button variant="subtle" color="gray" onClick={onClose}>{t("app.actions.cancel")}</Button>;
  if (secret.error instanceof NotProved) return <div className={classes.actions}><Button onClick={() => void secret.refetch()}>{t("app.proof.title")}</Button>{cancel}</div>;
  if (secret.isError) return <ErrorState error={secret.error} retry={() => void secret.refetch()} />;
  if (!secret.data) return <RowsSkeleton rows={2} label={t("app.states.loading")} />;
  return (
    <div className={classes.setup}>
      <div className={classes.qr} style={{ background: qrColors.ground }}>
        <QRCodeSVG value={secret.data.url} size={164} bgColor={qrColors.ground} fgColor={qrColors.ink} title={t("accounts.totp.picture")} />
      </div>
      <div className={classes.side}>
        <p>{t("accounts.totp.scan")}</p>
        <CopyField label={t("accounts.totp.key")} value={secret.data.secret} />
        <form {...form} className={classes.form}>
          {message && <Notice tone="wrong">{message}</Notice>}
          <TextInput
            label={t("accounts.totp.code")} inputMode="numeric" autoComplete="one-time-code" maxLength={7} value={code}
            error={errors.code} onChange={(event) => setCode(event.currentTarget.value)}
          />
          <div className={classes.actions}>
            <Button type="submit" loading={busy}>{t("accounts.totp.turnOn")}</Button>
            {cancel}
          </div>
        </form>
      </div>
    </div>
  );
}
