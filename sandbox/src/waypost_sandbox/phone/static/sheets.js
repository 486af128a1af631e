// Sheets that ask: a row of a list, products, an address, whether to share or to be called.
import { element, icon } from "./icons.js";

// A dialog at the bottom of the phone; `content` gets `close`.
export function sheet(heading, content, { wide = false } = {}) {
  const dialog = element("dialog", { class: wide ? "sheet wide" : "sheet", "aria-label": heading });
  const close = () => dialog.close();
  const shut = element("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: close }, icon("close"));
  dialog.append(element("header", { class: "sheet-head" }, element("h2", { dir: "auto" }, heading), shut), ...content(close));
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

const choose = (title, note, press) => element("button", { type: "button", class: "row", onclick: press }, element("span", { dir: "auto" }, title), note ? element("small", { dir: "auto" }, note) : "");

export function askRow(button, tap) {
  sheet(button.title || "Choose", (close) =>
    (button.sections ?? []).flatMap((section) => [
      section.title ? element("h3", { dir: "auto" }, section.title) : "",
      ...section.rows.map((row) => choose(row.title, row.description, () => { close(); tap({ row: row.id }); })),
    ]),
  );
}

export function askPermission(button, tap) {
  const answers = [["Allow for seven days", "accept"], ["Always allow", "always"], ["Do not allow", "reject"]];
  sheet("May the business call you?", (close) => answers.map(([title, response]) => choose(title, "", () => { close(); tap({ response }); })));
}

export function askContact(button, tap) {
  sheet("Share your number with the business?", (close) => [
    element("div", { class: "buttons" }, element("button", { type: "button", class: "quiet", onclick: close }, "Cancel"), element("button", { type: "button", class: "primary", onclick: () => { close(); tap(); } }, "Share")),
  ]);
}

const FIELDS = { name: "Name", phone_number: "Phone number", in_pin_code: "Pin code", house_number: "House number", building_name: "Building", address: "Address", city: "City", state: "State" };

export function askAddress(button, tap) {
  sheet("Your address", (close) => {
    const form = element("form", { class: "fields" });
    const saved = (button.saved_addresses ?? []).map((known) => choose(known.value?.address ?? known.id, known.value?.city, () => { close(); tap({ response: { saved_address_id: known.id } }); }));
    for (const [name, label] of Object.entries(FIELDS)) {
      const wrong = button.validation_errors?.[name];
      form.append(element("label", {}, label, element("input", { name, value: button.values?.[name] ?? "" }), wrong ? element("small", { class: "wrong" }, wrong) : ""));
    }
    form.append(element("button", { type: "submit", class: "primary" }, "Send address"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
      close();
      tap({ response: { values: given } });
    });
    return [...saved, form];
  });
}

export function askProducts(button, tap) {
  const sections = button.sections ?? [{ title: "", products: [button.product ?? "SKU1"] }];
  sheet(button.title || "Products", (close) => {
    const form = element("form", { class: "fields" });
    for (const section of sections) {
      if (section.title) form.append(element("h3", { dir: "auto" }, section.title));
      for (const product of section.products) {
        form.append(element("label", { class: "product" }, element("span", { dir: "auto" }, product), element("input", { name: product, type: "number", min: 0, max: 99, value: 0, inputmode: "numeric", "aria-label": `How many of ${product}` })));
      }
    }
    form.append(element("button", { type: "submit", class: "primary" }, "Send cart"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const items = [...new FormData(form)].filter(([, count]) => Number(count) > 0).map(([id, count]) => ({ product_retailer_id: id, quantity: Number(count), item_price: 10, currency: "USD" }));
      if (!items.length) return form.querySelector("input").focus();
      close();
      return tap({ response: items });
    });
    return [form];
  });
}

export function showOrder(button) {
  sheet(button.title || "Order", () => [
    ...(button.items ?? []).map((item) => element("p", { class: "row" }, element("span", { dir: "auto" }, `${item.quantity} × ${item.name}`), element("small", {}, item.amount ?? ""))),
    element("p", { class: "row" }, element("span", {}, button.total ? "Total" : button.status ?? "Order"), element("small", {}, button.total ?? button.description ?? "")),
    element("p", { class: "soft" }, `Reference ${button.reference_id}. Nothing is paid on a simulated phone.`),
  ]);
}
