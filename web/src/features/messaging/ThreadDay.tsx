import { memo } from "react";
import type { Message } from "@/api/types";
import { continues } from "./days";
import { type BubbleActions, MessageBubble } from "./MessageBubble";
import classes from "./Thread.module.css";

interface ThreadDayProps extends BubbleActions {
  name: string;
  messages: readonly Message[];
}

/** What was said on one day. Days in which nothing changed are not looked at again. */
export const ThreadDay = memo(function ThreadDay({ name, messages, ...actions }: ThreadDayProps) {
  return (
    <div role="group" aria-label={name}>
      <div className={classes.day} aria-hidden><span>{name}</span></div>
      {messages.map((message, place) => (
        <MessageBubble
          key={message.client_key ?? message.id} message={message} continues={continues(messages[place - 1], message)} {...actions}
        />
      ))}
    </div>
  );
}, isSame);

function isSame(before: ThreadDayProps, after: ThreadDayProps): boolean {
  return before.name === after.name && before.onReply === after.onReply && before.onRetry === after.onRetry
    && before.onJump === after.onJump && before.messages.length === after.messages.length
    && before.messages.every((message, place) => message === after.messages[place]);
}
