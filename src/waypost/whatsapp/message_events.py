"""One message, echo or status of a webhook → one event.

The most frequent code of the way in: what is absent, as most of it is, costs no call.
"""

from msgspec import DecodeError, Raw

from waypost.whatsapp import wire
from waypost.whatsapp.item_by_item import LookCloser, People, failures
from waypost.whatsapp.message_kinds import KINDS, MEDIA_KINDS, media_of, payload_of, target_of, text_of
from waypost.whatsapp.webhook_events import Echo, IdentityChange, InboundMessage, Media, Status

_NOBODY = wire.Contact()
_TAPPED = frozenset({"button", "interactive"})


Content = tuple[str, str, Raw | None, str | None, Media | None]
"""Kind, readable text, content, the message that it is about, and its file."""


def inbound(
    message: wire.Message, raw: Raw | None, waba_id: str, number: wire.Metadata, people: People
) -> InboundMessage:
    contact = people.find(message.from_, message.from_user_id) or _NOBODY
    wa_id = message.from_ or contact.wa_id or None
    user_id = message.from_user_id or contact.user_id or None
    if wa_id is None and user_id is None:
        raise LookCloser("nothing says who wrote it")
    kind, text, content, about, media = content_of(message, raw)
    context = message.context
    profile = contact.profile
    username = profile.username if profile else None
    return InboundMessage(
        waba_id=waba_id,
        phone_number_id=number.phone_number_id,
        display_phone_number=number.display_phone_number or "",
        id=message.id,
        timestamp=message.timestamp,
        kind=kind,
        type=message.type,
        wa_id=wa_id,
        user_id=user_id,
        parent_user_id=message.from_parent_user_id or contact.parent_user_id or None,
        username=(username.removeprefix("@") or None) if username else None,
        profile_name=(profile.name or None) if profile else None,
        text=text,
        content=content,
        media=media,
        payload=payload_of(kind, content) if content and kind in _TAPPED else "",
        context_id=about or (context.id if context else None) or None,
        forwarded=bool(context and (context.forwarded or context.frequently_forwarded)),
        forwarded_often=bool(context and context.frequently_forwarded),
        referral=wire.given(message.referral) if message.referral else None,
        referred_product=wire.given(context.referred_product) if context else None,
        on_request=message.origin == "contact_request",
        group_id=message.group_id or None,
        identity_key_hash=contact.identity_key_hash or None,
        identity_change=_identity_change(message, content, waba_id, number) if kind == "system" else None,
        errors=failures(message.errors) if message.errors else (),
    )


def content_of(message: wire.Message, raw: Raw | None) -> Content:
    """`raw` is the whole message, when it is at hand."""
    kind = message.type
    if kind not in KINDS:
        if raw is None:
            raise LookCloser("an unknown type is kept whole")
        return "unknown", "", raw, None, None
    content = wire.given(getattr(message, kind))
    if content is None:
        if kind == "text" and not message.errors:
            raise LookCloser("a text message without its text")
        return kind, "", None, None, None
    if kind == "text":
        return kind, text_of(kind, content), content, None, None
    media = media_of(content) if kind in MEDIA_KINDS else None
    text = (media.caption or "") if media else text_of(kind, content)
    return kind, text, content, target_of(kind, content), media


_CHANGES = frozenset({"user_changed_number", "user_changed_user_id", "customer_changed_number"})


def _identity_change(
    message: wire.Message, content: Raw | None, waba_id: str, number: wire.Metadata
) -> IdentityChange | None:
    try:
        system = wire.SYSTEM.decode(content or b"null")
    except (DecodeError, RecursionError):
        return None
    if system.type not in _CHANGES:
        return None
    previous = message.from_ or system.customer or None
    return IdentityChange(
        waba_id=waba_id,
        phone_number_id=number.phone_number_id,
        timestamp=message.timestamp,
        previous_wa_id=previous,
        wa_id=system.new_wa_id or system.wa_id or None,
        previous_user_id=system.previous_user_id or message.from_user_id or None,
        user_id=system.user_id or None,
        previous_parent_user_id=system.previous_parent_user_id or message.from_parent_user_id or None,
        parent_user_id=system.parent_user_id or None,
        detail=system.body or "",
    )


def echo(message: wire.Message, raw: Raw | None, waba_id: str, number: wire.Metadata) -> Echo:
    kind, text, content, about, media = content_of(message, raw)
    return Echo(
        waba_id=waba_id,
        phone_number_id=number.phone_number_id,
        id=message.id,
        timestamp=message.timestamp,
        kind=kind,
        type=message.type,
        wa_id=message.to or None,
        user_id=message.to_user_id or None,
        text=text,
        content=content,
        context_id=about or (message.context.id if message.context else None) or None,
        media=media,
    )


def status(status: wire.Status, waba_id: str, phone_number_id: str, people: People) -> Status:
    recipient, user_id, group_id = status.recipient_id, status.recipient_user_id, None
    parent = status.parent_recipient_user_id or status.parent_user_id
    if status.recipient_type == "group":
        group_id = recipient
        recipient = status.recipient_participant_id or status.participant_recipient_id
        user_id = status.recipient_participant_user_id or user_id
    if not (recipient and user_id) and (contact := people.find(recipient, user_id)):
        recipient, user_id = recipient or contact.wa_id, user_id or contact.user_id
        parent = parent or contact.parent_user_id
    return Status(
        waba_id=waba_id,
        phone_number_id=phone_number_id,
        id=status.id,
        status=status.status,
        timestamp=status.timestamp,
        recipient_wa_id=recipient or None,
        recipient_user_id=user_id or None,
        recipient_parent_user_id=parent or None,
        group_id=group_id,
        callback=status.biz_opaque_callback_data,
        errors=failures(status.errors) if status.errors else (),
        pricing=wire.given(status.pricing) if status.pricing else None,
        conversation=wire.given(status.conversation) if status.conversation else None,
    )
