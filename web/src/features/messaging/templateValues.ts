/** The fields of a template's form, and the values that the API takes. */
import type { TemplateForm } from "@/api/types";

export interface Field {
  /** Where its value goes: also the name by which the API complains. */
  place: string;
  label: string;
  example: string;
}

export function fieldsOf({ header, body, buttons, is_named }: TemplateForm): Field[] {
  const inHeader = header?.words.blanks.map(({ name, example }) => ({ place: "header.text", label: name, example })) ?? [];
  const inBody = body.blanks.map(({ name, example }, at) => ({ place: `body.${is_named ? name : at + 1}`, label: name, example }));
  const inButtons = buttons.flatMap((button) => button.slots.filter((slot) => slot.is_required).map((slot) => ({
    place: `buttons.${button.index}.${slot.key}`, label: button.label || slot.key, example: slot.example,
  })));
  return [...inHeader, ...inBody, ...inButtons];
}

/** What this screen cannot fill in: files in the header, cards, offers. The API can. */
export function isFillable({ header, cards, has_expiry, unsupported }: TemplateForm): boolean {
  return (header === null || header.kind === "text") && cards.length === 0 && !has_expiry && unsupported === "";
}

export function valuesFrom(form: TemplateForm, texts: Readonly<Record<string, string>>): Record<string, unknown> {
  const { header, body, buttons, is_named } = form;
  const values: Record<string, unknown> = {};
  if (header && header.words.blanks.length > 0) values.header = { text: texts["header.text"] ?? "" };
  if (body.blanks.length > 0) {
    values.body = is_named
      ? Object.fromEntries(body.blanks.map(({ name }) => [name, texts[`body.${name}`] ?? ""]))
      : body.blanks.map((_, at) => texts[`body.${at + 1}`] ?? "");
  }
  const given = buttons.flatMap(({ index, slots }) => {
    const filled = slots.flatMap(({ key }) => {
      const text = texts[`buttons.${index}.${key}`];
      return text === undefined ? [] : [[key, text]];
    });
    return filled.length === 0 ? [] : [{ index, ...Object.fromEntries(filled) }];
  });
  if (given.length > 0) values.buttons = given;
  return values;
}
