import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import type { Member, Role } from "@/api/types";
import { ErrorState, NoPermission } from "@/app/States";
import { ROLES, useMay, useMe } from "@/app/permissions";
import { undoable } from "@/app/undo";
import { useHidden } from "@/app/useHidden";
import { useSubmit } from "@/app/useSubmit";
import { useRoleName } from "@/app/words";
import { Notice } from "@/design/Notice";
import { Page, Row, Rows, Section } from "@/design/Page";
import { RowsSkeleton } from "@/design/State";
import { Tag } from "@/design/Tag";
import { Invitations } from "./Invitations";
import { membersQuery } from "./invitations";
import classes from "./settings.module.css";

export function Members() {
  const { t } = useTranslation();
  const me = useMe();
  const mayRead = useMay("members:read");
  const mayManage = useMay("members:manage");
  const members = useQuery({ ...membersQuery, enabled: mayRead });
  const hidden = useHidden();
  if (!mayRead) return <NoPermission />;
  const shown = members.data?.filter((member) => !hidden.isHidden(member.id));

  function remove(member: Member) {
    hidden.hide(member.id);
    undoable({
      message: t("accounts.members.removed", { name: member.name || member.email }),
      run: async () => {
        await client.DELETE("/api/v1/members/{member_id}", { params: { path: { member_id: member.id } }, keepalive: true });
        await queryClient.invalidateQueries({ queryKey: membersQuery.queryKey });
      },
      restore: () => hidden.unhide(member.id),
    });
  }

  return (
    <Page title={t("accounts.members.title")} intro={t("accounts.members.intro", { tenant: me?.tenant.name ?? "" })}>
      {mayManage && <Invitations />}
      <Section title={t("accounts.members.people")}>
        {members.isError && <ErrorState error={members.error} retry={() => void members.refetch()} />}
        {members.isPending && <RowsSkeleton label={t("app.states.loading")} />}
        {shown && (
          <Rows label={t("accounts.members.people")}>
            {shown.map((member) => (
              <MemberRow key={member.id} member={member} isMe={member.user_id === me?.user.id} mayManage={mayManage} onRemove={() => remove(member)} />
            ))}
          </Rows>
        )}
      </Section>
    </Page>
  );
}

interface MemberRowProps {
  member: Member;
  isMe: boolean;
  mayManage: boolean;
  onRemove: () => void;
}

function MemberRow({ member, isMe, mayManage, onRemove }: MemberRowProps) {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const iAmOwner = useMe()?.role === "owner";
  const [saved, setSaved] = useState(false);
  const { busy, message, run } = useSubmit({ action: async () => {} });
  const name = member.name || member.email;
  const mayChange = mayManage && !isMe && (member.role !== "owner" || iAmOwner);
  const roles = ROLES.filter((role) => role !== "owner" || iAmOwner);

  const change = (role: Role) => run(async () => {
    setSaved(false);
    await unwrap(client.PATCH("/api/v1/members/{member_id}", { params: { path: { member_id: member.id } }, body: { role } }));
    await queryClient.invalidateQueries({ queryKey: membersQuery.queryKey });
    setSaved(true);
  });

  return (
    <Row
      title={<>{name}{isMe && <Tag>{t("accounts.members.you")}</Tag>}</>}
      meta={<>{member.name ? member.email : null}{message && <Notice tone="wrong">{message}</Notice>}</>}
      side={
        mayChange ? (
          <>
            <span role="status" className={classes.saved}>{saved ? t("app.states.saved") : ""}</span>
            <Select
              className={classes.role} aria-label={t("accounts.members.roleOf", { name })} disabled={busy} value={member.role}
              data={roles.map((role) => ({ value: role, label: roleName(role) }))} onChange={(role) => role && void change(role as Role)}
            />
            <Button variant="default" aria-label={t("accounts.members.removeName", { name })} onClick={onRemove}>{t("accounts.remove")}</Button>
          </>
        ) : (
          <Tag>{roleName(member.role)}</Tag>
        )
      }
    />
  );
}
