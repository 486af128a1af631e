import { ActionIcon, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { Search, X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./ConversationList.module.css";
import type { ConversationFilter } from "./conversations";
import { useUnreadCount } from "./useUnreadCount";

const TYPING_PAUSE_MS = 250;

interface ConversationListHeaderProps {
  filter: ConversationFilter;
  searchRef: RefObject<HTMLInputElement | null>;
  onSearch: (text: string) => void;
  onUnread: (on: boolean) => void;
  onDown: () => void;
}

export function ConversationListHeader({ filter, searchRef, onSearch, onUnread, onDown }: ConversationListHeaderProps) {
  const { t } = useTranslation();
  const unread = useUnreadCount();
  const [text, setText] = useState(filter.search);
  const [told, setTold] = useState(filter.search);
  const tell = useDebouncedCallback((next: string) => { setTold(next.trim()); onSearch(next); }, TYPING_PAUSE_MS);
  // The address changed by other means than typing here: going back, or a button that clears.
  if (filter.search !== told) {
    setTold(filter.search);
    setText(filter.search);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "ArrowDown") { event.preventDefault(); onDown(); }
    if (event.key === "Enter") { tell.flush(); onDown(); }
    if (event.key !== "Escape") return;
    if (text) clear();
    else event.currentTarget.blur();
  }
  function clear() {
    tell.cancel();
    setText("");
    onSearch("");
    searchRef.current?.focus();
  }

  return (
    <header>
      <h1 className="visually-hidden">{t("messaging.title")}</h1>
      <div className={classes.bar} role="search">
        <TextInput
          ref={searchRef} className={classes.search} classNames={{ input: classes.searchInput }}
          aria-label={t("messaging.list.searchLabel")} placeholder={t("messaging.list.search")} value={text}
          leftSection={<Search size={15} strokeWidth={1.7} aria-hidden />} leftSectionPointerEvents="none" inputMode="search"
          rightSection={text
            ? <ActionIcon size={24} onClick={clear} aria-label={t("messaging.list.clearSearch")}><X size={15} aria-hidden /></ActionIcon>
            : <kbd className={classes.kbd} aria-hidden>/</kbd>}
          onChange={(event) => { setText(event.currentTarget.value); tell(event.currentTarget.value); }}
          onKeyDown={onKeyDown} maxLength={100} autoComplete="off" spellCheck={false} aria-keyshortcuts="/"
        />
      </div>
      <div className={classes.chips} role="group" aria-label={t("messaging.list.filter")}>
        <button type="button" className={classes.chip} aria-pressed={!filter.unread} onClick={() => onUnread(false)}>
          {t("messaging.list.all")}
        </button>
        <button type="button" className={classes.chip} aria-pressed={filter.unread} onClick={() => onUnread(true)}>
          {t("messaging.list.unread")} {unread && <span>{unread}</span>}
        </button>
      </div>
    </header>
  );
}
