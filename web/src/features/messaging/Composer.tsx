import { ActionIcon, Button, Textarea } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Send, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { useMay } from "@/app/permissions";
import { contactName } from "@/app/contacts";
import classes from "./Composer.module.css";
import { ComposerHint } from "./ComposerHint";
import { ComposerTools } from "./ComposerTools";
import { sayPreview } from "./ConversationRowPreview";
import { type Pending, useDraft, useReply, writeDraft, writeReply } from "./drafts";
import { windowHint } from "./listTimes";
import { type Writer, newClientKey } from "./sendMessage";
import { serverNow } from "./serverClock";
import { MOST_CHARACTERS, countCharacters } from "./textLength";
import { useNow } from "./useNow";
import { useTyping } from "./useTyping";

const BOX_ID = "thread-answer";

export function focusComposer(): void {
  document.getElementById(BOX_ID)?.focus();
}

interface ComposerProps {
  conversation: Conversation | undefined;
  writer: Writer;
  /** Why the last message was not taken; its words are back in the draft. */
  refusal: string;
  onSend: (pending: Pending) => void;
  onReplyToLast: () => void;
}

export function Composer(props: ComposerProps) {
  const { t } = useTranslation();
  const mayWrite = useMay("messages:send");
  if (!mayWrite) return <p className={classes.readOnly}>{t("messaging.composer.readOnly")}</p>;
  if (!props.conversation) return <div className={classes.composer} />;
  return <Writing {...props} conversation={props.conversation} />;
}

function Writing({ conversation, writer, refusal, onSend, onReplyToLast }: ComposerProps & { conversation: Conversation }) {
  const { t } = useTranslation();
  const draft = useDraft(writer.who, conversation.id);
  const replyTo = useReply(writer.who, conversation.id);
  const box = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  const [trouble, setTrouble] = useState("");
  const hasKeyboard = useMediaQuery("(hover: hover)", true, { getInitialValueInEffect: false });
  const isClosed = windowHint(conversation.window_closes_at, useNow())?.state === "closed";
  const noteTyping = useTyping(conversation.id);
  const text = draft.trim();
  const length = countCharacters(text);
  const canSend = text !== "" && length <= MOST_CHARACTERS && !isClosed;

  useEffect(() => {
    // Who writes elsewhere by the time this is loaded goes on writing there.
    if (hasKeyboard && !document.activeElement?.matches("input, textarea")) box.current?.focus();
  }, [hasKeyboard]);

  function write(next: string) {
    writeDraft(writer.who, conversation.id, next);
    if (next && !isClosed) noteTyping();
  }

  function cancelReply() {
    writeReply(writer.who, conversation.id, null);
    box.current?.focus();
  }

  function send() {
    if (!canSend) return;
    const pending = { client_key: newClientKey(), text, reply_to: replyTo, written_at: new Date(serverNow()).toISOString() };
    writeDraft(writer.who, conversation.id, "");
    writeReply(writer.who, conversation.id, null);
    onSend(pending);
    box.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (isComposing(event)) return;
    if (event.key === "Enter" && !event.shiftKey && hasKeyboard) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && replyTo) {
      event.stopPropagation();
      cancelReply();
    } else if (event.altKey && !event.ctrlKey && event.code === "KeyR") {
      event.preventDefault();
      onReplyToLast();
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
          <ActionIcon size={24} onClick={cancelReply} aria-label={t("messaging.composer.cancelReply")}>
            <X size={16} strokeWidth={1.7} aria-hidden />
          </ActionIcon>
        </div>
      )}
      {trouble && !refusal && <p role="alert" className={classes.refusal}>{trouble}</p>}
      <div className={classes.line}>
        <ComposerTools
          conversationId={conversation.id} channelId={conversation.channel.id} isClosed={isClosed} caption={text} replyToId={replyTo?.id ?? null}
          onTrouble={setTrouble} onSent={(usedCaption) => {
            setTrouble("");
            if (usedCaption) writeDraft(writer.who, conversation.id, "");
            writeReply(writer.who, conversation.id, null);
          }}
        />
        <Textarea
          ref={box} id={BOX_ID} className={classes.box} value={draft} onChange={(event) => write(event.currentTarget.value)} onKeyDown={onKeyDown}
          autosize minRows={1} maxRows={8} dir="auto" aria-label={t("messaging.composer.label")} attributes={{ input: { "aria-describedby": hint } }}
          placeholder={t("messaging.composer.placeholder")} error={length > MOST_CHARACTERS || undefined}
        />
        <Button type="submit" disabled={!canSend} className={classes.send} leftSection={<Send size={15} strokeWidth={1.8} aria-hidden />}>
          {t("messaging.composer.send")}
        </Button>
      </div>
      <ComposerHint id={hint} length={length} hasKeyboard={hasKeyboard} />
    </form>
  );
}

/** Enter chooses a word then; Safari says so only by its old number. */
function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || nativeEvent.keyCode === 229;
}
