import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./channels.module.css";

interface SixDigitsProps {
  /** A code comes by SMS or call; a PIN was set by somebody. */
  name: "code" | "pin";
  value: string;
  error?: string | undefined;
  onChange: (value: string) => void;
}

/** One field, so that a code can be pasted and read out as a whole. */
export function SixDigits({ name, value, error, onChange }: SixDigitsProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      name={name} label={t(`channels.connecting.${name}`)} value={value} error={error} className={classes.digits} inputMode="numeric" maxLength={7}
      autoComplete={name === "code" ? "one-time-code" : "off"} placeholder="000000" onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, ""))}
    />
  );
}
