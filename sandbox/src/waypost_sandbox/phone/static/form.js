// A form that opens in the chat: its screens, what was typed, going on, going back, sending.
import * as api from "./api.js";
import { drawParts } from "./form_parts.js";
import { filled } from "./form_values.js";
import { element } from "./icons.js";
import { sheet } from "./sheets.js";

export async function openForm(me, message, button) {
  const flow = button.flow.id ?? button.flow.name;
  const asked = { person: me.key, message_id: message.id };
  const place = element("div", { class: "form" }, element("p", { class: "soft" }, "Opening …"));
  const dialog = sheet(button.title || "Form", () => [place], { wide: true });
  try {
    const opened = await api.openFlow(flow, asked);
    new Form({ me, message, flow, asked, place, dialog, opened }).show(opened.screen, opened.data ?? {});
  } catch (error) {
    place.replaceChildren(element("p", { class: "wrong", role: "alert" }, error.message));
  }
}

class Form {
  constructor(parts) {
    Object.assign(this, parts);
    this.screens = Object.fromEntries(this.opened.document.screens.map((screen) => [screen.id, screen]));
    this.typed = {};
    this.data = {};
    this.past = [];
    this.footer = null;
  }

  get scope() {
    const screen = Object.fromEntries(Object.keys(this.screens).map((id) => [id, { data: this.data[id] ?? {}, form: this.typed[id] ?? {} }]));
    return { data: this.data[this.screen] ?? {}, form: this.typed[this.screen] ?? {}, screen };
  }

  show(id, data) {
    const { error_message: notice, ...rest } = data ?? {};
    if (this.screen && this.screen !== id && this.past.at(-1) !== this.screen) this.past.push(this.screen);
    this.screen = id;
    this.data[id] = { ...(this.data[id] ?? {}), ...rest };
    this.typed[id] ??= {};
    this.draw(notice);
  }

  draw(notice) {
    const screen = this.screens[this.screen];
    const form = element("form", { class: "fields", novalidate: false });
    const back = this.past.length ? element("button", { type: "button", class: "link", onclick: () => this.back() }, "Back") : "";
    form.append(element("div", { class: "form-head" }, back, element("strong", { dir: "auto" }, filled(screen.title ?? "", this.scope))));
    if (notice) form.append(element("p", { class: "wrong", role: "alert" }, notice));
    form.append(...drawParts(screen.layout.children, this));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.footer) this.act(this.footer);
    });
    const focused = this.place.querySelector(":focus")?.name;
    this.place.replaceChildren(form);
    if (focused) form.elements[focused]?.focus?.();
  }

  // A Form element may bring first values and messages for its fields.
  within(raw) {
    const first = filled(raw["init-values"] ?? {}, this.scope) ?? {};
    for (const [name, value] of Object.entries(first)) this.typed[this.screen][name] ??= value;
    return this;
  }

  value(part) {
    return this.typed[this.screen][part.name] ?? part["init-value"];
  }

  answer(part, value) {
    this.typed[this.screen][part.name] = value;
  }

  // Choosing may act, and may show or hide other parts.
  chosen(part) {
    const action = part["on-select-action"];
    if (action) this.act(action);
    else if (JSON.stringify(this.screens[this.screen].layout).includes(`form.${part.name}`)) this.draw();
  }

  press(action) {
    this.footer = action;
  }

  async upload(file) {
    const { id } = await api.upload(this.me.key, this.message.chat, file);
    return { media_id: id, file_name: file.name };
  }

  act(action) {
    const payload = filled(action.payload ?? {}, this.scope);
    if (action.name === "open_url") return window.open(filled(action.url, this.scope), "_blank", "noopener");
    if (action.name === "update_data") {
      Object.assign(this.data[this.screen], payload);
      return this.draw();
    }
    return this.exchange({ action: action.name, data: payload, ...(action.name === "navigate" ? { next: action.next?.name } : {}) });
  }

  back() {
    const before = this.past.pop();
    if (this.screens[this.screen].refresh_on_back) return this.exchange({ action: "BACK", data: {} });
    this.screen = before;
    return this.draw();
  }

  async exchange(what) {
    this.place.setAttribute("aria-busy", "true");
    try {
      const found = await api.exchange(this.flow, { ...this.asked, screen: this.screen, ...what });
      if (found.done) this.dialog.close();
      else if (found.error) this.fail(found.error);
      else this.show(found.screen, found.data);
    } catch (error) {
      this.draw(error.message);
    } finally {
      this.place.removeAttribute("aria-busy");
    }
  }

  fail(error) {
    if (error.closed) this.place.replaceChildren(element("p", { class: "wrong", role: "alert" }, error.message));
    else this.draw(error.message);
  }
}
