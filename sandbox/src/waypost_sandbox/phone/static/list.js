// Who you are, and your chats.
import { clock } from "./bubble.js";
import { element, paintAvatar } from "./icons.js";

const at = (id) => document.getElementById(id);

export function paintPerson(phone, online) {
  const options = phone.people.map((p) => element("option", { value: p.key, selected: p.key === phone.me?.key }, p.name));
  if (!phone.me) options.unshift(element("option", { value: "", selected: true }, "Choose a customer"));
  at("person").replaceChildren(...options);
  paintAvatar(at("my-avatar"), phone.me?.name ?? "?");
  at("online").hidden = !phone.me;
  at("online").setAttribute("aria-checked", String(Boolean(online)));
  at("online-words").textContent = online ? "Online" : "Off";
}

export function paintList(phone, go) {
  const rows = phone.chats.map((chat) => {
    const last = chat.messages.at(-1);
    const words = last ? `${last.mine ? "You: " : ""}${last.text}` : chat.number;
    const row = element("button", { type: "button", class: "chat", "data-chat": chat.id, "aria-current": chat.id === phone.open ? "true" : false, onclick: () => go(phone.me.key, chat.id) },
      paintAvatar(element("span", { class: "avatar", "aria-hidden": "true" }), chat.name),
      element("span", { class: "name" }, chat.name),
      element("span", { class: "when" }, last ? clock(last.at) : ""),
      element("span", { class: "last", dir: "auto" }, words));
    if (chat.unread) row.append(element("span", { class: "unread", "aria-label": `${chat.unread} unread` }, String(chat.unread)));
    return element("li", {}, row);
  });
  const focused = document.activeElement?.dataset?.chat;
  at("chat-list").replaceChildren(...rows);
  if (focused) at("chat-list").querySelector(`[data-chat="${focused}"]`)?.focus();
}

export function paintNothing(phone, go) {
  at("nothing-words").textContent = phone.me ? "Choose a chat to write to the business." : "This is a simulated customer's phone. Choose whose it is.";
  const people = phone.me ? [] : phone.people;
  at("people").replaceChildren(
    ...people.map((p) => {
      const words = element("span", {}, element("span", { dir: "auto" }, p.name), element("small", {}, p.wa_id ? `+${p.wa_id}` : `@${p.username ?? p.key}`));
      return element("li", {}, element("button", { type: "button", onclick: () => go(p.key, null) }, paintAvatar(element("span", { class: "avatar", "aria-hidden": "true" }), p.name), words));
    }),
  );
}
