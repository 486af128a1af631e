// What a message from the business shows: header, offer, words, footer, cards, buttons.
import { buttonList } from "./buttons.js";
import { element, icon } from "./icons.js";
import { words } from "./words.js";

export function shownParts(message, actions) {
  const { shown } = message;
  const own = shown.buttons ?? [];
  const parts = [
    shown.header && headerOf(shown.header),
    shown.offer && offerOf(shown.offer),
    shown.body && words(shown.body),
    shown.preview && element("a", { class: "preview", href: shown.preview, target: "_blank", rel: "noopener noreferrer" }, hostOf(shown.preview)),
    shown.footer && words(shown.footer, "small"),
  ];
  const cards = cardsOf(message, own.length, actions);
  return { parts: parts.filter(Boolean), cards, choices: own.length ? buttonList(message, own, 1, actions) : null };
}

function cardsOf(message, before, actions) {
  if (!message.shown.cards?.length) return null;
  let number = before + 1;
  const cards = message.shown.cards.map((card) => {
    const buttons = card.buttons ?? [];
    const made = element("li", { class: "card" }, card.header ? headerOf(card.header) : "", card.body ? words(card.body) : "", buttons.length ? buttonList(message, buttons, number, actions) : "");
    number += buttons.length;
    return made;
  });
  return element("ul", { class: "cards", tabindex: "0", "aria-label": `${cards.length} cards` }, ...cards);
}

export function headerOf(header) {
  const source = header.id ? `/_sandbox/media/${header.id}` : header.link;
  switch (header.type) {
    case "text":
      return words(header.text, "head");
    case "image":
    case "gif":
      return picture(source);
    case "video":
      return element("video", { class: "picture", src: source, controls: true, preload: "metadata" });
    case "document":
      return element("a", { class: "file", href: source, target: "_blank", rel: "noopener noreferrer" }, icon("file"), header.filename || "Document");
    case "location":
      return placeCard(header);
    case "product":
      return productCard(header.product);
    default:
      return "";
  }
}

export function picture(source, description = "Picture") {
  const image = element("img", { class: "picture", src: source, alt: description });
  image.addEventListener("error", () => image.replaceWith(element("span", { class: "no-picture" }, icon("image"), "Not loaded")), { once: true });
  return image;
}

export function placeCard(place) {
  const position = `${Number(place.latitude).toFixed(4)}, ${Number(place.longitude).toFixed(4)}`;
  return element("div", { class: "place" }, element("span", { class: "mark" }, icon("pin")), element("span", { dir: "auto" }, place.name || "Location"), element("small", { dir: "auto" }, place.address || position));
}

export function productCard(id, note = "Product") {
  return element("div", { class: "place" }, element("span", { class: "mark" }, icon("bag")), element("span", { dir: "auto" }, id ?? "Products"), element("small", {}, note));
}

function offerOf(offer) {
  const ends = offer.expires_at ? `Ends ${new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(offer.expires_at * 1000)}` : "";
  return element("div", { class: "place offer" }, element("span", { class: "mark" }, icon("tag")), element("span", { dir: "auto" }, offer.text), element("small", {}, [ends, offer.code && `Code ${offer.code}`].filter(Boolean).join(" · ")));
}

function hostOf(address) {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}
