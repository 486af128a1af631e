// The few pictures of the page, drawn as lines.
const PATHS = {
  attach: '<path d="M12 5v14M5 12h14"/>',
  image: '<rect x="3" y="4" width="18" height="16" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="m4 18 5-5 4 4 3-3 4 4"/>',
  pin: '<path d="M12 21c4-4.6 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2.5 6.4 6.5 11z"/><circle cx="12" cy="10" r="2.3"/>',
  mic: '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
  send: '<path d="m5 12 14-7-5 14-3-5.5z"/>',
  back: '<path d="m14.5 5-7 7 7 7"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  reply: '<path d="m9 7-5 5 5 5M4 12h10a6 6 0 0 1 6 6"/>',
  smile: '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 14.2a4.3 4.3 0 0 0 7 0M9 9.5v.2M15 9.5v.2"/>',
  file: '<path d="M7 3h7l5 5v13H7z"/><path d="M14 3v5h5"/>',
  person: '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>',
  one: '<path d="m8 8.5 3.5 3.5L19 4"/>',
  two: '<path d="m3 8.5 3.5 3.5L14 4M11.2 11.7l.3.3L19 4"/>',
};

export function icon(name) {
  const holder = document.createElement("template");
  holder.innerHTML = `<svg viewBox="${name === "one" || name === "two" ? "0 0 22 16" : "0 0 24 24"}" aria-hidden="true">${PATHS[name]}</svg>`;
  return holder.content.firstChild;
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const TINTS = ["#f2c9b0", "#cfe0c3", "#d6cff2", "#f3dd9a", "#bcdfe0", "#e6c6d6", "#d9d9d2", "#c9d6ee"];

export function paintAvatar(target, name) {
  const words = name.replace(/[^\p{L}\p{N}\s]/gu, "").trim().split(/\s+/);
  const first = [...words[0]][0] ?? "?";
  target.textContent = (first + (words.length > 1 ? [...words.at(-1)][0] : "")).toUpperCase();
  const sum = [...name].reduce((total, letter) => total + letter.codePointAt(0), 0);
  target.style.background = TINTS[sum % TINTS.length];
  return target;
}
