import { Button, Loader } from "@mantine/core";
import { Download, FileText, FileWarning } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import type { Media, Message } from "@/api/types";
import { sayError } from "@/app/words";
import { patchMedia } from "./mediaCache";
import classes from "./MessageMedia.module.css";
import { retryMedia } from "./sendRich";

/** The file of a message: shown, heard or offered; while it is fetched and when that failed it says so. */
export function MessageMedia({ message, media }: { message: Message; media: Media }) {
  const { t } = useTranslation();
  if (media.status === "waiting") {
    return <div className={classes.waiting}><Loader size={14} aria-hidden /> {t("messaging.media.waiting")}</div>;
  }
  if (media.status !== "ready" || !media.url) return <Trouble media={media} />;
  const name = media.filename || t(`messaging.list.kinds.${message.kind}`, { defaultValue: t("messaging.list.kinds.document") });
  if (media.kind === "image" || media.kind === "sticker") {
    return (
      <a className={classes.picture} data-sticker={media.kind === "sticker" || undefined} href={media.url} target="_blank" rel="noreferrer">
        <img src={media.thumbnail_url ?? media.url} alt={message.text || name} loading="lazy" width={shownWidth(media)} height={shownHeight(media)} />
      </a>
    );
  }
  if (media.kind === "video") {
    return <video className={classes.film} src={media.url} poster={media.thumbnail_url ?? undefined} controls preload="none" aria-label={name}><track kind="captions" /></video>;
  }
  if (media.kind === "audio") {
    return (
      <div className={classes.sound}>
        <audio src={media.url} controls preload="none" aria-label={media.is_voice ? t("messaging.list.kinds.audio") : name}><track kind="captions" /></audio>
        {media.duration_seconds !== null && <span className={classes.length}>{sayLength(media.duration_seconds)}</span>}
      </div>
    );
  }
  return (
    <a className={classes.document} href={media.url} download={media.filename || true}>
      <FileText size={20} strokeWidth={1.6} aria-hidden />
      <span className={classes.name}><bdi>{name}</bdi><small>{saySize(media.size)}{media.problem && ` · ${media.problem}`}</small></span>
      <Download size={16} strokeWidth={1.7} aria-hidden />
    </a>
  );
}

function Trouble({ media }: { media: Media }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [error, setError] = useState("");
  async function retry() {
    setError("");
    try {
      patchMedia(queryClient, await retryMedia(media.id));
    } catch (refusal) {
      setError(sayError(refusal));
    }
  }
  return (
    <div className={classes.trouble}>
      <FileWarning size={18} strokeWidth={1.7} aria-hidden />
      <span>{error || media.problem || t("messaging.media.missing")}</span>
      {media.can_retry && <Button size="compact-xs" variant="default" onClick={() => void retry()}>{t("messaging.media.retry")}</Button>}
    </div>
  );
}

const WIDEST = 280;
const TALLEST = 320;

function shownWidth(media: Media): number | undefined {
  return media.width && media.height ? Math.round(media.width * scale(media.width, media.height)) : undefined;
}

function shownHeight(media: Media): number | undefined {
  return media.width && media.height ? Math.round(media.height * scale(media.width, media.height)) : undefined;
}

function scale(width: number, height: number): number {
  return Math.min(1, WIDEST / width, TALLEST / height);
}

export function sayLength(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function saySize(bytes: number): string {
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.max(1, Math.round(kilobytes))} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
