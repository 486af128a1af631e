import { describe, expect, it } from "vitest";
import type { TemplateForm } from "@/api/types";
import { fieldsOf, valuesFrom } from "./templateValues";

const words = (...names: string[]) => ({ text: "", blanks: names.map((name) => ({ name, example: "" })), longest: 60 });
const button = (index: number, key: string, is_required = true) => ({ index, kind: "url", label: "Open", address: "", phone_number: "", slots: [{ key, is_required, longest: 100, example: "" }] });
const form = (change: Partial<TemplateForm> = {}): TemplateForm => ({
  is_named: false, header: null, body: words(), footer: "", buttons: [], cards: [], offer: "", has_expiry: false, is_code: false, unsupported: "", ...change,
});
const header = (kind: string) => ({ kind, words: words() });
const places = (one: TemplateForm) => fieldsOf(one).map(({ place }) => place);

describe("the values of a template", () => {
  it("carry a file of the header by its id", () => {
    const one = form({ header: header("image"), body: words("1") });
    expect(places(one)).toEqual(["header.media_id", "body.1"]);
    expect(valuesFrom(one, { "header.media_id": "f1", "body.1": "Ada" })).toEqual({ header: { media_id: "f1" }, body: ["Ada"] });
  });

  it("take a moving picture as a video", () => {
    expect(fieldsOf(form({ header: header("gif") }))[0]).toMatchObject({ kind: "file", file: "video" });
  });

  it("carry a place with its numbers", () => {
    const texts = { "header.location.latitude": "52,3", "header.location.longitude": "4.9", "header.location.name": "Shop", "header.location.address": "Dam 1" };
    expect(valuesFrom(form({ header: header("location") }), texts)).toEqual({ header: { location: { latitude: 52.3, longitude: 4.9, name: "Shop", address: "Dam 1" } } });
  });

  it("carry each card with its own parts", () => {
    const card = { header: header("image"), body: words("1"), buttons: [button(0, "suffix")] };
    const one = form({ cards: [card, card] });
    expect(fieldsOf(one).map(({ place, card: number }) => [number, place]).slice(0, 3)).toEqual([[1, "cards.0.header.media_id"], [1, "cards.0.body.1"], [1, "cards.0.buttons.0.suffix"]]);
    const texts = { "cards.0.header.media_id": "f1", "cards.0.body.1": "Red", "cards.1.header.media_id": "f2", "cards.1.buttons.0.suffix": "blue" };
    expect(valuesFrom(one, texts).cards).toEqual([
      { header: { media_id: "f1" }, body: ["Red"] }, { header: { media_id: "f2" }, body: [""], buttons: [{ index: 0, suffix: "blue" }] },
    ]);
  });

  it("say when an offer ends, with its zone", () => {
    expect(valuesFrom(form({ has_expiry: true }), { offer_expires_at: "2027-01-31T18:00" }).offer_expires_at).toBe(new Date("2027-01-31T18:00").toISOString());
  });

  it("make sections of lines", () => {
    const texts = { "buttons.0.sections": "Drinks: SKU1, SKU2\n\nCakes: SKU3" };
    expect(valuesFrom(form({ buttons: [button(0, "sections")] }), texts).buttons).toEqual([
      { index: 0, sections: [{ title: "Drinks", product_ids: ["SKU1", "SKU2"] }, { title: "Cakes", product_ids: ["SKU3"] }] },
    ]);
  });

  it("are by name where the template's are", () => {
    expect(valuesFrom(form({ is_named: true, body: words("day") }), { "body.day": "Monday" })).toEqual({ body: { day: "Monday" } });
  });
});
