import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { sayExactly } from "@/app/dates";
import { contactName } from "@/app/contacts";
import { ContactAvatar } from "@/app/ContactAvatar";
import classes from "./ConversationRow.module.css";
import { ConversationRowPreview } from "./ConversationRowPreview";
import { sayInList, windowHint } from "./listTimes";
import { useNow } from "./useNow";

interface ConversationRowProps {
  conversation: Conversation;
  /** Whether the tab key stops here: one row of the list does. */
  isStop: boolean;
  showsChannel: boolean;
  onFocus: (id: string) => void;
}

export const rowId = (conversationId: string) => `conversation-${conversationId}`;

export const ConversationRow = memo(function ConversationRow({ conversation, isStop, showsChannel, onFocus }: ConversationRowProps) {
  const { t } = useTranslation();
  const now = useNow();
  const { id, contact, channel, preview, last_message_at: lastAt, unread_count: unread } = conversation;
  return (
    <Link
      id={rowId(id)} to="/inbox/$conversationId" params={{ conversationId: id }} search={(before) => before}
      className={classes.row} data-unread={unread > 0 || undefined} tabIndex={isStop ? 0 : -1}
      preload={false} draggable={false} onFocus={() => onFocus(id)}
    >
      <ContactAvatar contact={contact} />
      <span className={classes.body}>
        <span className={classes.top}>
          <span className={classes.name}><bdi>{contactName(contact)}</bdi></span>
          {lastAt && <time dateTime={lastAt} title={sayExactly(lastAt)} className={classes.time}>{sayInList(lastAt, now)}</time>}
        </span>
        <ConversationRowPreview preview={preview} />
        <span className={classes.meta}>
          {showsChannel && <span className={classes.tag}>{channel.name}</span>}
          <WindowTag closesAt={conversation.window_closes_at} now={now} />
          {unread > 0 && (
            <span className={classes.count}>
              <span aria-hidden>{unread > 99 ? "99+" : unread}</span>
              <span className="visually-hidden">{t("messaging.list.unreadCount", { count: unread })}</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  );
});

function WindowTag({ closesAt, now }: { closesAt: string | null; now: number }) {
  const { t } = useTranslation();
  const hint = windowHint(closesAt, now);
  if (!hint || !closesAt) return null;
  return <span className={classes.tag} data-state={hint.state} title={sayExactly(closesAt)}>{words()}</span>;

  function words() {
    if (!hint || hint.state === "closed") return t("messaging.list.window.closed");
    if (hint.state === "open") return t("messaging.list.window.hours", { hours: hint.hours });
    return hint.hours > 0 ? t("messaging.list.window.both", hint) : t("messaging.list.window.minutes", hint);
  }
}
