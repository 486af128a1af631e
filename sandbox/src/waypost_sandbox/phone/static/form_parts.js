// The parts of a form that are read: words, pictures, links, lists to go on from, and the footer.
import { FIELDS } from "./form_fields.js";
import { filled, holds } from "./form_values.js";
import { element } from "./icons.js";
import { words } from "./words.js";

// The children of a layout, drawn in order.
export function drawParts(children, screen) {
  return children.flatMap((raw) => drawn(raw, screen));
}

function drawn(raw, screen) {
  if (raw.type === "Form") return drawParts(raw.children, screen.within(raw));
  if (raw.type === "If") return drawParts((holds(raw.condition, screen.scope) ? raw.then : raw.else) ?? [], screen);
  if (raw.type === "Switch") return drawParts(raw.cases[filled(raw.value, screen.scope)] ?? raw.cases.default ?? [], screen);
  const { "on-click-action": click, "on-select-action": select, "on-unselect-action": unselect, ...rest } = raw;
  // Actions keep their references until they are taken.
  const part = { ...filled(rest, screen.scope), "on-click-action": click, "on-select-action": select, "on-unselect-action": unselect };
  if (part.visible === false) return [];
  const make = FIELDS[part.type] ?? READ[part.type];
  return make ? [make(part, screen)] : [element("p", { class: "soft" }, `This phone cannot draw ${part.type}.`)];
}

const READ = {
  TextHeading: (part) => element("h3", { class: "heading", dir: "auto" }, part.text),
  TextSubheading: (part) => element("h4", { dir: "auto" }, part.text),
  TextBody: (part) => styled(part),
  TextCaption: (part) => styled(part, "small"),
  RichText: (part) => element("div", {}, ...[part.text].flat().map(rich)),
  Image: (part) => element("img", { class: "picture", src: source(part.src), alt: part["alt-text"] ?? "", style: part.height ? `height:${Number(part.height)}px` : "" }),
  ImageCarousel: (part) => element("div", { class: "cards" }, ...(part.images ?? []).map((image) => element("img", { class: "picture", src: source(image.src), alt: image["alt-text"] ?? "" }))),
  EmbeddedLink: (part, screen) => element("button", { type: "button", class: "link", onclick: () => screen.act(part["on-click-action"]) }, part.text),
  NavigationList: (part, screen) => element("div", {}, part.label ? element("h4", {}, part.label) : "", ...(part["list-items"] ?? []).map((item) => listItem(item, part, screen))),
  Footer: (part, screen) => footer(part, screen),
};

function styled(part, kind = "") {
  const made = words([part.text].flat().join("\n"), kind);
  const weight = part["font-weight"] ?? "";
  made.classList.toggle("bold", weight.startsWith("bold"));
  made.classList.toggle("italic", weight.endsWith("italic"));
  made.classList.toggle("struck", part.strikethrough === true);
  return made;
}

function rich(line) {
  const heading = /^(#{1,2})\s+(.*)$/.exec(line);
  if (heading) return element(heading[1].length === 1 ? "h3" : "h4", { dir: "auto" }, heading[2]);
  return words(line.replaceAll("**", "*"));
}

function listItem(item, part, screen) {
  const content = item["main-content"] ?? {};
  const press = () => screen.act(item["on-click-action"] ?? part["on-click-action"]);
  const notes = [content.description, content.metadata].filter(Boolean).join(" · ");
  return element("button", { type: "button", class: "row", onclick: press }, element("span", { dir: "auto" }, content.title ?? ""), element("small", { dir: "auto" }, notes));
}

function footer(part, screen) {
  const captions = [part["left-caption"], part["center-caption"], part["right-caption"]].filter(Boolean).join(" · ");
  return element("footer", {}, captions ? element("small", {}, captions) : "", element("button", { type: "submit", class: "primary", disabled: part.enabled === false, "data-footer": true, onclick: () => screen.press(part["on-click-action"]) }, part.label));
}

const source = (given) => (/^(https?:|data:)/.test(given ?? "") ? given : `data:image/jpeg;base64,${given ?? ""}`);
