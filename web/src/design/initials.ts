/** Up to two letters that stand for a name; "@lena.k" keeps its sign, an address gives its first letter. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/u).filter(Boolean);
  const first = words[0];
  if (!first) return "";
  if (first.startsWith("@") || words.length === 1 || first.includes("@")) return firstLetters(first, first.startsWith("@") ? 2 : 1);
  return (firstLetters(first, 1) + firstLetters(words[words.length - 1] ?? "", 1));
}

function firstLetters(word: string, count: number): string {
  return Array.from(word).slice(0, count).join("").toLocaleUpperCase();
}
