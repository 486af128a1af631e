// whatsapp-api-js, with its own `fetch` option used to point it at the sandbox.
import { WhatsAppAPI } from "whatsapp-api-js";
import * as m from "whatsapp-api-js/messages";
import { must, run, world } from "./steps.mjs";

const here = (url, options) => fetch(String(url).replace("https://graph.facebook.com", world.baseUrl), options);
const client = new WhatsAppAPI({ token: world.token, appSecret: world.appSecret, webhookVerifyToken: "v", v: "v23.0", ponyfill: { fetch: here } });
const number = world.phoneNumberId;
const kept = {};

async function send(message, context) {
  const answer = await client.sendMessage(number, world.customer, message, context, "row=9");
  must(answer.messages?.[0]?.id?.startsWith("wamid."), JSON.stringify(answer));
}

await run({
  text: () => send(new m.Text("Hello", true)),
  "a quoting text": () => send(new m.Text("That one"), world.received),
  "upload an image": async () => {
    const form = new FormData();
    form.set("file", new Blob([Buffer.from(world.picture, "base64")], { type: "image/png" }), "a.png");
    kept.image = (await client.uploadMedia(number, form)).id;
    must(kept.image, "no id");
  },
  "look at the image": async () => must((await client.retrieveMedia(kept.image)).url, "no url"),
  image: () => send(new m.Image(kept.image, true, "A picture")),
  "document by link": () => send(new m.Document(world.link, false, "words", "a.pdf")),
  location: () => send(new m.Location(4.9, 52.37, "Depot", "Dam 1")),
  contacts: () => send(new m.Contacts([new m.Name("Ada Mol", "Ada"), new m.Phone("+31612345678", "WORK"), new m.Email("ada@example.org", "WORK")])),
  reaction: () => send(new m.Reaction(world.received, "👍")),
  buttons: () => send(new m.Interactive(new m.ActionButtons(new m.Button("y", "Yes"), new m.Button("n", "No")), new m.Body("Fine?"), new m.Header("Question"), new m.Footer("Mol"))),
  list: () => send(new m.Interactive(new m.ActionList("See", new m.ListSection("Monday", new m.Row("m9", "09:00", "2 left"))), new m.Body("When?"))),
  "call to action": () => send(new m.Interactive(new m.ActionCTA("Pay now", "https://pay.example/i/1"), new m.Body("Pay"))),
  catalogue: () => send(new m.Interactive(new m.ActionCatalog(new m.Product("SKU1")), new m.Body("All we have"))),
  template: () => send(new m.Template("order_update", new m.Language("en_US"), new m.BodyComponent(new m.BodyParameter("Dewi"), new m.BodyParameter("#4182")))),
  "mark as read": async () => must((await client.markAsRead(number, world.received, "text")).success, "not marked"),
  "QR code": async () => {
    const made = await client.createQR(number, "Hello there", "svg");
    must(made.code && made.qr_image_url, JSON.stringify(made));
    must((await client.retrieveQR(number, made.code)).data[0].code === made.code, "not found");
    must((await client.updateQR(number, made.code, "Hello again")).prefilled_message === "Hello again", "not changed");
    must((await client.deleteQR(number, made.code)).success, "not deleted");
  },
  "block and unblock": async () => {
    must((await client.blockUser(number, world.customer)).block_users, "not blocked");
    must((await client.unblockUser(number, world.customer)).block_users, "not unblocked");
  },
  "delete the image": async () => must((await client.deleteMedia(kept.image)).success, "not deleted"),
  "a webhook with its signature": async () => {
    let seen = null;
    client.on.message = ({ message }) => { seen = message.id; };
    const raw = Buffer.from(world.webhook.body, "base64").toString();
    await client.post(JSON.parse(raw), raw, world.webhook.signature);
    await new Promise((resolve) => setTimeout(resolve, 20));
    must(seen === world.received, `saw ${seen}`);
  },
});
