/** WhatsApp's own marks (*bold*, _italic_, ~struck~, ```code```) and links, as elements: text never becomes markup. */
import { Fragment, type ReactNode } from "react";

const LINK = /\bhttps?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/gi;
const MARKS = [
  { pattern: /```([\s\S]+?)```/, wrap: (inside: ReactNode) => <code>{inside}</code>, plain: true },
  { pattern: /(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])/, wrap: (inside: ReactNode) => <strong>{inside}</strong>, plain: false },
  { pattern: /(?<![\w_])_(?=\S)([^_\n]*?\S)_(?![\w_])/, wrap: (inside: ReactNode) => <em>{inside}</em>, plain: false },
  { pattern: /(?<![\w~])~(?=\S)([^~\n]*?\S)~(?![\w~])/, wrap: (inside: ReactNode) => <s>{inside}</s>, plain: false },
] as const;

const DEEPEST = 4;

export function formatText(text: string, depth = 0): ReactNode {
  const first = depth < DEEPEST ? firstMark(text) : null;
  if (!first) return withLinks(text);
  const { start, end, inside, mark } = first;
  return (
    <>
      {start > 0 && formatText(text.slice(0, start), depth)}
      {mark.wrap(mark.plain ? inside : formatText(inside, depth + 1))}
      {end < text.length && formatText(text.slice(end), depth)}
    </>
  );
}

/** Up to three emoji and nothing else are shown large. */
export function isEmojiOnly(text: string): boolean {
  const bare = text.replace(/\s/g, "");
  if (!bare || bare.length > 40 || !/^(?:\p{Extended_Pictographic}|\p{Emoji_Component})+$/u.test(bare)) return false;
  if (/^[\d#*]+$/.test(bare)) return false;
  return [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(bare)].length <= 3;
}

function firstMark(text: string) {
  // A link may hold underscores and stars: marks inside one do not count.
  const links = [...text.matchAll(LINK)].map((one) => [one.index, one.index + one[0].length] as const);
  let best: { start: number; end: number; inside: string; mark: (typeof MARKS)[number] } | null = null;
  for (const mark of MARKS) {
    const found = mark.pattern.exec(text);
    if (!found?.[1] || (best && found.index >= best.start)) continue;
    const start = found.index;
    if (links.some(([from, to]) => start > from && start < to)) continue;
    best = { start, end: start + found[0].length, inside: found[1], mark };
  }
  return best;
}

function withLinks(text: string): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(at, found.index));
    parts.push(<a href={found[0]} target="_blank" rel="noopener noreferrer nofollow">{found[0]}</a>);
    at = found.index + found[0].length;
  }
  parts.push(text.slice(at));
  return parts.map((part, place) => <Fragment key={place}>{part}</Fragment>);
}
