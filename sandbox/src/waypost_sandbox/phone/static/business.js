// What a customer thinks of a business: block it, report it, stop its marketing; and what it suggests to write.
import * as api from "./api.js";
import { element } from "./icons.js";
import { sheet } from "./sheets.js";

const at = (id) => document.getElementById(id);

export function openBusiness(me, chat, done, say) {
  const judge = (verdict) => async () => {
    dialog.close();
    await api.judge(me.key, chat.id, verdict).then(() => done(SAID[verdict]), (error) => say(error.message));
  };
  const row = (title, note, verdict) => element("button", { type: "button", class: "row", onclick: judge(verdict) }, element("span", {}, title), element("small", {}, note));
  const dialog = sheet(chat.name, () => [
    element("p", { class: "soft", dir: "auto" }, [chat.number, chat.username && `@${chat.username}`, chat.about].filter(Boolean).join(" · ")),
    chat.marketing_stopped ? row("Resume offers", "You stopped marketing messages", "resume_marketing") : row("Stop offers", "No marketing messages from this business", "stop_marketing"),
    chat.blocked ? row("Unblock", "You blocked this business", "unblock") : row("Block", "Nothing more arrives from this business", "block"),
    row("Report", "The latest message was unwanted", "report"),
  ]);
}

const SAID = { block: "You blocked this business.", unblock: "You unblocked this business.", report: "You reported this business.", stop_marketing: "You stopped offers from this business.", resume_marketing: "You get offers from this business again." };

// Ice breakers while the chat is empty, commands once a message begins with a slash.
export function suggest(chat, send) {
  const text = at("text");
  const list = at("suggestions");
  const paint = () => {
    const asked = text.value.startsWith("/") ? text.value.slice(1).toLowerCase() : null;
    const commands = asked === null ? [] : chat.commands.filter((c) => c.command_name.startsWith(asked)).map((c) => [`/${c.command_name}`, c.command_description]);
    const prompts = chat.messages.length || text.value ? [] : chat.prompts.map((words) => [words, ""]);
    const rows = [...commands, ...prompts].map(([words, note]) => element("li", {}, element("button", { type: "button", onclick: () => { text.value = ""; send(words); paint(); } }, element("span", { dir: "auto" }, words), note ? element("small", { dir: "auto" }, note) : "")));
    list.replaceChildren(...rows);
    list.hidden = !rows.length;
  };
  text.oninput = paint;
  paint();
}
