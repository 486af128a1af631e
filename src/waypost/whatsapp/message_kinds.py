"""The kinds of message, and the readable text in each."""

from collections.abc import Callable

import msgspec
from msgspec import Raw, Struct
from msgspec.json import Decoder

from waypost.whatsapp.webhook_events import Media

KINDS = frozenset({
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "reaction", "button",
    "interactive", "order", "system", "edit", "revoke", "unsupported",
})  # fmt: skip
"""Each is also the name of the object that carries its content."""

MEDIA_KINDS = frozenset({"image", "video", "audio", "document", "sticker"})


class _Text(Struct, gc=False):
    body: str


class _Parts(Struct, gc=False):
    """The places where readable text stands in the other kinds."""

    caption: str | None = None
    name: str | None = None
    emoji: str | None = None
    text: str | None = None
    body: str | None = None


class _Reply(Struct, gc=False):
    title: str | None = None
    body: str | None = None
    id: str | None = None


class _Button(Struct, gc=False):
    payload: str | None = None


class _Interactive(Struct, gc=False):
    button_reply: _Reply | None = None
    list_reply: _Reply | None = None
    nfm_reply: _Reply | None = None


class _Name(Struct, gc=False):
    formatted_name: str | None = None


class _Card(Struct, gc=False):
    name: _Name | None = None


class _Edited(Struct, gc=False):
    text: _Text | None = None
    image: _Parts | None = None
    video: _Parts | None = None
    document: _Parts | None = None


class _Edit(Struct, gc=False):
    message: _Edited | None = None


class _Target(Struct, gc=False):
    message_id: str | None = None
    original_message_id: str | None = None


_TEXT = Decoder(_Text)
_MEDIA = Decoder(Media, strict=False)
_PARTS = Decoder(_Parts)
_INTERACTIVE = Decoder(_Interactive)
_CARDS = Decoder(list[_Card])
_EDIT = Decoder(_Edit)
_TARGET = Decoder(_Target)
_BUTTON = Decoder(_Button)


def text_of(kind: str, content: Raw) -> str:
    """What a person would read in it, or "". Only a text message whose body cannot be read raises."""
    if kind == "text":
        return _TEXT.decode(content).body
    read = _READERS.get(kind)
    if read is None:
        return ""
    try:
        return read(content) or ""
    except (msgspec.DecodeError, RecursionError):
        return ""


def media_of(content: Raw) -> Media | None:
    """The file of an image, video, audio, document or sticker; None when it has none that can be fetched."""
    try:
        return _MEDIA.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return None


def target_of(kind: str, content: Raw) -> str | None:
    """The message that a reaction, an edit or a revoke is about."""
    if kind not in {"reaction", "edit", "revoke"}:
        return None
    try:
        target = _TARGET.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return None
    return target.message_id or target.original_message_id or None


def payload_of(kind: str, content: Raw) -> str:
    """What we gave the button or row that was tapped."""
    try:
        if kind == "button":
            return _BUTTON.decode(content).payload or ""
        reply = _INTERACTIVE.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return ""
    chosen = reply.button_reply or reply.list_reply
    return (chosen.id or "") if chosen else ""


def _interactive(content: Raw) -> str | None:
    reply = _INTERACTIVE.decode(content)
    chosen = reply.button_reply or reply.list_reply or reply.nfm_reply
    return (chosen.title or chosen.body) if chosen else None


def _contacts(content: Raw) -> str:
    names = (card.name.formatted_name for card in _CARDS.decode(content) if card.name)
    return ", ".join(name for name in names if name)


def _edit(content: Raw) -> str | None:
    edited = _EDIT.decode(content).message
    if edited is None:
        return None
    if edited.text:
        return edited.text.body
    captioned = edited.image or edited.video or edited.document
    return captioned.caption if captioned else None


_READERS: dict[str, Callable[[Raw], str | None]] = {
    "image": lambda content: _PARTS.decode(content).caption,
    "video": lambda content: _PARTS.decode(content).caption,
    "document": lambda content: _PARTS.decode(content).caption,
    "location": lambda content: _PARTS.decode(content).name,
    "reaction": lambda content: _PARTS.decode(content).emoji,
    "button": lambda content: _PARTS.decode(content).text,
    "order": lambda content: _PARTS.decode(content).text,
    "system": lambda content: _PARTS.decode(content).body,
    "interactive": _interactive,
    "contacts": _contacts,
    "edit": _edit,
}
