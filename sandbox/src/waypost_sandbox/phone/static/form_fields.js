// The parts of a form that take an answer; each tells `answer(name, value)`.
import { element } from "./icons.js";

const label = (text, required, ...rest) => element("label", {}, element("span", {}, text ?? "", required ? "" : element("small", {}, " optional")), ...rest);

const TYPES = { text: "text", email: "email", phone: "tel", number: "number", password: "password", passcode: "password" };

export const FIELDS = {
  TextInput: (part, screen) => typed(part, screen, element("input", { type: TYPES[part["input-type"]] ?? "text", maxlength: part["max-chars"] })),
  TextArea: (part, screen) => typed(part, screen, element("textarea", { rows: 4, maxlength: part["max-length"] ?? 600 })),
  DatePicker: (part, screen) => typed(part, screen, element("input", { type: "date", min: part["min-date"], max: part["max-date"] })),
  CalendarPicker: (part, screen) => (part.mode === "range" ? range(part, screen) : typed(part, screen, element("input", { type: "date", min: part["min-date"], max: part["max-date"] }))),
  Dropdown: (part, screen) => dropdown(part, screen),
  RadioButtonsGroup: (part, screen) => options(part, screen, "radio"),
  CheckboxGroup: (part, screen) => options(part, screen, "checkbox"),
  ChipsSelector: (part, screen) => options(part, screen, "checkbox", "chips"),
  OptIn: (part, screen) => optIn(part, screen),
  PhotoPicker: (part, screen) => files(part, screen, "image/*", part["max-uploaded-photos"] ?? 30),
  DocumentPicker: (part, screen) => files(part, screen, "", part["max-uploaded-documents"] ?? 30),
};

function typed(part, screen, input) {
  input.name = part.name;
  input.required = part.required === true;
  input.value = screen.value(part) ?? "";
  input.addEventListener("input", () => screen.answer(part, input.value));
  input.addEventListener("change", () => screen.chosen(part));
  const help = part["helper-text"] ? element("small", {}, part["helper-text"]) : "";
  const wrong = part["error-message"] ? element("small", { class: "wrong", role: "alert" }, part["error-message"]) : "";
  return label(part.label, part.required, input, help, wrong);
}

function dropdown(part, screen) {
  const now = screen.value(part);
  const choices = (part["data-source"] ?? []).map((row) => element("option", { value: row.id, selected: row.id === now, disabled: row.enabled === false }, row.title));
  const select = element("select", { name: part.name, required: part.required === true }, element("option", { value: "" }, ""), ...choices);
  select.addEventListener("change", () => {
    screen.answer(part, select.value);
    screen.chosen(part);
  });
  return label(part.label, part.required, select);
}

function options(part, screen, type, look = "") {
  const now = [screen.value(part) ?? []].flat();
  const rows = (part["data-source"] ?? []).map((row) => {
    const input = element("input", { type, name: part.name, value: row.id, checked: now.includes(row.id), disabled: row.enabled === false });
    return element("label", { class: "option" }, input, element("span", { dir: "auto" }, row.title, row.description ? element("small", {}, row.description) : ""));
  });
  const group = element("fieldset", { class: look }, element("legend", {}, part.label ?? ""), part.description ? element("small", {}, part.description) : "", ...rows);
  group.addEventListener("change", () => {
    const chosen = [...group.querySelectorAll("input:checked")].map((input) => input.value);
    const most = part["max-selected-items"] ?? Infinity;
    for (const input of group.querySelectorAll("input:not(:checked)")) input.disabled = type === "checkbox" && chosen.length >= most;
    screen.answer(part, type === "radio" ? chosen[0] : chosen);
    screen.chosen(part);
  });
  return group;
}

function optIn(part, screen) {
  const input = element("input", { type: "checkbox", name: part.name, required: part.required === true, checked: screen.value(part) === true });
  input.addEventListener("change", () => {
    screen.answer(part, input.checked);
    screen.chosen(part);
  });
  const more = part["on-click-action"] ? element("button", { type: "button", class: "link", onclick: () => screen.act(part["on-click-action"]) }, "Read more") : "";
  return element("label", { class: "option" }, input, element("span", { dir: "auto" }, part.label, " ", more));
}

function range(part, screen) {
  const given = screen.value(part) ?? {};
  const sides = { "start-date": "From", "end-date": "Until" };
  const inputs = Object.entries(sides).map(([name, words]) => {
    const input = element("input", { type: "date", required: part.required === true, min: part["min-date"], max: part["max-date"], value: given[name] ?? "" });
    input.addEventListener("change", () => screen.answer(part, { ...(screen.value(part) ?? {}), [name]: input.value }));
    return label(words, true, input);
  });
  return element("fieldset", {}, element("legend", {}, typeof part.label === "string" ? part.label : "Dates"), ...inputs);
}

function files(part, screen, accept, most) {
  const input = element("input", { type: "file", accept, multiple: most > 1 });
  const kept = element("small", {}, names(screen.value(part)));
  input.addEventListener("change", async () => {
    const uploaded = await Promise.all([...input.files].slice(0, most).map(screen.upload));
    screen.answer(part, uploaded);
    kept.textContent = names(uploaded);
  });
  return label(part.label, true, part.description ? element("small", {}, part.description) : "", input, kept);
}

const names = (given) => (given ?? []).map((file) => file.file_name).join(", ");
