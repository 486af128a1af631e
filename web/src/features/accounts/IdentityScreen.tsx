import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "@/design/Notice";
import classes from "./identity.module.css";

interface IdentityScreenProps {
  title: string;
  intro?: ReactNode;
  message?: string;
  children?: ReactNode;
  foot?: ReactNode;
}

/** Title, a sentence, what went wrong, the form, and the way elsewhere. */
export function IdentityScreen({ title, intro, message, children, foot }: IdentityScreenProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title, t]);
  return (
    <>
      <h1 className={classes.title}>{title}</h1>
      {intro && <p className={classes.intro}>{intro}</p>}
      <div className={classes.body}>
        {message && <Notice tone="wrong">{message}</Notice>}
        {children}
      </div>
      {foot && <div className={classes.foot}>{foot}</div>}
    </>
  );
}

/** A password with the eye that shows it; `new` tells password managers to offer one. */
export function Password({ kind, ...props }: PasswordInputProps & { kind: "current" | "new" }) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      required withAsterisk={false} autoComplete={`${kind}-password`}
      description={kind === "new" ? t("accounts.passwordHint") : undefined}
      inputWrapperOrder={["label", "input", "error", "description"]}
      visibilityToggleButtonProps={{ "aria-label": t("accounts.showPassword"), tabIndex: 0, "aria-hidden": false }}
      {...props}
    />
  );
}
