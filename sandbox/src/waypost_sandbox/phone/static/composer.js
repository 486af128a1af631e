// Writing: text, pictures, places, voice. What was not sent stays with the writer.
import { icon } from "./icons.js";
import { recorder } from "./voice.js";

const at = (id) => document.getElementById(id);

export function composer({ send, upload }) {
  let quoted = null;
  let draftKey = "";
  const text = at("text");

  const say = (words) => {
    at("problem").textContent = words ?? "";
    at("problem").hidden = !words;
  };
  const quote = (message) => {
    quoted = message;
    at("replying").hidden = !message;
    at("replying-text").textContent = message?.text ?? "";
    if (message) text.focus();
  };
  const grow = () => {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + 2}px`;
    at("send").disabled = !text.value.trim();
  };
  const deliver = async (message) => {
    const context = quoted ? { context: { message_id: quoted.id } } : {};
    try {
      await send({ ...message, ...context });
      quote(null);
      say(null);
      return true;
    } catch (error) {
      say(error.message);
      return false;
    }
  };
  const deliverFile = async (kind, file) => {
    try {
      const { id } = await upload(file);
      await deliver({ type: kind, [kind]: kind === "audio" ? { id, voice: true } : { id, caption: takeText() || undefined } });
    } catch (error) {
      say(error.message);
    }
  };
  const takeText = () => {
    const words = text.value.trim();
    text.value = "";
    remember();
    grow();
    return words;
  };
  const remember = () => sessionStorage.setItem(draftKey, text.value);

  at("composer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = text.value.trim();
    if (!body) return;
    text.value = "";
    grow();
    if (!(await deliver({ type: "text", text: { body } }))) text.value = text.value || body;
    remember();
    grow();
    text.focus();
  });
  text.addEventListener("input", () => {
    remember();
    grow();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      at("composer").requestSubmit();
    } else if (event.key === "Escape" && quoted) {
      quote(null);
    }
  });
  at("cancel-reply").append(icon("close"));
  at("cancel-reply").addEventListener("click", () => {
    quote(null);
    text.focus();
  });
  at("send").append(icon("send"));
  const place = placeDialog(deliver);
  attachMenu(place, deliverFile);
  recorder({ deliver: (file) => deliverFile("audio", file), say });

  return {
    quote,
    place,
    open(key) {
      draftKey = `draft:${key}`;
      text.value = sessionStorage.getItem(draftKey) ?? "";
      quote(null);
      say(null);
      grow();
    },
    deliver,
    say,
  };
}

function attachMenu(place, deliverFile) {
  const opener = at("attach");
  const menu = at("attach-menu");
  const show = (open) => {
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) menu.querySelector("button").focus();
  };
  opener.append(icon("attach"));
  for (const spot of menu.querySelectorAll("[data-icon]")) spot.append(icon(spot.dataset.icon));
  opener.addEventListener("click", () => show(menu.hidden));
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    } else if (event.key === "Escape") {
      show(false);
      opener.focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".attach")) show(false);
  });
  menu.addEventListener("click", (event) => {
    const what = event.target.closest("[data-attach]")?.dataset.attach;
    show(false);
    if (what === "location") place();
    else if (what) at(`${what}-file`).click();
  });
  for (const kind of ["image", "audio"]) {
    at(`${kind}-file`).addEventListener("change", (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) deliverFile(kind, file);
    });
  }
}

function placeDialog(deliver) {
  const dialog = at("place");
  at("place-cancel").addEventListener("click", () => dialog.close());
  at("place-form").addEventListener("submit", () => {
    const number = (id) => Number(at(id).value);
    const named = { name: at("place-name").value.trim(), address: at("place-address").value.trim() };
    const location = { latitude: number("place-latitude"), longitude: number("place-longitude") };
    for (const [key, value] of Object.entries(named)) if (value) location[key] = value;
    take(location);
  });
  const asMessage = (location) => deliver({ type: "location", location });
  let take = asMessage;
  // A business that asked for the place gets it as the answer to its question.
  return (give) => {
    take = give ?? asMessage;
    dialog.showModal();
  };
}
