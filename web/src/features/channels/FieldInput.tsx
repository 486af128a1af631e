import { PasswordInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type ConnectField, SECRETS } from "./connectFields";

interface FieldInputProps {
  name: ConnectField;
  value: string;
  error?: ReactNode;
  optional?: boolean;
  autoFocus?: boolean;
  onChange: (value: string) => void;
}

/** One field of a channel; secrets are hidden and kept out of password managers. */
export function FieldInput({ name, value, error, optional = false, autoFocus, onChange }: FieldInputProps) {
  const { t } = useTranslation();
  const label = t(`channels.fields.${name}`);
  const shared = {
    name, value, error, autoFocus, required: !optional, withAsterisk: false, spellCheck: false,
    label: optional ? t("channels.fields.optional", { label }) : label,
    description: t(`channels.hints.${name}`),
    onChange: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
    inputWrapperOrder: ["label", "input", "error", "description"] as ("label" | "input" | "error" | "description")[],
  };
  if (SECRETS.includes(name)) {
    return (
      <PasswordInput
        {...shared} autoComplete="new-password" data-1p-ignore data-lpignore="true"
        visibilityToggleButtonProps={{ "aria-label": t("channels.fields.show", { label }), tabIndex: 0, "aria-hidden": false }}
      />
    );
  }
  return <TextInput {...shared} autoComplete="off" inputMode={name.endsWith("_id") ? "numeric" : "text"} />;
}
