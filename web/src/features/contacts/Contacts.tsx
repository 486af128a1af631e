import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState, NoPermission } from "@/app/States";
import { useMay } from "@/app/permissions";
import { LinkButton } from "@/design/LinkButton";
import { Page } from "@/design/Page";
import { RowsSkeleton, State } from "@/design/State";
import { ContactRows } from "./ContactRows";
import { contactsQuery } from "./contacts";
import classes from "./contacts.module.css";

const TYPING_PAUSE_MS = 250;

/** Everybody who wrote, or was added. */
export function Contacts() {
  const { t } = useTranslation();
  const { q = "" } = useSearch({ from: "/shell/contacts/" });
  const navigate = useNavigate();
  const mayRead = useMay("contacts:read");
  const mayWrite = useMay("contacts:write");
  const contacts = useInfiniteQuery({ ...contactsQuery(q), enabled: mayRead });
  const [text, setText] = useState(q);
  const tell = useDebouncedCallback((next: string) => void navigate({ to: "/contacts", search: next.trim() ? { q: next.trim() } : {}, replace: true }), TYPING_PAUSE_MS);
  if (!mayRead) return <div className={classes.column}><NoPermission /></div>;
  const rows = contacts.data?.pages.flatMap((page) => page.items) ?? [];
  const add = mayWrite && <LinkButton to="/contacts/new">{t("contacts.new.action")}</LinkButton>;
  const clear = () => { setText(""); tell(""); };
  return (
    <div className={classes.list}>
      <div className={classes.top}>
        <Page title={t("contacts.title")} action={add}>
          <TextInput
            classNames={{ input: classes.searchInput }} aria-label={t("contacts.search")} placeholder={t("contacts.searchHint")} value={text} leftSection={<Search size={15} strokeWidth={1.7} aria-hidden />}
            maxLength={100} autoComplete="off" spellCheck={false} onChange={(event) => { setText(event.currentTarget.value); tell(event.currentTarget.value); }}
          />
        </Page>
      </div>
      {contacts.isError && !contacts.data && <ErrorState error={contacts.error} retry={() => void contacts.refetch()} />}
      {contacts.isPending && <div className={classes.top}><RowsSkeleton rows={8} label={t("app.states.loading")} /></div>}
      {contacts.data && rows.length === 0 && (q ? (
        <State title={t("contacts.nobodyTitle")} text={t("contacts.nobodyText", { search: q })}>
          <button type="button" className={classes.link} onClick={clear}>{t("contacts.clearSearch")}</button>
        </State>
      ) : <State title={t("contacts.emptyTitle")} text={t("contacts.emptyText")}>{add}</State>)}
      {rows.length > 0 && (
        <ContactRows
          contacts={rows} isLast={!contacts.hasNextPage} isFetching={contacts.isFetchingNextPage || contacts.isFetchNextPageError}
          more={() => void contacts.fetchNextPage()}
        />
      )}
    </div>
  );
}
