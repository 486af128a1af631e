import { Button } from "@mantine/core";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useEffectEvent, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import classes from "./ConversationList.module.css";
import { ConversationRow } from "./ConversationRow";
import { RowShapes } from "./ConversationListStates";
import { useListKeys } from "./useListKeys";

const ROW_HEIGHT = 80;
/** Asked for this many rows before the end, so that scrolling does not stop there. */
const AHEAD = 20;

interface ConversationListRowsProps {
  conversations: readonly Conversation[];
  openId: string | undefined;
  showsChannel: boolean;
  search: RefObject<HTMLInputElement | null>;
  more: { exists: boolean; busy: boolean; failed: boolean; load: () => void };
  /** Lets the search field hand over to the list. */
  onReady: (goToFirst: () => void) => void;
}

/** Only the rows on the screen are drawn, and the one that the keyboard is at. */
export function ConversationListRows({ conversations, openId, showsChannel, search, more, onReady }: ConversationListRowsProps) {
  const { t } = useTranslation();
  const viewport = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => conversations.map((one) => one.id), [conversations]);
  const keys = useListKeys({ ids, openId, search, scrollTo: (index) => virtual.scrollToIndex(index, { align: "auto" }) });
  const stopAt = keys.stopId === undefined ? -1 : ids.indexOf(keys.stopId);
  const virtual = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 6,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      if (stopAt < 0 || stopAt >= range.count || shown.includes(stopAt)) return shown;
      return [...shown, stopAt].sort((one, other) => one - other);
    },
  });

  const lastShown = virtual.range?.endIndex ?? 0;
  const { exists, busy, failed, load } = more;
  useEffect(() => {
    if (exists && !busy && !failed && lastShown >= conversations.length - AHEAD) load();
  }, [exists, busy, failed, load, lastShown, conversations.length]);

  const announceReady = useEffectEvent(() => onReady(() => keys.goToFirst()));
  useEffect(() => announceReady());

  return (
    <div ref={viewport} className={classes.viewport}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys move between the links in it */}
      <ul
        className={classes.rows} style={{ height: virtual.getTotalSize() }}
        aria-label={t("messaging.list.label")} onKeyDown={keys.onListKey}
      >
        {virtual.getVirtualItems().map((item) => {
          const conversation = conversations[item.index];
          return conversation && (
            <li
              key={item.key} className={classes.slot} style={{ transform: `translateY(${item.start}px)` }}
              aria-setsize={exists ? -1 : conversations.length} aria-posinset={item.index + 1}
            >
              <ConversationRow
                conversation={conversation} showsChannel={showsChannel}
                isStop={conversation.id === keys.stopId} onFocus={keys.setAtId}
              />
            </li>
          );
        })}
      </ul>
      {exists && !failed && <RowShapes rows={2} label={t("messaging.list.loadingMore")} />}
      {failed && (
        <div className={classes.moreFailed} role="alert">
          {t("messaging.list.moreFailed")}
          <Button variant="default" size="xs" onClick={load}>{t("app.actions.retry")}</Button>
        </div>
      )}
    </div>
  );
}
