import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { sayError } from "@/app/words";
import { contactName } from "@/app/contacts";
import { conversationQuery, knownConversation } from "./conversations";
import { type Pending, readDraft, readReply, writeDraft, writeReply } from "./drafts";
import { isLocal } from "./messages";
import { type Writer, pendingOf, retryMessage, sendMessage } from "./sendMessage";

/** Sending from one conversation, and what became of it. */
export function useSending(writer: Writer, conversationId: string) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const isShown = useIsShown();
  const [refusal, setRefusal] = useState("");
  const [ownSends, setOwnSends] = useState(0);

  const deliver = useCallback(async (pending: Pending) => {
    const sent = await sendMessage(queryClient, writer, conversationId, pending);
    if (sent.taken || !sent.reason) return;
    // The words go back to their writer, before whatever was begun meanwhile.
    const begun = readDraft(writer.who, conversationId);
    writeDraft(writer.who, conversationId, begun ? `${pending.text}\n${begun}` : pending.text);
    if (pending.reply_to && !readReply(writer.who, conversationId)) writeReply(writer.who, conversationId, pending.reply_to);
    void queryClient.invalidateQueries({ queryKey: ["conversation", conversationId] });
    if (isShown.current) return setRefusal(sayError(sent.reason));
    const conversation = queryClient.getQueryData(conversationQuery(conversationId).queryKey)
      ?? knownConversation(queryClient, conversationId);
    const name = conversation ? contactName(conversation.contact) : "";
    notifications.show({ message: t("messaging.composer.refusedElsewhere", { name, reason: sayError(sent.reason) }), color: "wrong" });
  }, [queryClient, writer, conversationId, isShown, t]);

  const send = useCallback((pending: Pending) => {
    setRefusal("");
    setOwnSends((count) => count + 1);
    void deliver(pending);
  }, [deliver]);

  const retry = useCallback((message: Message) => {
    if (isLocal(message)) return void deliver(pendingOf(message));
    retryMessage(queryClient, message).catch((error: unknown) => {
      notifications.show({ message: sayError(error), color: "wrong" });
    });
  }, [queryClient, deliver]);

  return { send, retry, refusal, ownSends };
}

function useIsShown() {
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return isShown;
}
