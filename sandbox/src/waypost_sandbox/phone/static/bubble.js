// One message, every kind of it.
import { element, icon } from "./icons.js";
import { picture, placeCard, productCard, shownParts } from "./shown.js";
import { words as text } from "./words.js";

export const EMOJIS = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
const TICKS = { sent: ["one", "Sent"], delivered: ["two", "Delivered"], read: ["two", "Read by the business"] };

export const clock = (at) =>
  new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at * 1000);

export function bubble(message, chatName, actions) {
  const bubbleBody = element("div", { class: "bubble" });
  if (message.quote) {
    const who = message.quote.mine ? "You" : chatName;
    bubbleBody.append(element("div", { class: "quote" }, element("b", {}, who), element("span", { dir: "auto" }, message.quote.text)));
  }
  if (message.forwarded) bubbleBody.append(element("small", { class: "soft" }, "Forwarded"));
  const { parts, cards, choices } = contents(message, actions);
  bubbleBody.append(...parts, meta(message), choices ?? "");
  const reactions = [message.reaction_business, message.reaction_mine].filter(Boolean);
  if (reactions.length) {
    bubbleBody.append(element("span", { class: "reactions", role: "img", "aria-label": `Reactions: ${reactions.join(", ")}` }, reactions.join(" ")));
  }
  const side = message.mine ? "mine" : "theirs";
  const item = element("li", { class: `message ${side}${reactions.length ? " has-reaction" : ""}`, "data-id": message.id });
  const speaker = element("span", { class: "hidden-words" }, message.mine ? "You: " : `${chatName}: `);
  if (cards) item.classList.add("has-cards");
  item.append(speaker, bubbleBody, tools(item, message, actions), cards ?? "");
  return item;
}

function meta(message) {
  const line = element("div", { class: "meta" }, element("time", {}, clock(message.at)));
  if (message.mine) {
    const [name, words] = TICKS[message.status] ?? TICKS.sent;
    const mark = element("span", { class: message.status === "read" ? "seen" : "", role: "img", "aria-label": words, title: words }, icon(name));
    line.append(mark);
  }
  return line;
}

function contents(message, actions) {
  const { media, shown } = message;
  if (shown && !message.mine) return shownParts(message, actions);
  return { parts: plainContents(message, media, actions), cards: null, choices: null };
}

function plainContents(message, media, actions) {
  if (message.revoked) return [element("div", { class: "body soft" }, "This message was deleted.")];
  if (media) return mediaContents(message, media, actions);
  if (message.location) return [placeCard(message.location)];
  if (message.order) {
    return message.order.product_items.map((item) => productCard(item.product_retailer_id, `${item.quantity} × ${item.item_price} ${item.currency}`));
  }
  if (message.contacts) return message.contacts.map(contactCard);
  return [text(message.text)];
}

function contactCard(card) {
  const detail = [card.phones?.[0]?.phone, card.emails?.[0]?.email, card.org?.company].filter(Boolean).join(" · ");
  return element("div", { class: "place" }, element("span", { class: "mark" }, icon("person")), element("span", { dir: "auto" }, card.name?.formatted_name ?? "Contact"), element("small", {}, detail));
}

function mediaContents(message, media, actions) {
  const caption = media.caption ? [text(media.caption)] : [];
  if (message.type === "image") return [picture(media.url, media.caption || "Picture"), ...caption];
  if (message.type === "sticker") return [element("img", { class: "sticker", src: media.url, alt: "Sticker" })];
  if (message.type === "video") return [element("video", { class: "picture", src: media.url, controls: true, preload: "metadata" }), ...caption];
  if (message.type === "audio") {
    const once = () => !message.mine && actions.played(message.id);
    return [element("audio", { controls: true, preload: "metadata", src: media.url, "aria-label": "Voice message", onplay: once })];
  }
  const name = media.filename || message.text;
  return [element("a", { class: "file", href: media.url, target: "_blank", rel: "noopener" }, icon("file"), name), ...caption];
}

function tools(item, message, actions) {
  const react = element("button", { type: "button", class: "icon-button", "aria-label": "React", "aria-expanded": "false" }, icon("smile"));
  react.addEventListener("click", () => toggleEmojis(item, react, message, actions));
  const reply = element("button", { type: "button", class: "icon-button", "aria-label": "Reply", onclick: () => actions.reply(message) }, icon("reply"));
  return element("div", { class: "tools" }, reply, message.mine ? "" : react);
}

function toggleEmojis(item, opener, message, actions) {
  const open = item.querySelector(".emojis");
  const close = () => {
    item.querySelector(".emojis")?.remove();
    opener.setAttribute("aria-expanded", "false");
  };
  if (open) return close();
  const row = element("div", { class: "emojis", role: "group", "aria-label": "Reactions" });
  for (const emoji of EMOJIS) {
    const mine = message.reaction_mine === emoji;
    const pick = () => {
      close();
      opener.focus();
      actions.react(message, mine ? "" : emoji);
    };
    row.append(element("button", { type: "button", "aria-label": `React with ${emoji}`, "aria-pressed": String(mine), onclick: pick }, emoji));
  }
  row.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      opener.focus();
    }
  });
  item.append(row);
  opener.setAttribute("aria-expanded", "true");
  row.firstChild.focus();
  return undefined;
}
