// What happened: messages, requests and webhooks, the newest first, fresh every second.
import { columns, emptyWords } from "./columns.js";
import { showDetail } from "./detail.js";
import { ask, element, learnNames, post, time } from "./page.js";

const SHOWN = 300;
const at = (id) => document.getElementById(id);
const view = { kind: "messages", rows: [], open: null, drawn: "" };

function wanted() {
  const query = new URLSearchParams({ latest: SHOWN });
  const words = at("search").value.trim();
  if (words) query.set("search", words);
  if (view.kind === "messages") query.set("direction", "all");
  if (at("refused").checked) {
    if (view.kind === "messages") query.set("status", "failed");
    if (view.kind === "requests") query.set("refused", "");
    if (view.kind === "webhooks") query.set("unanswered", "");
  }
  return `/_sandbox/${view.kind}?${query}`;
}

async function refresh() {
  try {
    const asked = wanted();
    const [found, state] = await Promise.all([ask(asked), ask("/_sandbox/state")]);
    if (asked !== wanted()) return;
    view.rows = found[view.kind].toReversed();
    paint();
    paintCounts(state);
  } catch {
    at("counts").textContent = "The sandbox does not answer. It may have been stopped; this page tries again.";
  }
}

function paintCounts(state) {
  const { messages, webhooks } = state;
  at("now").textContent = new Date(state.now * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
  at("counts").textContent = [
    `${messages.sent_by_business ?? 0} from the business`,
    `${messages.failed ?? 0} failed`,
    `${webhooks.answered ?? 0} webhooks answered`,
    `${webhooks.pending ?? 0} waiting`,
    webhooks.last_failure ? `last failure: ${webhooks.last_failure}` : "",
  ].filter(Boolean).join(" · ");
}

function paint() {
  const key = JSON.stringify([view.kind, view.open, view.rows]);
  if (key === view.drawn) return;
  view.drawn = key;
  const shape = columns[view.kind];
  const table = document.querySelector("table");
  table.tHead.replaceChildren(element("tr", {}, shape.map((c) => element("th", { className: c.wide ? "wide" : "", style: `width:${c.width}` }, c.title))));
  table.tBodies[0].replaceChildren(...view.rows.map((row) => rowOf(row, shape)));
  at("empty").hidden = view.rows.length > 0;
  at("empty").textContent = at("search").value || at("refused").checked ? "Nothing fits." : emptyWords[view.kind];
}

function rowOf(row, shape) {
  const cells = shape.map((column) => {
    const [text, tone] = [column.text(row), column.tone?.(row) ?? ""];
    return element("td", { className: `${tone} ${column.wide ? "wide" : ""}`, title: text }, text);
  });
  const line = element("tr", { tabIndex: 0, ariaSelected: String(row.seq === view.open) }, cells);
  line.onclick = () => open(row);
  line.onkeydown = (event) => {
    if (event.key === "Enter") open(row);
    if (event.key === "ArrowDown") line.nextElementSibling?.focus();
    if (event.key === "ArrowUp") line.previousElementSibling?.focus();
  };
  return line;
}

async function open(row) {
  view.open = row.seq;
  paint();
  await showDetail(at("detail"), view.kind, row, () => {
    view.open = null;
    at("detail").hidden = true;
    paint();
  });
}

function turnTo(kind) {
  view.kind = kind;
  view.open = null;
  at("detail").hidden = true;
  for (const tab of document.querySelectorAll("[role=tab]")) tab.ariaSelected = String(tab.dataset.kind === kind);
  history.replaceState(null, "", `#${kind}`);
  refresh();
}

function say(words) {
  at("toast").textContent = words;
  at("toast").hidden = false;
  setTimeout(() => { at("toast").hidden = true; }, 3000);
}

for (const tab of document.querySelectorAll("[role=tab]")) tab.onclick = () => turnTo(tab.dataset.kind);
for (const button of document.querySelectorAll("[data-advance]")) {
  button.onclick = async () => {
    const { now } = await post("/_sandbox/clock", { advance_seconds: Number(button.dataset.advance) });
    say(`It is now ${time(now)}.`);
    refresh();
  };
}
at("reset").onclick = async () => {
  await post("/_sandbox/reset", {});
  say("The world is as at its start. Webhook addresses stayed.");
  refresh();
};
at("search").oninput = refresh;
at("refused").onchange = refresh;
document.onkeydown = (event) => {
  if (event.key === "Escape" && view.open !== null) document.querySelector("#detail button")?.click();
  if (event.key === "/" && document.activeElement !== at("search")) {
    event.preventDefault();
    at("search").focus();
  }
};
learnNames().then(() => { view.drawn = ""; }, () => {});
turnTo(columns[location.hash.slice(1)] ? location.hash.slice(1) : "messages");
setInterval(() => { if (!document.hidden) refresh(); }, 1000);
