"""The content of what customers send, filled in where an order leaves it open."""

import base64
import binascii
from typing import Any

from waypost_sandbox import media as files
from waypost_sandbox.graph.errors import webhook_error
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json

MEDIA_TYPES = ("image", "video", "audio", "document", "sticker")


def content_of(world: Sandbox, phone_number_id: str, kind: str, order: Json, extra: Json) -> Any:
    """What stands under the message's type; `extra` gets what belongs beside it."""
    content = order.get(kind)
    if kind in MEDIA_TYPES:
        return _media_content(world, phone_number_id, kind, content if isinstance(content, dict) else {})
    if kind == "text" and not (isinstance(content, dict) and isinstance(content.get("body"), str)):
        raise NotPossibleError('A text needs {"text": {"body": "…"}}.')
    if kind == "location" and not isinstance(content, dict):
        raise NotPossibleError('A location needs {"location": {"latitude": …, "longitude": …}}.')
    if kind == "reaction" and not (isinstance(content, dict) and content.get("message_id")):
        raise NotPossibleError('A reaction needs {"reaction": {"message_id": "wamid.…", "emoji": "…"}}.')
    if kind in ("button", "interactive", "order") and not isinstance(content, dict):
        raise NotPossibleError(f"The type {kind} needs an object {kind}.")
    if kind == "unsupported":
        extra.setdefault("errors", [unsupported_error()])
        return content or {"type": "unknown"}
    return content


def unsupported_error() -> Json:
    error = webhook_error(131051)
    del error["href"]
    return error | {"title": "Message type unknown", "message": "Message type unknown"}


def text_of(kind: str, content: Any) -> str:
    """The words of a message, for lists and quotes."""
    if not isinstance(content, dict):
        return "Contact card" if kind == "contacts" else kind.capitalize()
    if kind == "text":
        return str(content.get("body", ""))
    if kind == "interactive":
        reply = content.get(str(content.get("type"))) or {}
        return str(reply.get("title") or reply.get("body") or reply.get("response") or "")
    words = {
        "reaction": content.get("emoji", ""),
        "button": content.get("text", ""),
        "location": content.get("name") or "Location",
        "audio": "Voice message" if content.get("voice") else "Audio",
    }
    return str(words.get(kind) or content.get("caption") or content.get("filename") or kind.capitalize())


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
    elif kind == "document":
        extra = {"filename": "file.txt" if media.mime_type == "text/plain" else "file"}
    return files.webhook_media(media, url) | extra | given
