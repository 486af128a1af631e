/** The fields of a template's form, and the values that the API takes. */
import type { TemplateForm } from "@/api/types";

export interface Field {
  /** Where its value goes: also the name by which the API complains. */
  place: string;
  label: string;
  example: string;
  optional: boolean;
}

export function fieldsOf(form: TemplateForm): Field[] {
  const { part, named } = form;
  const fields: Field[] = [];
  if (part.header === "text") fields.push({ place: "header.text", label: "header", example: part.header_example, optional: false });
  part.body.forEach((name, at) => fields.push({
    place: named ? `body.${name}` : `body[${at}]`, label: name, example: part.body_examples[at] ?? "", optional: false,
  }));
  part.buttons.forEach((button) => {
    if (button.required && button.kind !== "otp" && button.kind !== "otp_url") {
      fields.push({ place: `button ${button.index} ${button.asks}`, label: button.label || button.kind, example: button.example, optional: false });
    }
  });
  return fields;
}

/** What this screen cannot fill in: files in the header, cards, offers. The API can. */
export function isFillable(form: TemplateForm): boolean {
  const header = form.part.header;
  return (header === "" || header === "text") && form.cards.length === 0 && !form.offer && form.unsupported === "";
}

export function valuesFrom(form: TemplateForm, texts: Readonly<Record<string, string>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const { part, named } = form;
  if (part.header === "text") values.header = { text: texts["header.text"] ?? "" };
  if (part.body.length > 0) {
    values.body = named
      ? Object.fromEntries(part.body.map((name) => [name, texts[`body.${name}`] ?? ""]))
      : part.body.map((_, at) => texts[`body[${at}]`] ?? "");
  }
  const buttons = part.buttons.flatMap((button) => {
    const text = texts[`button ${button.index} ${button.asks}`];
    return text === undefined ? [] : [{ index: button.index, [button.asks]: text }];
  });
  if (buttons.length > 0) values.buttons = buttons;
  return values;
}
