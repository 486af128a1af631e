"""What customers write reaches the business as webhooks."""

import base64
import binascii
from typing import Any

from waypost_sandbox import media as files
from waypost_sandbox.deliver import Update
from waypost_sandbox.people.people import NotPossibleError, contact_of
from waypost_sandbox.phone.view import message_view
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import WINDOW_SECONDS, Json
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person

MEDIA_TYPES = ("image", "video", "audio", "document", "sticker")
_OWN_KEYS = {"phone_number_id", "type", "context", "id", "timestamp"}


def write_to_business(world: Sandbox, person: Person, order: Json) -> Message:
    """The customer sends a message; unknown keys of the order go into the webhook as they are."""
    phone_number_id = str(order.get("phone_number_id") or next(iter(world.state.phone_numbers)))
    phone = world.state.phone_numbers.get(phone_number_id)
    if phone is None:
        raise NotPossibleError(f"There is no number {phone_number_id}. GET /_sandbox/world lists them.")
    kind = str(order.get("type") or ("text" if "text" in order else ""))
    if not kind:
        raise NotPossibleError('Say the "type" of the message, for example "text".')
    content = _content(world, phone_number_id, kind, order)
    now = world.clock.now()
    wamid = str(order.get("id") or world.ids.wamid(person.wa_id or person.user_id, outgoing=False))
    item: Json = {}
    if person.wa_id is not None:
        item["from"] = person.wa_id
    item |= {"from_user_id": person.user_id, "id": wamid}
    item |= {"timestamp": str(order.get("timestamp") or int(now)), "type": kind}
    context = _context(order, phone.digits)
    if context is not None:
        item["context"] = context
    item |= {key: value for key, value in order.items() if key not in _OWN_KEYS and key != kind}
    if content is not None:
        item[kind] = content
    message = Message(
        seq=world.state.next_seq(),
        id=wamid,
        outgoing=False,
        phone_number_id=phone_number_id,
        person=person.key,
        type=kind,
        content=content,
        text=text_of(kind, content),
        at=now,
        context_id=(context or {}).get("id"),
        status="sent",
    )
    _remember(world, message)
    _tell(world, person, message, item)
    world.watchers.written(message)
    return message


def text_of(kind: str, content: Any) -> str:
    """The words of a message, for lists and quotes."""
    if not isinstance(content, dict):
        return "Contact card" if kind == "contacts" else kind.capitalize()
    if kind == "text":
        return str(content.get("body", ""))
    if kind == "interactive":
        reply = content.get(str(content.get("type"))) or {}
        return str(reply.get("title", "")) if isinstance(reply, dict) else ""
    words = {
        "reaction": content.get("emoji", ""),
        "button": content.get("text", ""),
        "location": content.get("name") or "Location",
        "audio": "Voice message" if content.get("voice") else "Audio",
    }
    return str(words.get(kind) or content.get("caption") or content.get("filename") or kind.capitalize())


def _remember(world: Sandbox, message: Message) -> None:
    thread = world.state.thread(message.phone_number_id, message.person)
    world.state.messages[message.id] = message
    thread.messages.append(message.id)
    thread.window_until = message.at + WINDOW_SECONDS
    if message.type == "reaction" and isinstance(message.content, dict):
        target = world.state.messages.get(str(message.content.get("message_id")))
        if target is not None:
            target.reactions[message.person] = str(message.content.get("emoji") or "")
            world.hub.tell(message.person, "message", {"message": message_view(world.state, target)})


def _tell(world: Sandbox, person: Person, message: Message, item: Json) -> None:
    def business_has_it() -> None:
        if message.status == "sent":
            message.status = "delivered"
            world.hub.tell(
                person.key,
                "status",
                {"chat": message.phone_number_id, "id": message.id, "status": "delivered"},
            )

    world.deliveries.tell(
        Update(
            waba_id=world.state.phone_numbers[message.phone_number_id].waba_id,
            phone_number_id=message.phone_number_id,
            items="messages",
            item=item,
            contacts=[contact_of(person)],
            on_answered=business_has_it,
        )
    )
    if message.type != "reaction":
        world.hub.tell(person.key, "message", {"message": message_view(world.state, message)})


def _context(order: Json, business_digits: str) -> Json | None:
    context = order.get("context")
    if not isinstance(context, dict):
        return None
    if "message_id" in context:
        return {"from": business_digits, "id": str(context["message_id"])}
    return context


def _content(world: Sandbox, phone_number_id: str, kind: str, order: Json) -> Any:
    content = order.get(kind)
    if kind in MEDIA_TYPES:
        return _media_content(world, phone_number_id, kind, content if isinstance(content, dict) else {})
    if kind == "text" and not (isinstance(content, dict) and isinstance(content.get("body"), str)):
        raise NotPossibleError('A text needs {"text": {"body": "…"}}.')
    if kind == "location" and not isinstance(content, dict):
        raise NotPossibleError('A location needs {"location": {"latitude": …, "longitude": …}}.')
    if kind == "reaction" and not (isinstance(content, dict) and content.get("message_id")):
        raise NotPossibleError('A reaction needs {"reaction": {"message_id": "wamid.…", "emoji": "…"}}.')
    return content


def _media_content(world: Sandbox, phone_number_id: str, kind: str, wanted: Json) -> Json:
    given = {k: v for k, v in wanted.items() if k not in ("id", "data_base64", "mime_type")}
    media = world.state.media.get(str(wanted.get("id")))
    if media is None:
        if "id" in wanted:
            raise NotPossibleError(
                f"There is no file {wanted['id']}. POST it to /_sandbox/people/…/media first."
            )
        content, mime_type = files.sample(kind)
        if "data_base64" in wanted:
            try:
                content = base64.b64decode(str(wanted["data_base64"]), validate=True)
            except binascii.Error as error:
                raise NotPossibleError("data_base64 is not base64.") from error
            mime_type = str(wanted.get("mime_type") or mime_type)
        until = files.received_until(world.clock.now())
        media = files.store(world.state, world.ids, phone_number_id, content, mime_type, expires_at=until)
    url = files.link(world.options.public_url, world.state.access_token, media, world.clock.now())
    extra: Json = {}
    if kind == "audio":
        extra = {"voice": True}
    elif kind == "sticker":
        extra = {"animated": False}
    return files.webhook_media(media, url) | extra | given
