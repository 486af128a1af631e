import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Check, Copy } from "lucide-react";
import { useTranslation } from "react-i18next";
import classes from "./CopyField.module.css";

/** A value to paste elsewhere, selectable and with a button that copies it. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useClipboard({ timeout: 2000 });
  const words = copied ? t("app.actions.copied") : t("app.actions.copyWhat", { what: label });
  return (
    <div className={classes.field}>
      <span className={classes.label}>{label}</span>
      <div className={classes.box}>
        <code className={classes.value}>{value}</code>
        <Tooltip label={copied ? t("app.actions.copied") : t("app.actions.copy")} opened={copied || undefined}>
          <ActionIcon aria-label={words} onClick={() => copy(value)}>
            {copied ? <Check size={16} strokeWidth={1.7} aria-hidden /> : <Copy size={16} strokeWidth={1.7} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      </div>
      <span className="visually-hidden" role="status">{copied ? t("app.actions.copied") : ""}</span>
    </div>
  );
}
