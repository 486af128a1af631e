import { Drawer } from "@mantine/core";
import { useDocumentTitle, useLocalStorage, useMediaQuery, useNetwork } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { NoPermission, ErrorState } from "@/app/States";
import { useMay } from "@/app/permissions";
import { contactName } from "@/app/contacts";
import { ContactPanel } from "./ContactPanel";
import { ConversationList } from "./ConversationList";
import { rowId } from "./ConversationRow";
import { sayPreview } from "./ConversationRowPreview";
import { conversationQuery, knownConversation } from "./conversations";
import classes from "./Inbox.module.css";
import { NothingOpen } from "./NothingOpen";
import { Thread } from "./Thread";
import { OPEN_CONTACT_ID } from "./ThreadHeader";
import { type Arrival, useLive } from "./useLive";
import { useReading } from "./useReading";
import { useUnreadCount } from "./useUnreadCount";

/** The list, the open conversation, and who it is with; on a phone one of them at a time. */
export function Inbox() {
  const allowed = useMay("conversations:read");
  return allowed ? <Panes /> : <main className={classes.refused}><NoPermission /></main>;
}

function Panes() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { conversationId } = useParams({ strict: false });
  const { reconnecting, arrival } = useLive(conversationId);
  const { online } = useNetwork();
  const panel = usePanel();
  const unread = useUnreadCount();
  useDocumentTitle(unread ? t("messaging.titleUnread", { unread }) : t("messaging.pageTitle"));

  const open = useQuery({
    ...conversationQuery(conversationId ?? ""),
    enabled: conversationId !== undefined,
    placeholderData: () => (conversationId ? knownConversation(queryClient, conversationId) : undefined),
  });
  const conversation = conversationId ? open.data : undefined;
  useReading(conversation);

  // The way back leads to the row one came from, once the list can be seen again.
  const cameFrom = useRef<string>(undefined);
  useEffect(() => {
    if (conversationId || !cameFrom.current) return;
    document.getElementById(rowId(cameFrom.current))?.focus();
    cameFrom.current = undefined;
  }, [conversationId]);

  function goBack() {
    cameFrom.current = conversationId;
    void navigate({ to: "/inbox", search: (before) => before });
  }

  function closePanel() {
    panel.setOpen(false);
    if (panel.isInline) document.getElementById(OPEN_CONTACT_ID)?.focus();
  }

  const details = conversation && (
    <ContactPanel key={conversation.contact.id} conversation={conversation} onClose={closePanel} />
  );
  return (
    <main className={classes.inbox} data-open={conversationId ? true : undefined}>
      <div role="status" className={classes.reconnecting}>{reconnecting && online && <span>{t("messaging.live.reconnecting")}</span>}</div>
      <div className={classes.list}><ConversationList openId={conversationId} /></div>
      <div className={classes.thread}>{thread()}</div>
      {panel.isInline && panel.isOpen && details && <div className={classes.side}>{details}</div>}
      {!panel.isInline && (
        <Drawer.Root
          opened={panel.isOpen && details !== undefined} onClose={() => panel.setOpen(false)} position="right" size={320}
          padding={0} transitionProps={{ duration: 120 }}
        >
          <Drawer.Overlay backgroundOpacity={0.35} />
          <Drawer.Content aria-label={t("messaging.panel.label")}>
            <Drawer.Body className={classes.drawer}>{details}</Drawer.Body>
          </Drawer.Content>
        </Drawer.Root>
      )}
      <Announcer arrival={arrival} />
    </main>
  );

  function thread() {
    if (!conversationId) return <NothingOpen />;
    if (open.isError && !open.data) {
      return <div className={classes.refused}><ErrorState error={open.error} retry={() => void open.refetch()} /></div>;
    }
    return (
      <Thread
        key={conversationId} conversationId={conversationId} contactIsOpen={panel.isOpen && details !== undefined}
        onOpenContact={() => panel.setOpen(!panel.isOpen)} onBack={goBack}
      />
    );
  }
}

/** Beside the thread where there is room, and remembered; over it where there is not. */
function usePanel() {
  const isInline = useMediaQuery("(min-width: 1100px)", false, { getInitialValueInEffect: false });
  const [wanted, setWanted] = useLocalStorage({ key: "wp-inbox-panel", defaultValue: true, getInitialValueInEffect: false });
  const [drawn, setDrawn] = useState(false);
  return isInline ? { isInline, isOpen: wanted, setOpen: setWanted } : { isInline, isOpen: drawn, setOpen: setDrawn };
}

/** Says what comes in, in the open conversation and elsewhere; the same words twice are two messages. */
function Announcer({ arrival }: { arrival: Arrival | null }) {
  const { t } = useTranslation();
  return (
    <div className="visually-hidden" role="status">
      {arrival && (
        <span key={arrival.message.id}>
          {t("messaging.live.arrived", { name: contactName(arrival.conversation.contact), text: sayPreview(arrival.message, t) })}
        </span>
      )}
    </div>
  );
}
