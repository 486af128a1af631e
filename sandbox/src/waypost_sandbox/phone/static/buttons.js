// The buttons under a message; each kind does what it does on a phone.
import { element, icon } from "./icons.js";
import { askAddress, askContact, askPermission, askProducts, askRow, showOrder } from "./sheets.js";

// `number` counts the buttons of a message from 1, those of its cards after its own.
export function buttonList(message, buttons, number, actions) {
  return element("div", { class: "choices" }, ...buttons.map((button, index) => drawn(message, button, number + index, actions)));
}

function drawn(message, button, number, actions) {
  const tap = (choice = {}) => actions.tap(message, { button: number, ...choice });
  const plain = (name, press) => element("button", { type: "button", disabled: button.disabled === true, onclick: press }, name ? icon(name) : "", title(button));
  const asked = (name, sheet) => plain(name, () => sheet(button, tap));
  switch (button.kind) {
    case "url":
      return element("a", { href: safe(button.url), target: "_blank", rel: "noopener noreferrer", onclick: () => tap() }, icon("link"), title(button));
    case "phone_number":
      return element("a", { href: `tel:${button.phone_number}`, onclick: () => tap() }, icon("call"), title(button));
    case "copy_code":
      return plain("copy", (event) => copy(event.currentTarget, button, tap));
    case "list":
      return asked("list", askRow);
    case "flow":
      return plain("form", () => actions.form(message, button, number));
    case "location":
      return plain("pin", () => actions.location((place) => tap({ response: place })));
    case "address":
      return asked("pin", askAddress);
    case "contact_request":
      return asked("person", askContact);
    case "call_permission":
      return asked("call", askPermission);
    case "catalog":
    case "product":
    case "products":
      return asked("bag", askProducts);
    case "pay":
    case "order":
      return asked("bag", showOrder);
    case "voice_call":
      return plain("call", () => actions.call(message, tap));
    default:
      return plain(message.type === "template" ? "reply" : "", () => tap());
  }
}

const TITLES = { flow: "Open form", location: "Send location", address: "Provide address", contact_request: "Share contact info", call_permission: "Choose preference", catalog: "View catalog", product: "View", products: "View items", voice_call: "Call", pay: "Review and pay", order: "View order", copy_code: "Copy code" };

const title = (button) => element("span", { dir: "auto" }, button.title || TITLES[button.kind] || "Choose");

async function copy(target, button, tap) {
  const label = target.querySelector("span");
  try {
    await navigator.clipboard.writeText(button.code ?? "");
    label.textContent = "Copied";
  } catch {
    label.textContent = button.code ?? "";
  }
  tap();
}

// Addresses come from outside: nothing but the web is followed.
const safe = (address) => (/^https?:/i.test(address ?? "") ? address : "about:blank");
