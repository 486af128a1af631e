// Words of a message: bold, italic, struck and fixed-width as people type them, and links.
import { element } from "./icons.js";

const MARKS = { "*": "b", _: "i", "~": "s", "`": "code" };
const PIECES = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])|(?<![\p{L}\p{N}])([*_~`])(?=\S)(.+?)(?<=\S)\2(?![\p{L}\p{N}])/gu;

export function words(text, kind = "") {
  return element("div", { class: `body ${kind}`, dir: "auto" }, ...pieces(String(text)));
}

function pieces(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    found.push(text.slice(end, match.index));
    const [whole, address, mark, inside] = match;
    if (address) found.push(element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address));
    else found.push(element(MARKS[mark], {}, ...(mark === "`" ? [inside] : pieces(inside))));
    end = match.index + whole.length;
  }
  found.push(text.slice(end));
  return found;
}
