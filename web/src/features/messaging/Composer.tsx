import { ActionIcon, Button, Textarea } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Send, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation, Message } from "@/api/types";
import { useMay } from "@/app/permissions";
import classes from "./Composer.module.css";
import { sayPreview } from "./ConversationRowPreview";
import { contactName } from "./conversations";
import { type Pending, useDraft, writeDraft } from "./drafts";
import { windowHint } from "./listTimes";
import type { Writer } from "./sendMessage";
import { useNow } from "./useNow";
import { useTyping } from "./useTyping";

const MOST_CHARACTERS = 4096;
const COUNT_FROM = 3800;

interface ComposerProps {
  conversation: Conversation | undefined;
  writer: Writer;
  replyTo: Message | null;
  onReplyTo: (message: Message | null) => void;
  /** Why the last message was not taken; its words are back in the draft. */
  refusal: string;
  onSend: (pending: Pending, replyTo: Message | null) => void;
  lastInbound: Message | undefined;
}

export function Composer(props: ComposerProps) {
  const { t } = useTranslation();
  const mayWrite = useMay("messages:send");
  if (!mayWrite) return <p className={classes.readOnly}>{t("messaging.composer.readOnly")}</p>;
  if (!props.conversation) return <div className={classes.composer} />;
  return <Writing {...props} conversation={props.conversation} />;
}

function Writing({ conversation, writer, replyTo, onReplyTo, refusal, onSend, lastInbound }: ComposerProps & { conversation: Conversation }) {
  const { t } = useTranslation();
  const draft = useDraft(writer.who, conversation.id);
  const box = useRef<HTMLTextAreaElement>(null);
  const hasKeyboard = useMediaQuery("(hover: hover)", true, { getInitialValueInEffect: false });
  const isClosed = windowHint(conversation.window_closes_at, useNow())?.state === "closed";
  const noteTyping = useTyping(conversation.id);
  const length = draft.length;
  const canSend = draft.trim() !== "" && length <= MOST_CHARACTERS && !isClosed;

  useEffect(() => {
    if (hasKeyboard) box.current?.focus();
  }, [hasKeyboard]);
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [replyTo]);

  function write(text: string) {
    writeDraft(writer.who, conversation.id, text);
    if (text && !isClosed) noteTyping();
  }

  function send() {
    if (!canSend) return;
    const pending: Pending = {
      client_key: crypto.randomUUID(), text: draft.trim(), reply_to_id: replyTo?.id ?? null, written_at: new Date().toISOString(),
    };
    writeDraft(writer.who, conversation.id, "");
    onReplyTo(null);
    onSend(pending, replyTo);
    box.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing && hasKeyboard) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && replyTo) {
      event.stopPropagation();
      onReplyTo(null);
    } else if (event.altKey && event.code === "KeyR" && lastInbound) {
      event.preventDefault();
      onReplyTo(lastInbound);
    }
  }

  return (
    <form className={classes.composer} onSubmit={(event) => { event.preventDefault(); send(); }}>
      {refusal && <p role="alert" className={classes.refusal}>{refusal}</p>}
      {isClosed && !refusal && <p className={classes.closed}>{t("messaging.composer.closed", { name: contactName(conversation.contact) })}</p>}
      {replyTo && (
        <div className={classes.replying}>
          <div className={classes.replyingText}>
            <span className={classes.replyingTo}>{t("messaging.composer.replyingTo")}</span>
            <span dir="auto" className={classes.replyingWords}>{sayPreview(replyTo, t)}</span>
          </div>
          <ActionIcon size={24} onClick={() => onReplyTo(null)} aria-label={t("messaging.composer.cancelReply")}>
            <X size={16} strokeWidth={1.7} aria-hidden />
          </ActionIcon>
        </div>
      )}
      <div className={classes.line}>
        <Textarea
          ref={box} className={classes.box} value={draft} onChange={(event) => write(event.currentTarget.value)} onKeyDown={onKeyDown}
          autosize minRows={1} maxRows={8} dir="auto" aria-label={t("messaging.composer.label")}
          placeholder={t("messaging.composer.placeholder")} error={length > MOST_CHARACTERS || undefined}
        />
        <Button type="submit" disabled={!canSend} className={classes.send} leftSection={<Send size={15} strokeWidth={1.8} aria-hidden />}>
          {t("messaging.composer.send")}
        </Button>
      </div>
      <p className={classes.hint} data-over={length > MOST_CHARACTERS || undefined} aria-live="polite">
        {length >= COUNT_FROM
          ? t("messaging.composer.count", { length, most: MOST_CHARACTERS })
          : hasKeyboard && t("messaging.composer.keys")}
      </p>
    </form>
  );
}
