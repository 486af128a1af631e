// One message, every kind of it.
import { element, icon } from "./icons.js";

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
  bubbleBody.append(...contents(message, actions));
  bubbleBody.append(meta(message));
  const choices = message.mine ? null : choicesOf(message, actions);
  if (choices) bubbleBody.append(choices);
  const reactions = [message.reaction_business, message.reaction_mine].filter(Boolean);
  if (reactions.length) {
    bubbleBody.append(element("span", { class: "reactions", role: "img", "aria-label": `Reactions: ${reactions.join(", ")}` }, reactions.join(" ")));
  }
  const side = message.mine ? "mine" : "theirs";
  const item = element("li", { class: `message ${side}${reactions.length ? " has-reaction" : ""}`, "data-id": message.id });
  item.append(element("span", { class: "hidden-words" }, message.mine ? "You: " : `${chatName}: `), bubbleBody, tools(item, message, actions));
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

function text(words, kind = "") {
  return element("div", { class: `body ${kind}`, dir: "auto" }, words);
}

function contents(message, actions) {
  const { media, shown } = message;
  if (shown) {
    return [shown.header && text(shown.header, "head"), text(shown.body), shown.footer && text(shown.footer, "small")].filter(Boolean);
  }
  if (media) return mediaContents(message, media, actions);
  if (message.location) {
    const place = message.location;
    const position = `${Number(place.latitude).toFixed(4)}, ${Number(place.longitude).toFixed(4)}`;
    const mark = element("span", { class: "mark" }, icon("pin"));
    return [element("div", { class: "place" }, mark, element("span", { dir: "auto" }, place.name || "Location"), element("small", { dir: "auto" }, place.address || position))];
  }
  if (message.contacts) {
    return message.contacts.map((card) =>
      element("div", { class: "place" }, element("span", { class: "mark" }, icon("person")), element("span", { dir: "auto" }, card.name?.formatted_name ?? "Contact"), element("small", {}, card.phones?.[0]?.phone ?? "")),
    );
  }
  return [text(message.text)];
}

function mediaContents(message, media, actions) {
  const caption = media.caption ? [text(media.caption)] : [];
  if (message.type === "image" || message.type === "sticker") {
    return [element("img", { class: "picture", src: media.url, alt: media.caption || "Picture" }), ...caption];
  }
  if (message.type === "audio") {
    const once = () => !message.mine && actions.played(message.id);
    return [element("audio", { controls: true, preload: "metadata", src: media.url, "aria-label": "Voice message", onplay: once })];
  }
  const name = media.filename || message.text;
  return [element("a", { class: "file", href: media.url, target: "_blank", rel: "noopener" }, icon("file"), name), ...caption];
}

function choicesOf(message, actions) {
  const shown = message.shown;
  if (!shown) return null;
  const holder = element("div", { class: "choices" });
  for (const choice of shown.buttons ?? []) {
    if (choice.url) holder.append(element("a", { href: choice.url, target: "_blank", rel: "noopener" }, choice.title));
    else holder.append(element("button", { type: "button", onclick: () => actions.choose(message, choice) }, choice.title));
  }
  if (shown.link) holder.append(element("a", { href: shown.link.url, target: "_blank", rel: "noopener" }, shown.link.text));
  if (shown.kind === "location_request_message") {
    holder.append(element("button", { type: "button", onclick: () => actions.location() }, "Send location"));
  }
  if (shown.sections) {
    const list = element("details", {}, element("summary", {}, shown.button));
    for (const section of shown.sections) {
      if (section.title) list.append(element("p", {}, section.title));
      for (const row of section.rows) {
        const note = row.description ? element("small", {}, row.description) : "";
        list.append(element("button", { type: "button", onclick: () => actions.choose(message, row, true) }, row.title, note));
      }
    }
    holder.append(list);
  }
  return holder.children.length ? holder : null;
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
