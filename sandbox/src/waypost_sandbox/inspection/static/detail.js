// One message with its life, one request with its answer, one webhook with its attempts.
import { ask, element, time } from "./page.js";

export async function showDetail(place, kind, row, close) {
  const parts = kind === "messages" ? await messageParts(row) : kind === "requests" ? requestParts(row) : webhookParts(row);
  const title = { messages: row.id, requests: `${row.method} ${row.path}`, webhooks: row.url }[kind];
  const button = element("button", { onclick: close }, "Close");
  place.replaceChildren(element("header", {}, [element("strong", { title }, title), button]), ...parts);
  place.hidden = false;
}

async function messageParts(row) {
  const { message, request, webhooks } = await ask(`/_sandbox/messages/${encodeURIComponent(row.id)}`).catch(() => ({ message: row, request: null, webhooks: [] }));
  const steps = [["accepted", message.timestamp], ...Object.entries(message.statuses)];
  return [
    heading("Life"),
    element("ol", {}, steps.map(([what, when]) => line(time(when), what))),
    ...(message.failure ? [heading("Why it failed"), json(message.failure)] : []),
    heading("Content"), json(message.content),
    ...(message.pricing ? [heading("Pricing"), json(message.pricing)] : []),
    ...(request ? [heading(`Request · ${request.status}`), json(request.body)] : []),
    ...webhooks.flatMap((webhook) => [heading(`Webhook · ${webhook.outcome}`), json(webhook.body)]),
  ];
}

function requestParts(row) {
  return [
    ...(row.query ? [heading("Query"), element("pre", {}, decodeURIComponent(row.query.replaceAll("&", "\n")))] : []),
    ...(row.body ? [heading("Body"), json(row.body)] : []),
    heading(`Answer · ${row.status}`), json(row.answer),
  ];
}

function webhookParts(row) {
  return [
    heading("Attempts"),
    element("ol", {}, row.attempts.map((attempt) => line(time(attempt.at), attempt.status ? `HTTP ${attempt.status}` : attempt.error))),
    heading("Body"), json(row.body),
  ];
}

const heading = (words) => element("h2", {}, words);
const line = (when, what) => element("li", {}, [element("span", {}, when), element("span", {}, what)]);
const json = (value) => element("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2));
