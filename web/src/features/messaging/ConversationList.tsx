import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { ErrorState } from "@/app/States";
import classes from "./ConversationList.module.css";
import { ConversationListHeader } from "./ConversationListHeader";
import { ConversationListRows } from "./ConversationListRows";
import { EmptyList, RowShapes, useChannels } from "./ConversationListStates";
import { conversationsQuery, listed } from "./conversations";
import { useInboxFilter } from "./useInboxFilter";

/** All conversations, the latest first, found by name or number; one of them may be open beside it. */
export function ConversationList({ openId }: { openId: string | undefined }) {
  const { t } = useTranslation();
  const { filter, setSearch, setUnread } = useInboxFilter();
  const search = useRef<HTMLInputElement>(null);
  const goToFirst = useRef<() => void>(() => {});
  const showsChannel = (useChannels().data?.length ?? 0) > 1;
  const query = useInfiniteQuery({
    ...conversationsQuery(filter),
    // A search narrows what is on the screen; until its answer is here, what was there stays.
    placeholderData: (before) => (filter.search ? before : undefined),
  });
  const all = useMemo(() => listed(query.data), [query.data]);
  const conversations = useStillShown(all, filter.unread, openId);

  return (
    <section className={classes.list} aria-label={t("messaging.list.label")}>
      <ConversationListHeader
        filter={filter} searchRef={search} onSearch={setSearch} onUnread={setUnread} onDown={() => goToFirst.current()}
      />
      <div className={classes.content} aria-busy={query.isPlaceholderData || undefined}>
        {content()}
      </div>
    </section>
  );

  function content() {
    if (query.isPending || (conversations.length === 0 && query.hasNextPage && !query.isFetchNextPageError)) return <div className={classes.viewport}><RowShapes rows={9} label={t("messaging.list.loading")} /></div>;
    if (query.isError && !query.data) {
      return <div className={classes.instead}><ErrorState error={query.error} retry={() => void query.refetch()} /></div>;
    }
    if (conversations.length === 0) {
      if (query.isPlaceholderData) return null;
      return (
        <div className={classes.instead}>
          <EmptyList filter={filter} onClearSearch={() => setSearch("")} onShowAll={() => setUnread(false)} />
        </div>
      );
    }
    return (
      <ConversationListRows
        key={`${filter.unread} ${filter.search}`} conversations={conversations} openId={openId} showsChannel={showsChannel}
        search={search} onReady={(go) => { goToFirst.current = go; }}
        more={{
          exists: query.hasNextPage && !query.isPlaceholderData, busy: query.isFetching, failed: query.isFetchNextPageError,
          load: () => void query.fetchNextPage(),
        }}
      />
    );
  }
}

/** Among the unread, one that is being read keeps its place until the filter is chosen anew. */
function useStillShown(all: Conversation[], unread: boolean, openId: string | undefined): Conversation[] {
  const [opened, setOpened] = useState<readonly string[]>([]);
  if (!unread && opened.length > 0) setOpened([]);
  if (unread && openId && !opened.includes(openId)) setOpened([...opened, openId]);
  return useMemo(
    () => (unread ? all.filter((one) => one.unread_count > 0 || opened.includes(one.id)) : all),
    [all, unread, opened],
  );
}
