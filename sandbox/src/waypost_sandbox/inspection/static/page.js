// Elements, requests and times, shared by the parts of the page.
export function element(tag, properties = {}, content = []) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...(Array.isArray(content) ? content : [content]));
  return made;
}

export async function ask(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail ?? `HTTP ${answer.status}`);
  return body;
}

export const post = (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) });

const clock = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
export const time = (seconds) => clock.format(new Date(seconds * 1000));

// Ids of numbers and customers → their names, from the world.
const names = new Map();

export async function learnNames() {
  const world = await ask("/_sandbox/world");
  for (const account of world.wabas) for (const number of account.phone_numbers) names.set(number.id, number.verified_name);
  for (const person of world.customers) names.set(person.wa_id ?? person.user_id, person.name);
}

export const nameOf = (id) => names.get(id) ?? id;
