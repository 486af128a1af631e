// The phone: who you are, your chats, the open one, and what happens in them live.
import * as api from "./api.js";
import { bubble } from "./bubble.js";
import { openBusiness, suggest } from "./business.js";
import { composer } from "./composer.js";
import { openForm } from "./form.js";
import { element, icon, paintAvatar } from "./icons.js";
import { paintList, paintNothing, paintPerson } from "./list.js";

const at = (id) => document.getElementById(id);
const phone = { me: null, people: [], chats: [], open: null, session: null, stream: null, typing: 0, atEnd: true };
const writing = composer({
  send: (message) => api.send(phone.me.key, { phone_number_id: phone.open, ...message }),
  upload: (file) => api.upload(phone.me.key, phone.open, file),
});
const actions = {
  reply: (message) => writing.quote(message),
  react: (message, emoji) => writing.deliver({ type: "reaction", reaction: { message_id: message.id, emoji } }),
  played: (id) => api.played(phone.me.key, id).catch(() => {}),
  location: (give) => writing.place(give),
  tap: (message, choice) => api.tap(phone.me.key, message.id, choice).catch((error) => writing.say(error.message)),
  form: (message, button, number) => openForm(phone.me, message, button, number),
  call: (message, tap) => {
    tap();
    api.call(phone.me.key, message.chat).then(() => writing.say("Calling. Nobody is heard on a simulated phone."), (error) => writing.say(error.message));
  },
};

function place() {
  const query = new URLSearchParams(location.search);
  return { as: query.get("as"), chat: query.get("chat") };
}

function go(key, chat) {
  const query = new URLSearchParams();
  if (key) query.set("as", key);
  if (chat) query.set("chat", chat);
  const target = `/phone${query.size ? `?${query}` : ""}`;
  if (target !== location.pathname + location.search) history.pushState(null, "", target);
  arrive();
}

async function arrive() {
  const { as, chat } = place();
  if (as !== phone.me?.key) {
    phone.stream?.close();
    phone.session = null;
    await refetch();
    if (phone.me) listen();
  }
  // Beside the list there is room for a chat; on a narrow screen the list comes first.
  const usual = matchMedia("(min-width: 721px)").matches ? phone.chats[0]?.id : null;
  open(phone.chats.some((c) => c.id === chat) ? chat : (usual ?? null));
}

async function refetch() {
  try {
    const found = await api.chats(place().as);
    Object.assign(phone, { me: found.me, people: found.people, chats: found.chats });
    at("offline").hidden = true;
    paintPerson(phone, found.online);
    paintList(phone, go);
  } catch {
    at("offline").hidden = false;
    setTimeout(() => refetch().then(() => phone.open && paintThread()), 2000);
  }
}

function listen() {
  const stream = api.events(phone.me.key);
  phone.stream = stream;
  const on = (name, action) => stream.addEventListener(name, (event) => action(JSON.parse(event.data)));
  on("hello", async ({ session }) => {
    const again = phone.session !== null;
    phone.session = session;
    if (again) await refetch();
    if (again && phone.open) paintThread();
    focus();
  });
  on("refetch", async () => {
    await refetch();
    paintThread();
  });
  on("message", ({ message }) => take(message));
  on("status", ({ chat, id, status }) => {
    const message = chatOf(chat)?.messages.find((m) => m.id === id);
    if (message) take({ ...message, status });
  });
  on("typing", ({ chat, seconds }) => chat === phone.open && showTyping(seconds));
  stream.onerror = () => {
    at("offline").hidden = false;
  };
  stream.onopen = () => {
    at("offline").hidden = true;
  };
}

function focus() {
  if (!phone.session) return;
  const chat = document.hidden ? null : phone.open;
  api.focus(phone.session, chat).catch(() => {});
  if (chat && chatOf(chat)?.unread) {
    chatOf(chat).unread = 0;
    paintList(phone, go);
  }
}

const chatOf = (id) => phone.chats.find((chat) => chat.id === id);

function take(message) {
  const chat = chatOf(message.chat);
  if (!chat || message.type === "reaction") return;
  const known = chat.messages.findIndex((m) => m.id === message.id);
  if (known >= 0) chat.messages[known] = message;
  else {
    chat.messages.push(message);
    if (!message.mine && (chat.id !== phone.open || document.hidden)) chat.unread += 1;
  }
  if (chat.id === phone.open) {
    if (known < 0 && !message.mine) showTyping(0);
    upsert(message, chat);
  }
  paintList(phone, go);
}

