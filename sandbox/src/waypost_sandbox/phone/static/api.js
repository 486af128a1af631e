// What the page asks of the sandbox.
async function ask(method, path, body, type = "application/json") {
  let answer;
  try {
    answer = await fetch(path, { method, body, headers: body ? { "Content-Type": type } : {} });
  } catch {
    throw new Error("The sandbox does not answer. What you wrote is kept; try again.");
  }
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(content.detail ?? `The sandbox answered ${answer.status}.`);
  return content;
}

const person = (key) => `/_sandbox/people/${encodeURIComponent(key)}`;

export const chats = (key) => ask("GET", `/_sandbox/phone/chats?as=${encodeURIComponent(key ?? "")}`);
export const send = (key, message) => ask("POST", `${person(key)}/send`, JSON.stringify(message));
export const tap = (key, id, choice) => ask("POST", `${person(key)}/tap`, JSON.stringify({ message_id: id, ...choice }));
// block, unblock, report, stop_marketing, resume_marketing
export const judge = (key, chat, verdict) => ask("POST", `${person(key)}/${verdict}`, JSON.stringify({ phone_number_id: chat }));
export const call = (key, chat) => ask("POST", `${person(key)}/call`, JSON.stringify({ phone_number_id: chat }));
export const openFlow = (flow, body) => ask("POST", `/_sandbox/flows/${flow}/open`, JSON.stringify(body));
export const exchange = (flow, body) => ask("POST", `/_sandbox/flows/${flow}/exchange`, JSON.stringify(body));
export const setOnline = (key, online) => ask("POST", person(key), JSON.stringify({ online }));
export const played = (key, id) => ask("POST", `${person(key)}/played`, JSON.stringify({ message_id: id }));
export const focus = (session, chat) =>
  ask("POST", "/_sandbox/phone/focus", JSON.stringify({ session, phone_number_id: chat }));
export const upload = (key, chat, file) =>
  ask("POST", `${person(key)}/media?phone_number_id=${chat}`, file, file.type || "application/octet-stream");
export const events = (key) => new EventSource(`/_sandbox/phone/events?as=${encodeURIComponent(key)}`);
