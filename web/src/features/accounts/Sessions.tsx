import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queryClient } from "@/api/query";
import { ErrorState } from "@/app/States";
import { When } from "@/app/When";
import { withProof } from "@/app/reauthentication-prompt";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Row, Rows, Section } from "@/design/Page";
import { RowsSkeleton } from "@/design/State";
import { Tag } from "@/design/Tag";
import { type BrowserSession, endSessions, sessionsQuery } from "./account";
import { fromSeconds } from "./fromSeconds";
import { nameBrowser } from "./nameBrowser";

export function Sessions() {
  const { t } = useTranslation();
  const sessions = useQuery(sessionsQuery);
  const others = sessions.data?.filter((session) => !session.is_current) ?? [];
  const { busy, message, run } = useSubmit({ action: () => end(others) });

  async function end(which: BrowserSession[]) {
    await withProof(() => endSessions(which.map((session) => session.id)));
    await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  }

  return (
    <Section
      title={t("accounts.sessions.title")} hint={t("accounts.sessions.hint")}
      action={others.length > 1 && <Button variant="default" loading={busy} onClick={() => void run()}>{t("accounts.sessions.endOthers")}</Button>}
    >
      {message && <Notice tone="wrong">{message}</Notice>}
      {sessions.isError && <ErrorState error={sessions.error} retry={() => void sessions.refetch()} />}
      {sessions.isPending && <RowsSkeleton label={t("app.states.loading")} />}
      {sessions.data && (
        <Rows label={t("accounts.sessions.title")}>
          {sessions.data.map((session) => (
            <Row
              key={session.id}
              title={<>{nameBrowser(session.user_agent, t("accounts.sessions.unknown"))}{session.is_current && <Tag tone="accent">{t("accounts.sessions.current")}</Tag>}</>}
              meta={<>{session.ip} · {t("accounts.sessions.since")} <When at={fromSeconds(session.last_seen_at ?? session.created_at)} /></>}
              side={
                !session.is_current && (
                  <Button variant="default" disabled={busy} onClick={() => void run(() => end([session]))}>{t("accounts.sessions.end")}</Button>
                )
              }
            />
          ))}
        </Rows>
      )}
    </Section>
  );
}
