import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import type { Message } from "@/api/types";
import { ErrorState } from "@/app/States";
import { useMay, useMe } from "@/app/permissions";
import { Composer, focusComposer } from "./Composer";
import { conversationQuery, knownConversation } from "./conversations";
import { writeReply } from "./drafts";
import { canBeAnswered, forgetOlder, messagesQuery } from "./messages";
import type { Writer } from "./sendMessage";
import classes from "./Thread.module.css";
import { ThreadHeader } from "./ThreadHeader";
import { ThreadMessages } from "./ThreadMessages";
import { ThreadSkeleton } from "./ThreadSkeleton";
import { TimelineDrawer } from "./TimelineDrawer";
import { useLeftovers } from "./useLeftovers";
import { useSending } from "./useSending";

interface ThreadProps {
  conversationId: string;
  contactIsOpen?: boolean;
  onOpenContact: () => void;
  onBack: () => void;
}

/** One conversation: what was said, and the place to answer. */
export function Thread({ conversationId, contactIsOpen = false, onOpenContact, onBack }: ThreadProps) {
  const queryClient = useQueryClient();
  const writer = useWriter();
  const mayWrite = useMay("messages:send");
  const conversation = useQuery({
    ...conversationQuery(conversationId),
    placeholderData: () => knownConversation(queryClient, conversationId),
  });
  const thread = useInfiniteQuery(messagesQuery(conversationId));
  const messages = useMemo(
    () => thread.data?.pages.toReversed().flatMap((page) => page.items) ?? [],
    [thread.data],
  );
  const { send, retry, refusal, ownSends } = useSending(writer, conversationId);
  useLeftovers(writer, conversationId, thread.data !== undefined, messages);
  useEffect(() => () => forgetOlder(queryClient, conversationId), [queryClient, conversationId]);

  const reply = useCallback(({ id, direction, kind, text }: Message) => {
    writeReply(writer.who, conversationId, { id, direction, kind, text });
    focusComposer();
  }, [writer, conversationId]);

  const { hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = thread;
  const older = useMemo(() => ({
    exist: hasNextPage, isLoading: isFetchingNextPage, hasFailed: isFetchNextPageError && !isFetching, isBusy: isFetching,
    // A fetch under way brings what was missed while the connection was away: it must not be cut short.
    load: () => void fetchNextPage({ cancelRefetch: false }),
  }), [hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  return (
    <section className={classes.thread} aria-labelledby="thread-title">
      <ThreadHeader conversation={conversation.data} contactIsOpen={contactIsOpen} onOpenContact={onOpenContact} onBack={onBack} />
      {thread.isError && messages.length === 0
        ? <div className={classes.state}><ErrorState error={thread.error} retry={() => void thread.refetch()} /></div>
        : thread.isPending
          ? <ThreadSkeleton />
          : (
            <ThreadMessages
              messages={messages} older={older} ownSends={ownSends} onLeave={focusComposer}
              onReply={mayWrite ? reply : null} onRetry={mayWrite ? retry : null}
            />
          )}
      <Composer
        conversation={conversation.data} writer={writer} refusal={refusal} onSend={send}
        onReplyToLast={() => {
          const last = messages.findLast((one) => one.direction === "in" && canBeAnswered(one));
          if (last) reply(last);
        }}
      />
      <TimelineDrawer />
    </section>
  );
}

function useWriter(): Writer {
  const me = useMe();
  const who = me ? `${me.tenant.id}:${me.user.id}` : "";
  const name = me?.user.name ?? "";
  return useMemo(() => ({ who, name }), [who, name]);
}
