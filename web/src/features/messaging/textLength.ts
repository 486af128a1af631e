/** What WhatsApp takes in one text. */
export const MOST_CHARACTERS = 4096;
export const COUNT_FROM = 3800;

/** As the server counts: one for an emoji that takes two places in JavaScript. */
export function countCharacters(text: string): number {
  return text.length < COUNT_FROM ? text.length : [...text].length;
}
