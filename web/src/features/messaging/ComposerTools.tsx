import { ActionIcon, Tooltip } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LayoutTemplate, Mic, Paperclip, Square } from "lucide-react";
import { type ChangeEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sayError } from "@/app/words";
import classes from "./Composer.module.css";
import { sayLength } from "./MessageMedia";
import { newClientKey } from "./sendMessage";
import { sendRich, uploadFile } from "./sendRich";
import { TemplatePicker } from "./TemplatePicker";
import { useRecorder } from "./useRecorder";

interface ComposerToolsProps {
  conversationId: string;
  channelId: string;
  isClosed: boolean;
  replyToId: string | null;
  /** What is written goes along as the caption. */
  caption: string;
  onSent: (usedCaption: boolean) => void;
  onTrouble: (sentence: string) => void;
}

const CAPTIONED = new Set(["image", "video", "document"]);

/** What is sent besides words: files, a voice note, a template. */
export function ComposerTools({ conversationId, channelId, isClosed, replyToId, caption, onSent, onTrouble }: ComposerToolsProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isPicking, setPicking] = useState(false);
  const sending = useMutation({
    mutationFn: async ({ file, name, voice }: { file: Blob; name: string; voice: boolean }) => {
      const media = await uploadFile(file, name, { voice });
      const takesCaption = CAPTIONED.has(media.kind) && caption !== "";
      await sendRich(queryClient, conversationId, {
        kind: media.kind, media_id: media.id, text: takesCaption ? caption : "", client_key: newClientKey(), reply_to_id: replyToId,
      });
      return takesCaption;
    },
    onSuccess: onSent,
    onError: (error) => onTrouble(sayError(error)),
  });
  const recorder = useRecorder((file) => sending.mutate({ file, name: "voice-note", voice: true }), () => onTrouble(t("messaging.tools.noMicrophone")));

  function choose({ currentTarget }: ChangeEvent<HTMLInputElement>) {
    const file = currentTarget.files?.[0];
    currentTarget.value = "";
    if (file) sending.mutate({ file, name: file.name, voice: false });
  }

  if (recorder.seconds !== null) {
    return (
      <div className={classes.tools}>
        <ActionIcon size={34} color="wrong" variant="light" onClick={recorder.stop} aria-label={t("messaging.tools.stopRecording")}>
          <Square size={16} strokeWidth={1.8} aria-hidden />
        </ActionIcon>
        <span role="timer" className={classes.recording}>{sayLength(recorder.seconds)}</span>
        <button type="button" className={classes.plain} onClick={recorder.cancel}>{t("messaging.tools.discard")}</button>
      </div>
    );
  }
  return (
    <div className={classes.tools}>
      <input ref={input} type="file" hidden onChange={choose} aria-label={t("messaging.tools.attach")} />
      {!isClosed && (
        <>
          <Tool label={t("messaging.tools.attach")} busy={sending.isPending} onClick={() => input.current?.click()} icon={<Paperclip size={18} strokeWidth={1.7} aria-hidden />} />
          <Tool label={t("messaging.tools.record")} busy={sending.isPending} onClick={() => void recorder.start()} icon={<Mic size={18} strokeWidth={1.7} aria-hidden />} />
        </>
      )}
      <Tool label={t("messaging.tools.template")} busy={false} onClick={() => setPicking(true)} icon={<LayoutTemplate size={18} strokeWidth={1.7} aria-hidden />} />
      {isPicking && <TemplatePicker conversationId={conversationId} channelId={channelId} onClose={() => setPicking(false)} />}
    </div>
  );
}

function Tool({ label, busy, onClick, icon }: { label: string; busy: boolean; onClick: () => void; icon: React.ReactNode }) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon size={34} variant="subtle" color="gray" loading={busy} onClick={onClick} aria-label={label}>{icon}</ActionIcon>
    </Tooltip>
  );
}
