// Several phones side by side; the address keeps which: /phones?as=6281234567890&as=31612345678
import { chats } from "./api.js";
import { element, icon } from "./icons.js";

const at = (id) => document.getElementById(id);
const { people } = await chats(null);
const nameOf = (key) => people.find((person) => person.key === key)?.name ?? key;

const open = () => new URLSearchParams(location.search).getAll("as");

function keep(keys) {
  history.replaceState(null, "", `/phones${keys.length ? `?${new URLSearchParams(keys.map((key) => ["as", key]))}` : ""}`);
  paint();
}

function paint() {
  const keys = open();
  const there = new Set([...at("shelf").children].map((one) => one.dataset.key));
  for (const one of [...at("shelf").children]) if (!keys.includes(one.dataset.key)) one.remove();
  for (const key of keys) if (!there.has(key)) at("shelf").append(phone(key));
  at("none").hidden = keys.length > 0;
  const rest = people.filter((person) => !keys.includes(person.key));
  at("add").replaceChildren(element("option", { value: "" }, "Choose a customer"), ...rest.map((person) => element("option", { value: person.key }, person.name)));
}

function phone(key) {
  const away = element("button", { type: "button", class: "icon-button", "aria-label": `Put ${nameOf(key)}'s phone away`, onclick: () => keep(open().filter((other) => other !== key)) }, icon("close"));
  const frame = element("iframe", { src: `/phone?as=${encodeURIComponent(key)}`, title: `${nameOf(key)}'s phone`, allow: "microphone; clipboard-write" });
  return element("section", { class: "one", "data-key": key }, element("header", {}, element("b", { dir: "auto" }, nameOf(key)), away), frame);
}

at("add").addEventListener("change", (event) => event.target.value && keep([...open(), event.target.value]));
if (!open().length) keep(people.slice(0, 3).map((person) => person.key));
else paint();
