import {
  Ban, Contact, FileText, HelpCircle, Image, Info, ListChecks, MapPin, Mic, Pencil, Phone, ShoppingBag, SmilePlus, Sticker, Video,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { isRecord } from "@/api/errors";
import { formatText, isEmojiOnly } from "./formatText";
import classes from "./MessageBubble.module.css";
import { sayPreview } from "./ConversationRowPreview";
import { MessageMedia } from "./MessageMedia";

const ICONS: Partial<Record<Message["kind"], typeof Image>> = {
  image: Image, video: Video, audio: Mic, document: FileText, sticker: Sticker, location: MapPin, contacts: Contact,
  reaction: SmilePlus, button: ListChecks, interactive: ListChecks, order: ShoppingBag, system: Info, edit: Pencil, revoke: Ban, call: Phone,
};

/** What a message says. Kinds that cannot be shown yet are named, with all the words they carry. */
export function MessageContent({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { kind, text } = message;
  if (kind === "text") {
    return <div className={classes.text} dir="auto" data-large={isEmojiOnly(text) || undefined}>{formatText(text)}</div>;
  }
  if (message.media) {
    return (
      <>
        <MessageMedia message={message} media={message.media} />
        {text && <div className={classes.text} dir="auto">{formatText(text)}</div>}
      </>
    );
  }
  if (kind === "template") return <div className={classes.text} dir="auto">{formatText(text)}</div>;
  const Icon = ICONS[kind] ?? HelpCircle;
  const details = detailsOf(message);
  return (
    <div className={classes.kind}>
      <Icon size={18} strokeWidth={1.7} aria-hidden />
      <div className={classes.kindText}>
        <div dir="auto">{kind === "reaction" || !text ? sayPreview({ kind, text }, t) : sayPreview({ kind, text: "" }, t)}</div>
        {details.map((line, place) => <div key={place} dir="auto" className={classes.detail}>{line}</div>)}
        {text && kind !== "reaction" && !details.includes(text) && <div dir="auto" className={classes.text}>{formatText(text)}</div>}
      </div>
    </div>
  );
}

/** Lines out of Meta's own object; whatever is not as expected is left out. */
export function detailsOf({ kind, content }: Pick<Message, "kind" | "content">): string[] {
  const found: unknown = content;
  if (kind === "contacts" && Array.isArray(found)) return found.flatMap(contactLines);
  if (!isRecord(found)) return [];
  if (kind === "location") {
    const place = [text(found.name), text(found.address)].filter(Boolean);
    const { latitude, longitude } = found;
    const point = typeof latitude === "number" && typeof longitude === "number"
      ? [`${latitude.toFixed(5)}, ${longitude.toFixed(5)}`] : [];
    return [...place, ...point];
  }
  if (kind === "document") return [text(found.filename)].filter(Boolean);
  if (kind === "order" && Array.isArray(found.product_items)) {
    return found.product_items.filter(isRecord).map((item) => `${String(item.quantity ?? 1)} × ${text(item.product_retailer_id)}`);
  }
  return [];
}

function contactLines(one: unknown): string[] {
  if (!isRecord(one)) return [];
  const name = isRecord(one.name) ? text(one.name.formatted_name) : "";
  const phones = Array.isArray(one.phones) ? one.phones.filter(isRecord).map((phone) => text(phone.phone)) : [];
  return [[name, ...phones].filter(Boolean).join(" · ")].filter(Boolean);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
