"""Bodies of the requests that send: JSON bytes in Meta's shape."""

from typing import Any, Literal

from msgspec import Struct
from msgspec.json import Encoder

from waypost.whatsapp.limits import KINDS, table

CALLBACK_LENGTH = table.CALLBACK
TEXT_LENGTH = table.TEXT


class _Text(Struct, omit_defaults=True, gc=False):
    body: str
    preview_url: bool = False


class _Context(Struct, gc=False):
    message_id: str


class _TextMessage(Struct, omit_defaults=True, gc=False, kw_only=True, tag_field="type", tag="text"):
    text: _Text
    to: str | None = None
    recipient: str | None = None
    context: _Context | None = None
    biz_opaque_callback_data: str | None = None
    messaging_product: Literal["whatsapp"]
    recipient_type: Literal["individual"]


class _Typing(Struct, gc=False):
    type: Literal["text"]


class _Read(
    Struct, omit_defaults=True, gc=False, kw_only=True, tag_field="messaging_product", tag="whatsapp"
):
    message_id: str
    status: Literal["read"]
    typing_indicator: _Typing | None = None


_ENCODE = Encoder().encode


def text(
    text: str,
    *,
    wa_id: str | None = None,
    user_id: str | None = None,
    context_id: str | None = None,
    callback: str | None = None,
    preview_url: bool = False,
) -> bytes:
    """A text message. The telephone number decides when both ids are known, as it does at Meta.

    `callback` comes back in every status of the message: the only way to recognize it if the answer is lost.
    """
    if not (wa_id or user_id) or (callback and len(callback) > CALLBACK_LENGTH):
        _must_be_possible(wa_id, user_id, callback)
    return _ENCODE(
        _TextMessage(
            messaging_product="whatsapp",
            recipient_type="individual",
            # without the + Meta may put the business number's country code in front
            to=f"+{wa_id.removeprefix('+')}" if wa_id else None,
            recipient=user_id if not wa_id else None,
            text=_Text(text, preview_url),
            context=_Context(context_id) if context_id else None,
            biz_opaque_callback_data=callback or None,
        )
    )


def message(
    kind: str,
    content: Any,
    *,
    wa_id: str | None = None,
    user_id: str | None = None,
    context_id: str | None = None,
    callback: str | None = None,
    identity_key_hash: str | None = None,
) -> bytes:
    """A message of any kind. `content` is what Meta's body carries under the name of the kind.

    It may be a `msgspec.Raw`. Whether it fits is what `limits.check` says; a quote is left out of a reaction,
    which Meta refuses with one.
    """
    if kind not in KINDS:
        raise ValueError(f"no message of kind {kind!r} can be sent")
    _must_be_possible(wa_id, user_id, callback)
    body: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    if wa_id:
        body["to"] = f"+{wa_id.removeprefix('+')}"
    elif user_id:
        body["recipient"] = user_id
    body["type"] = kind
    body[kind] = content
    if context_id and kind != "reaction":
        body["context"] = _Context(context_id)
    if callback:
        body["biz_opaque_callback_data"] = callback
    if identity_key_hash:
        body["recipient_identity_key_hash"] = identity_key_hash
    return _ENCODE(body)


def mark_read(wamid: str, *, typing: bool = False) -> bytes:
    """Marks the contact's message and all before it as read; `typing` also shows that we are writing."""
    return _ENCODE(
        _Read(message_id=wamid, status="read", typing_indicator=_Typing("text") if typing else None)
    )


def _must_be_possible(wa_id: str | None, user_id: str | None, callback: str | None) -> None:
    if not wa_id and not user_id:
        raise ValueError("a message needs a recipient: give wa_id or user_id")
    if callback is not None and len(callback) > CALLBACK_LENGTH:
        raise ValueError(f"callback has {len(callback)} characters; Meta takes {CALLBACK_LENGTH}")
