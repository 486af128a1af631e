// @kapso/whatsapp-cloud-api, as its readers use it, with no change but `baseUrl`.
import { WhatsAppClient } from "@kapso/whatsapp-cloud-api";
import { verifySignature } from "@kapso/whatsapp-cloud-api/server";
import { createHmac } from "node:crypto";
import { must, run, world } from "./steps.mjs";

const client = new WhatsAppClient({ baseUrl: world.baseUrl, accessToken: world.token });
const to = world.customer;
const phoneNumberId = world.phoneNumberId;
const send = { phoneNumberId, to };
const picture = Buffer.from(world.picture, "base64");
const kept = {};

function accepted(answer) {
  must(answer.messages?.[0]?.id?.startsWith("wamid."), `no wamid in ${JSON.stringify(answer)}`);
  return answer.messages[0].id;
}

await run({
  "upload an image": async () => {
    const { id } = await client.media.upload({ phoneNumberId, type: "image/png", file: new Blob([picture], { type: "image/png" }), fileName: "a.png" });
    kept.image = id;
    must(/^\d+$/.test(id), "no id");
  },
  "look at the image": async () => {
    const found = await client.media.get({ mediaId: kept.image });
    must(found.mimeType === "image/png" || found.mime_type === "image/png", JSON.stringify(found));
  },
  "download the image": async () => {
    const bytes = await client.media.download({ mediaId: kept.image, auth: "always" });
    must(Buffer.from(bytes).equals(picture), "other bytes");
  },
  text: async () => accepted(await client.messages.sendText({ ...send, body: "Hello", previewUrl: true })),
  "text by user id": async () => accepted(await client.messages.sendText({ phoneNumberId, recipient: world.userId, body: "Hello" })),
  "a quoting text": async () => accepted(await client.messages.sendText({ ...send, body: "That one", contextMessageId: world.received })),
  image: async () => accepted(await client.messages.sendImage({ ...send, image: { id: kept.image, caption: "A picture" } })),
  "document by link": async () => accepted(await client.messages.sendDocument({ ...send, document: { link: world.link, filename: "a.pdf" } })),
  "audio by link": async () => accepted(await client.messages.sendAudio({ ...send, audio: { link: world.link } })),
  "video by link": async () => accepted(await client.messages.sendVideo({ ...send, video: { link: world.link, caption: "A film" } })),
  "sticker by link": async () => accepted(await client.messages.sendSticker({ ...send, sticker: { link: world.link } })),
  location: async () => accepted(await client.messages.sendLocation({ ...send, location: { latitude: 52.37, longitude: 4.9, name: "Depot", address: "Dam 1" } })),
  contacts: async () => accepted(await client.messages.sendContacts({ ...send, contacts: [{ name: { formattedName: "Ada Mol", firstName: "Ada" }, phones: [{ phone: "+31612345678", type: "WORK" }] }] })),
  reaction: async () => accepted(await client.messages.sendReaction({ ...send, reaction: { messageId: world.received, emoji: "👍" } })),
  buttons: async () => accepted(await client.messages.sendInteractiveButtons({ ...send, bodyText: "Fine?", footerText: "Mol", header: { type: "image", image: { id: kept.image } }, buttons: [{ id: "y", title: "Yes" }, { id: "n", title: "No" }] })),
  list: async () => accepted(await client.messages.sendInteractiveList({ ...send, bodyText: "When?", buttonText: "See", sections: [{ title: "Monday", rows: [{ id: "m9", title: "09:00", description: "2 left" }] }] })),
  "call to action": async () => accepted(await client.messages.sendInteractiveCtaUrl({ ...send, bodyText: "Pay", parameters: { displayText: "Pay now", url: "https://pay.example/i/1" } })),
  "location request": async () => accepted(await client.messages.sendInteractiveLocationRequest({ ...send, bodyText: "Where?", parameters: { requestMessage: "Where are you?" } })),
  carousel: async () => accepted(await client.messages.sendInteractiveCarousel({ ...send, bodyText: "Choose", cards: [0, 1].map((cardIndex) => ({ cardIndex, header: { type: "image", image: { link: world.link } }, bodyText: "Card", action: { displayText: "View", url: "https://e.example/1" } })) })),
  product: async () => accepted(await client.messages.sendInteractiveProduct({ ...send, bodyText: "This", catalogId: "778812340001", productRetailerId: "SKU1" })),
  products: async () => accepted(await client.messages.sendInteractiveProductList({ ...send, header: { type: "text", text: "Sale" }, bodyText: "These", catalogId: "778812340001", sections: [{ title: "All", productItems: [{ productRetailerId: "SKU1" }] }] })),
  catalogue: async () => accepted(await client.messages.sendInteractiveCatalogMessage({ ...send, bodyText: "All we have", parameters: { thumbnailProductRetailerId: "SKU1" } })),
  "template from the list": async () => {
    const { data } = await client.templates.list({ businessAccountId: world.wabaId, limit: 50 });
    must(data.some((t) => t.name === "hello_world"), "hello_world is missing");
    return accepted(await client.messages.sendTemplate({ ...send, template: { name: "hello_world", language: { code: "en_US" } } }));
  },
  "create and delete a template": async () => {
    const made = await client.templates.create({ businessAccountId: world.wabaId, name: "from_javascript", language: "en_US", category: "UTILITY", components: [{ type: "BODY", text: "Your parcel {{1}} is on its way.", example: { bodyText: [["88"]] } }] });
    must(made.id && made.status, JSON.stringify(made));
    const gone = await client.templates.delete({ businessAccountId: world.wabaId, name: "from_javascript" });
    must(gone.success, "not deleted");
  },
  "mark as read with typing": async () => {
    const found = await client.messages.markRead({ phoneNumberId, messageId: world.received, typingIndicator: { type: "text" } });
    must(found.success, JSON.stringify(found));
  },
  "business profile": async () => {
    await client.phoneNumbers.businessProfile.update({ phoneNumberId, about: "Coffee", websites: ["https://senja.example/"] });
    const found = await client.phoneNumbers.businessProfile.get({ phoneNumberId, fields: "about,websites" });
    must(JSON.stringify(found).includes("Coffee"), JSON.stringify(found));
  },
  settings: async () => must(await client.phoneNumbers.settings.get({ phoneNumberId }), "nothing"),
  "deploy a flow": async () => {
    const flow = { version: "7.0", screens: [{ id: "INTRO", title: "Hello", terminal: true, layout: { type: "SingleColumnLayout", children: [{ type: "TextInput", name: "name", label: "Name", required: true }, { type: "Footer", label: "Send", onClickAction: { name: "complete", payload: { name: "${form.name}" } } }] } }] };
    const found = await client.flows.deploy(flow, { name: "From JavaScript", wabaId: world.wabaId, publish: true, preview: true });
    must(found.flowId && !found.validationErrors?.length && found.previewUrl, JSON.stringify(found));
    kept.flow = found.flowId;
  },
  "send the flow": async () => accepted(await client.messages.sendInteractiveFlow({ ...send, bodyText: "Tell us", parameters: { flowId: kept.flow, flowCta: "Start", flowToken: "t-1", flowAction: "navigate", flowActionPayload: { screen: "INTRO" } } })),
  "a refusal has Meta's code": async () => {
    const error = await client.messages.sendText({ phoneNumberId, to: "12", body: "x" }).then(() => null, (e) => e);
    must(error && (error.code === 100 || JSON.stringify(error).includes("100")), String(error));
  },
  "the signature of a webhook": async () => {
    const rawBody = Buffer.from(world.webhook.body, "base64");
    must(verifySignature({ appSecret: world.appSecret, rawBody, signatureHeader: world.webhook.signature }), "refused");
    must(createHmac("sha256", world.appSecret).update(rawBody).digest("hex"), "");
  },
});
