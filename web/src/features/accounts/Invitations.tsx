import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import type { Invitation, Role } from "@/api/types";
import { ErrorState } from "@/app/States";
import { When } from "@/app/When";
import { ROLES, useMe } from "@/app/permissions";
import { undoable } from "@/app/undo";
import { useHidden } from "@/app/useHidden";
import { looksLikeEmail, useSubmit } from "@/app/useSubmit";
import { useRoleName } from "@/app/words";
import { Notice } from "@/design/Notice";
import { Row, Rows, Section } from "@/design/Page";
import { invitationsQuery } from "./invitations";
import classes from "./settings.module.css";

export function Invitations() {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const invitations = useQuery(invitationsQuery);
  const hidden = useHidden();
  const open = invitations.data?.filter((invitation) => !hidden.isHidden(invitation.id)) ?? [];

  function withdraw(invitation: Invitation) {
    hidden.hide(invitation.id);
    undoable({
      message: t("accounts.invitations.withdrawn", { email: invitation.email }),
      run: async () => {
        await client.DELETE("/api/v1/invitations/{invitation_id}", { params: { path: { invitation_id: invitation.id } }, keepalive: true });
        await queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey });
      },
      restore: () => hidden.unhide(invitation.id),
    });
  }

  return (
    <Section title={t("accounts.invitations.title")}>
      <div className={classes.stack}>
        <InviteForm />
        {invitations.isError && <ErrorState error={invitations.error} retry={() => void invitations.refetch()} />}
        {open.length > 0 && (
          <Rows label={t("accounts.invitations.open")}>
            {open.map((invitation) => (
              <Row
                key={invitation.id} title={invitation.email}
                meta={<>{roleName(invitation.role)} · {t("accounts.invitations.expires")} <When at={invitation.expires_at} /></>}
                side={<Button variant="default" onClick={() => withdraw(invitation)}>{t("accounts.invitations.withdraw")}</Button>}
              />
            ))}
          </Rows>
        )}
      </div>
    </Section>
  );
}

function InviteForm() {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const iAmOwner = useMe()?.role === "owner";
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("agent");
  const [sentTo, setSentTo] = useState("");
  const { busy, errors, message, form } = useSubmit({
    fields: ["email"],
    check: () => ({ email: !looksLikeEmail(email) && t("accounts.emailNeeded") }),
    action: async () => {
      setSentTo("");
      await unwrap(client.POST("/api/v1/invitations", { body: { email: email.trim(), role } }));
      setSentTo(email.trim());
      setEmail("");
      await queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey });
    },
  });
  return (
    <form {...form} className={classes.stack}>
      {message && <Notice tone="wrong">{message}</Notice>}
      <div className={classes.inline} data-errors={Boolean(errors.email)}>
        <TextInput
          className={classes.grow} label={t("accounts.email")} type="email" autoComplete="off" value={email} error={errors.email}
          onChange={(event) => setEmail(event.currentTarget.value)} inputWrapperOrder={["label", "error", "input"]}
        />
        <Select
          className={classes.role} label={t("accounts.profile.role")} value={role} onChange={(value) => value && setRole(value as Role)}
          data={ROLES.filter((name) => name !== "owner" || iAmOwner).map((name) => ({ value: name, label: roleName(name) }))}
        />
        <Button type="submit" loading={busy}>{t("accounts.invitations.invite")}</Button>
      </div>
      <p className={classes.hint}>{t(`accounts.roles.${role}` as "accounts.roles.agent")}</p>
      {sentTo && <Notice tone="well">{t("accounts.invitations.sent", { email: sentTo })}</Notice>}
    </form>
  );
}
