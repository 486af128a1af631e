/** The fields of a template's form, and the values that the API takes. */
import type { TemplateForm } from "@/api/types";

type FieldKind = "text" | "file" | "number" | "sections" | "time";

export interface Field {
  /** Where its value goes: also the name by which the API complains. */
  place: string;
  label: string;
  example: string;
  kind: FieldKind;
  /** Of a file: image, video or document. */
  file?: "image" | "video" | "document";
  /** Which card it stands on, from 1. */
  card?: number;
}

/** What somebody typed, by place; of a file its id. */
export type Texts = Readonly<Record<string, string>>;
type Part = Pick<TemplateForm, "header" | "body" | "buttons">;
type Values = Record<string, unknown>;

const FILES: Readonly<Record<string, NonNullable<Field["file"]>>> = { image: "image", video: "video", gif: "video", document: "document" };
const PLACE = ["latitude", "longitude", "name", "address"] as const;

export function fieldsOf(form: TemplateForm): Field[] {
  const ofCards = form.cards.flatMap((card, at) => fieldsOfPart(card, `cards.${at}.`).map((field) => ({ ...field, card: at + 1 })));
  const expiry: Field[] = form.has_expiry ? [{ place: "offer_expires_at", label: "offer_expires_at", example: "", kind: "time" }] : [];
  return [...fieldsOfPart(form, ""), ...expiry, ...ofCards];
}

function fieldsOfPart({ header, body, buttons }: Part, at: string): Field[] {
  const inBody = body.blanks.map(({ name, example }): Field => ({ place: `${at}body.${name}`, label: name, example, kind: "text" }));
  const inButtons = buttons.flatMap((button) => button.slots.filter((slot) => slot.is_required).map((slot): Field => ({
    place: `${at}buttons.${button.index}.${slot.key}`, label: button.label || slot.key, example: slot.example, kind: slot.key === "sections" ? "sections" : "text",
  })));
  return [...headerFields(header, `${at}header`), ...inBody, ...inButtons];
}

function headerFields(header: Part["header"], at: string): Field[] {
  if (header === null) return [];
  const file = FILES[header.kind];
  if (file) return [{ place: `${at}.media_id`, label: file, example: "", kind: "file", file }];
  if (header.kind === "location") return PLACE.map((name) => ({ place: `${at}.location.${name}`, label: name, example: "", kind: name.endsWith("itude") ? "number" : "text" }));
  if (header.kind === "product") return ["product_id", "catalog_id"].map((name) => ({ place: `${at}.product.${name}`, label: name, example: "", kind: "text" }));
  return header.words.blanks.map(({ name, example }) => ({ place: `${at}.text`, label: name, example, kind: "text" }));
}

export function valuesFrom(form: TemplateForm, texts: Texts): Values {
  const values = valuesOfPart(form, form.is_named, texts, "");
  if (form.cards.length > 0) values.cards = form.cards.map((card, at) => valuesOfPart(card, form.is_named, texts, `cards.${at}.`));
  if (form.has_expiry && texts.offer_expires_at) values.offer_expires_at = new Date(texts.offer_expires_at).toISOString();
  return values;
}

function valuesOfPart({ header, body, buttons }: Part, isNamed: boolean, texts: Texts, at: string): Values {
  const values: Values = {};
  const fields = headerFields(header, `${at}header`);
  if (fields.length > 0) values.header = nested(fields, texts, `${at}header.`);
  if (body.blanks.length > 0) {
    values.body = isNamed
      ? Object.fromEntries(body.blanks.map(({ name }) => [name, texts[`${at}body.${name}`] ?? ""]))
      : body.blanks.map(({ name }) => texts[`${at}body.${name}`] ?? "");
  }
  const given = buttons.flatMap(({ index, slots }) => {
    const filled = slots.flatMap(({ key }) => {
      const text = texts[`${at}buttons.${index}.${key}`];
      return text === undefined ? [] : [[key, key === "sections" ? sections(text) : text]];
    });
    return filled.length === 0 ? [] : [{ index, ...Object.fromEntries(filled) as Values }];
  });
  if (given.length > 0) values.buttons = given;
  return values;
}

/** header.location.latitude → {location: {latitude: 52.3}} */
function nested(fields: readonly Field[], texts: Texts, prefix: string): Values {
  const values: Values = {};
  for (const { place, kind } of fields) {
    const text = texts[place];
    if (text === undefined || text === "") continue;
    const [first = "", second] = place.slice(prefix.length).split(".");
    const value = kind === "number" ? Number(text.replace(",", ".")) : text;
    if (second) values[first] = { ...(values[first] as Values | undefined), [second]: value };
    else values[first] = value;
  }
  return values;
}

/** One section a line: its title, a colon, and the ids of its products with commas between them. */
function sections(text: string): Values[] {
  return text.split("\n").filter((line) => line.trim()).map((line) => {
    const colon = line.indexOf(":");
    const ids = line.slice(colon + 1).split(",").map((id) => id.trim()).filter(Boolean);
    return { title: colon < 0 ? "" : line.slice(0, colon).trim(), product_ids: ids };
  });
}
