import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { allauthConfig, resendVerification, verifyEmail } from "@/app/session";
import { useSubmit } from "@/app/useSubmit";
import { sayError } from "@/app/words";
import { LinkButton } from "@/design/LinkButton";
import { Notice } from "@/design/Notice";
import { IdentityScreen } from "./IdentityScreen";
import { MailCode } from "./MailCode";
import classes from "./identity.module.css";
import { useFollow } from "./useFollow";

/** After signing up: the link (or code) is in the mail. */
export function CheckMail() {
  const { t } = useTranslation();
  const { email, next } = useSearch({ from: "/guest/verify-email" });
  const byCode = useQuery(allauthConfig).data?.byCode ?? false;
  const [sent, setSent] = useState(false);
  const follow = useFollow(next);
  const { busy, message, run } = useSubmit({
    action: async () => {
      await resendVerification();
      setSent(true);
    },
  });
  return (
    <IdentityScreen
      title={t("accounts.checkMail.title")} message={message}
      intro={t(byCode ? "accounts.checkMail.code" : "accounts.checkMail.link", { email: email ?? t("accounts.checkMail.yourAddress") })}
      foot={<Link to="/sign-in" search={next ? { next } : {}}>{t("accounts.checkMail.toSignIn")}</Link>}
    >
      {byCode && <MailCode onStep={follow} />}
      {sent && <Notice tone="well">{t("accounts.checkMail.sent")}</Notice>}
      <p className={classes.small}>{t(byCode ? "accounts.checkMail.spam" : "accounts.checkMail.again")}</p>
      {byCode && <Button variant="default" loading={busy} onClick={() => void run()}>{t("accounts.checkMail.resend")}</Button>}
    </IdentityScreen>
  );
}

/** The link in the mail lands here; it is used once, however often the screen is drawn. */
export function VerifyEmail() {
  const { t } = useTranslation();
  const { key } = useParams({ from: "/guest/verify-email/$key" });
  const router = useRouter();
  const outcome = useQuery({ queryKey: ["verify-email", key], queryFn: () => verifyEmail(key), retry: false, staleTime: Infinity, refetchOnWindowFocus: false });
  const signedIn = outcome.data?.step === "in";
  useEffect(() => {
    if (signedIn) router.history.replace("/inbox");
  }, [signedIn, router]);

  if (outcome.isError) {
    return (
      <IdentityScreen title={t("accounts.verify.failedTitle")} intro={t("accounts.verify.failedText")} message={sayError(outcome.error)}>
        <LinkButton to="/sign-in">{t("accounts.signIn.submit")}</LinkButton>
      </IdentityScreen>
    );
  }
  if (!outcome.data || signedIn) return <IdentityScreen title={t("accounts.verify.checking")} />;
  return (
    <IdentityScreen title={t("accounts.verify.doneTitle")} intro={t("accounts.verify.doneText")}>
      <LinkButton to="/sign-in">{t("accounts.signIn.submit")}</LinkButton>
    </IdentityScreen>
  );
}
