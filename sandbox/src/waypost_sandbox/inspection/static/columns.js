// What each list shows in its columns.
import { nameOf, time } from "./page.js";

const tones = { failed: "wrong", given_up: "wrong", answered: "good", waiting: "wait", accepted: "wait" };

export const columns = {
  messages: [
    { title: "Time", width: "84px", text: (m) => time(m.timestamp) },
    { title: "Customer", width: "22%", text: (m) => (m.direction === "out" ? `to ${nameOf(m.to)}` : `from ${nameOf(m.from)}`) },
    { title: "Number", width: "18%", wide: true, text: (m) => nameOf(m.direction === "out" ? m.from : m.to) },
    { title: "Kind", width: "90px", wide: true, text: (m) => m.type },
    { title: "Text", width: "auto", text: (m) => m.text },
    { title: "Status", width: "130px", text: (m) => (m.failure ? `failed ${m.failure.code}` : m.status), tone: (m) => tones[m.status] },
  ],
  requests: [
    { title: "Time", width: "84px", text: (r) => time(r.at) },
    { title: "Call", width: "40%", text: (r) => `${r.method} ${r.path}` },
    { title: "Verdict", width: "130px", text: (r) => (r.code === null ? `${r.status}` : `${r.status}, code ${r.code}`), tone: (r) => (r.status >= 400 ? "wrong" : "good") },
    { title: "Reason", width: "auto", text: (r) => r.reason },
    { title: "ms", width: "64px", wide: true, text: (r) => (r.seconds * 1000).toFixed(1) },
  ],
  webhooks: [
    { title: "Time", width: "84px", text: (w) => time(w.at) },
    { title: "Says", width: "34%", text: says },
    { title: "Outcome", width: "100px", text: (w) => w.outcome.replace("_", " "), tone: (w) => tones[w.outcome] },
    { title: "Attempts", width: "180px", text: attempts },
    { title: "Address", width: "auto", wide: true, text: (w) => w.url },
  ],
};

export const emptyWords = {
  messages: "No message yet. Write one on the phone, or send one through the API.",
  requests: "No request yet. Point your client's base URL at this address.",
  webhooks: "No webhook yet. They appear once an app has subscribed with a callback address.",
};

function says(webhook) {
  const counts = {};
  for (const entry of webhook.body?.entry ?? []) {
    for (const { field, value } of entry.changes) {
      if (field !== "messages") counts[field] = (counts[field] ?? 0) + 1;
      for (const item of value.statuses ?? []) counts[item.status] = (counts[item.status] ?? 0) + 1;
      for (const item of value.messages ?? []) counts[`${item.type} from a customer`] = (counts[`${item.type} from a customer`] ?? 0) + 1;
    }
  }
  return Object.entries(counts).map(([what, count]) => (count > 1 ? `${count} × ${what}` : what)).join(", ") || `${webhook.updates} updates`;
}

function attempts(webhook) {
  const last = webhook.attempts.at(-1);
  if (!last) return "none yet";
  return `${webhook.attempts.length}, last ${last.status || last.error || "without answer"}`;
}
