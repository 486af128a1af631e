import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { isStatus } from "@/api/errors";
import { queryClient } from "@/api/query";
import type { InvitationOffer } from "@/api/types";
import { ErrorState } from "@/app/States";
import { currentStep, meQuery, signOut } from "@/app/session";
import { useSubmit } from "@/app/useSubmit";
import { useRoleName } from "@/app/words";
import { LinkButton } from "@/design/LinkButton";
import { IdentityScreen } from "./IdentityScreen";
import classes from "./identity.module.css";
import { offerQuery } from "./invitations";

export function AcceptInvitation() {
  const { t } = useTranslation();
  const { token } = useParams({ from: "/guest/invite/$token" });
  const offer = useQuery(offerQuery(token));
  if (isStatus(offer.error, 404)) {
    return <IdentityScreen title={t("accounts.invite.unknownTitle")} intro={t("accounts.invite.unknownText")} />;
  }
  if (offer.isError) return <ErrorState error={offer.error} retry={() => void offer.refetch()} />;
  if (!offer.data) return null;
  if (offer.data.state === "expired") {
    return <IdentityScreen title={t("accounts.invite.expiredTitle")} intro={t("accounts.invite.expiredText", { tenant: offer.data.tenant_name })} />;
  }
  if (offer.data.state === "accepted") {
    return (
      <IdentityScreen title={t("accounts.invite.acceptedTitle")} intro={t("accounts.invite.acceptedText")}>
        <LinkButton to="/inbox">{t("app.actions.goToInbox")}</LinkButton>
      </IdentityScreen>
    );
  }
  return <OpenInvitation offer={offer.data} token={token} />;
}

function OpenInvitation({ offer, token }: { offer: InvitationOffer; token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const roleName = useRoleName();
  const standing = useQuery({ queryKey: ["sign-in-step"], queryFn: currentStep, gcTime: 0, staleTime: 0 });
  const { busy, message, run } = useSubmit({
    action: async () => {
      const me = await unwrap(client.POST("/api/v1/invitations/accept", { body: { token } }));
      queryClient.clear();
      queryClient.setQueryData(meQuery.queryKey, me);
      await navigate({ to: "/inbox" });
    },
  });
  const next = `/invite/${token}`;
  return (
    <IdentityScreen
      title={t("accounts.invite.title", { tenant: offer.tenant_name })} message={message}
      intro={t("accounts.invite.text", { email: offer.email, role: roleName(offer.role) })}
    >
      {standing.data?.step === "in" ? (
        <div className={classes.stack}>
          <Button loading={busy} onClick={() => void run()}>{t("accounts.invite.accept")}</Button>
          <Button variant="subtle" onClick={() => void run(async () => { await signOut(); await standing.refetch(); })}>
            {t("accounts.invite.otherPerson")}
          </Button>
        </div>
      ) : standing.isPending ? null : (
        <div className={classes.stack}>
          <LinkButton to="/sign-up" search={{ invitation: token }}>{t("accounts.invite.signUp")}</LinkButton>
          <LinkButton variant="default" to="/sign-in" search={{ next }}>{t("accounts.invite.signIn")}</LinkButton>
        </div>
      )}
    </IdentityScreen>
  );
}