function upsert(message, chat) {
  const log = at("log");
  const made = bubble(message, chat.name, actions);
  const before = log.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
  if (before) {
    const focused = before.contains(document.activeElement);
    before.replaceWith(made);
    if (focused) made.querySelector(".tools button:last-child").focus();
  } else {
    log.querySelector(".empty")?.remove();
    const last = chat.messages.at(-2);
    if (!last || dayOf(last.at) !== dayOf(message.at)) log.append(dayMark(message.at));
    log.append(made);
    if (message.mine) phone.atEnd = true;
  }
  toEnd();
}

function open(chatId) {
  phone.open = chatId;
  const chat = chatOf(chatId);
  at("phone").dataset.pane = chat || !phone.me ? "thread" : "list";
  at("conversation").hidden = !chat;
  at("nothing").hidden = Boolean(chat);
  paintNothing(phone, go);
  paintList(phone, go);
  document.title = `${chat ? `${chat.name} · ` : ""}${phone.me ? `${phone.me.name}'s phone` : "The phone"} · Waypost sandbox`;
  if (chat) {
    paintAvatar(at("chat-avatar"), chat.name);
    at("chat-name").textContent = chat.name;
    writing.open(`${phone.me.key}:${chat.id}`);
    suggest(chat, (body) => writing.deliver({ type: "text", text: { body } }));
    paintThread();
    if (matchMedia("(pointer: fine)").matches) at("text").focus();
  }
  focus();
}

function paintThread() {
  const chat = chatOf(phone.open);
  if (!chat) return;
  showTyping(0);
  const rows = [];
  let day = "";
  for (const message of chat.messages) {
    if (dayOf(message.at) !== day) rows.push(dayMark(message.at));
    day = dayOf(message.at);
    rows.push(bubble(message, chat.name, actions));
  }
  if (!rows.length) rows.push(element("li", { class: "empty" }, `Nothing yet. Write to ${chat.name}.`));
  at("log").replaceChildren(...rows);
  phone.atEnd = true;
  toEnd();
}

// Stays at the newest message unless the reader has scrolled up; pictures come in late.
function toEnd() {
  if (phone.atEnd) at("scroll").scrollTop = at("scroll").scrollHeight;
}

const dayOf = (moment) => new Date(moment * 1000).toDateString();

function dayMark(moment) {
  const words = dayOf(moment) === dayOf(Date.now() / 1000) ? "Today" : new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" }).format(moment * 1000);
  return element("li", { class: "day" }, words);
}

function showTyping(seconds) {
  clearTimeout(phone.typing);
  const chat = chatOf(phone.open);
  at("chat-detail").textContent = seconds ? "typing…" : (chat?.number ?? "");
  at("log").querySelector(".typing")?.remove();
  if (!seconds) return;
  const dots = element("span", { class: "typing-dots" }, element("i"), element("i"), element("i"));
  at("log").append(element("li", { class: "message theirs typing", "aria-hidden": "true" }, element("div", { class: "bubble" }, dots)));
  toEnd();
  phone.typing = setTimeout(() => showTyping(0), seconds * 1000);
}

at("scroll").addEventListener("scroll", ({ target }) => {
  phone.atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 80;
});
at("log").addEventListener("load", toEnd, true);
at("chat-menu").append(icon("more"));
at("chat-menu").addEventListener("click", () => {
  const done = async (words) => {
    await refetch();
    writing.say(words);
  };
  openBusiness(phone.me, chatOf(phone.open), done, writing.say);
});
at("back").append(icon("back"));
at("back").addEventListener("click", () => go(phone.me.key, null));
at("person").addEventListener("change", (event) => go(event.target.value, phone.open));
at("online").addEventListener("click", async () => {
  const online = at("online").getAttribute("aria-checked") !== "true";
  await api.setOnline(phone.me.key, online).catch((error) => writing.say(error.message));
  paintPerson(phone, online);
});
at("chat-list").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const rows = [...at("chat-list").querySelectorAll("button")];
  rows[(rows.indexOf(document.activeElement) + step + rows.length) % rows.length]?.focus();
});
document.addEventListener("visibilitychange", focus);
window.addEventListener("popstate", arrive);
phone.me = undefined;
arrive();
