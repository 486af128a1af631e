import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Message } from "@/api/types";
import { notifications } from "@mantine/notifications";
import { ErrorState } from "@/app/States";
import { useMay, useMe } from "@/app/permissions";
import { sayError } from "@/app/words";
import { Composer } from "./Composer";
import { conversationQuery, knownConversation } from "./conversations";
import { type Pending, readDraft, readPending, writeDraft } from "./drafts";
import { messagesQuery } from "./messages";
import { type Writer, isLocal, retryMessage, sendMessage, showPending } from "./sendMessage";
import classes from "./Thread.module.css";
import { ThreadHeader } from "./ThreadHeader";
import { ThreadMessages } from "./ThreadMessages";
import { ThreadSkeleton } from "./ThreadSkeleton";

interface ThreadProps {
  conversationId: string;
  onOpenContact: () => void;
  onBack: () => void;
}

/** One conversation: what was said, and the place to answer. */
export function Thread({ conversationId, onOpenContact, onBack }: ThreadProps) {
  const queryClient = useQueryClient();
  const writer = useWriter();
  const mayWrite = useMay("messages:send");
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const [refusal, setRefusal] = useState("");
  const conversation = useQuery({
    ...conversationQuery(conversationId),
    placeholderData: () => knownConversation(queryClient, conversationId),
  });
  const thread = useInfiniteQuery(messagesQuery(conversationId));
  const messages = useMemo(
    () => thread.data?.pages.toReversed().flatMap((page) => page.items) ?? [],
    [thread.data],
  );
  useLeftovers(writer, conversationId, thread.isSuccess);

  const send = useCallback(async (pending: Pending, answered: Message | null) => {
    setRefusal("");
    const sent = await sendMessage(queryClient, writer, conversationId, pending, answered);
    if (sent.taken || !sent.reason) return;
    // The words go back to their writer, before whatever was begun meanwhile.
    const begun = readDraft(writer.who, conversationId);
    writeDraft(writer.who, conversationId, begun ? `${pending.text}\n${begun}` : pending.text);
    setRefusal(sent.reason.detail);
    void queryClient.invalidateQueries({ queryKey: ["conversation", conversationId] });
  }, [queryClient, writer, conversationId]);

  const retry = useCallback((message: Message) => {
    if (isLocal(message)) {
      const pending = readPending(writer.who, conversationId).find((one) => one.client_key === message.client_key);
      if (pending) void send(pending, null);
      return;
    }
    retryMessage(queryClient, message).catch((error: unknown) => {
      notifications.show({ message: sayError(error), color: "wrong" });
    });
  }, [queryClient, writer, conversationId, send]);

  return (
    <section className={classes.thread} aria-labelledby="thread-title">
      <ThreadHeader conversation={conversation.data} onOpenContact={onOpenContact} onBack={onBack} />
      {thread.isError && messages.length === 0
        ? <div className={classes.state}><ErrorState error={thread.error} retry={() => void thread.refetch()} /></div>
        : thread.isPending
          ? <ThreadSkeleton />
          : (
            <ThreadMessages
              messages={messages}
              hasOlder={thread.hasNextPage} isLoadingOlder={thread.isFetchingNextPage} loadOlder={() => void thread.fetchNextPage()}
              onReply={mayWrite ? setReplyTo : null} onRetry={mayWrite ? retry : null}
            />
          )}
      <Composer
        conversation={conversation.data} writer={writer} replyTo={replyTo} onReplyTo={setReplyTo} refusal={refusal}
        onSend={(pending, answered) => void send(pending, answered)} lastInbound={lastInbound(messages)}
      />
    </section>
  );
}

function lastInbound(messages: readonly Message[]): Message | undefined {
  return messages.findLast((one) => one.direction === "in");
}

function useWriter(): Writer {
  const me = useMe();
  const who = me ? `${me.tenant.id}:${me.user.id}` : "";
  const name = me?.user.name ?? "";
  return useMemo(() => ({ who, name }), [who, name]);
}

/** What was sent before a reload and never taken stands in the thread, to be sent again by its writer. */
function useLeftovers(writer: Writer, conversationId: string, isLoaded: boolean) {
  const queryClient = useQueryClient();
  const shown = useRef(false);
  useEffect(() => {
    if (!isLoaded || !writer.who || shown.current) return;
    shown.current = true;
    for (const pending of readPending(writer.who, conversationId)) showPending(queryClient, writer, conversationId, pending);
  }, [isLoaded, queryClient, writer, conversationId]);
}
