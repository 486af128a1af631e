"""What a webhook can tell us, as typed values."""

from typing import TypeAlias

from msgspec import Raw, Struct

UNREADABLE = -1


class Failure(Struct, frozen=True, gc=False):
    """An error as Meta reports it inside a webhook. One that cannot be read has the code `UNREADABLE`."""

    code: int
    title: str
    details: str


class InboundMessage(Struct, frozen=True, gc=False, kw_only=True):
    """Something that a person wrote or did. At least one of `wa_id` and `user_id` is there."""

    waba_id: str
    phone_number_id: str
    display_phone_number: str
    id: str
    timestamp: int
    kind: str
    """One of `message_kinds.KINDS`; `unknown` for a type that Meta added later, whose name is in `type`."""
    type: str
    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None
    """Without the leading @."""
    profile_name: str | None = None
    text: str = ""
    content: Raw | None = None
    """The JSON text of the object named by the type; of the whole message for an unknown type."""
    context_id: str | None = None
    """The message that this one answers; for a reaction, edit or revoke the message that it is about."""
    forwarded: bool = False
    referral: Raw | None = None
    group_id: str | None = None
    errors: tuple[Failure, ...] = ()


class Echo(Struct, frozen=True, gc=False, kw_only=True):
    """A message that the business sent from its phone app, on a number that is also connected here."""

    waba_id: str
    phone_number_id: str
    id: str
    timestamp: int
    kind: str
    type: str
    wa_id: str | None
    user_id: str | None
    text: str
    content: Raw | None
    context_id: str | None


class Status(Struct, frozen=True, gc=False, kw_only=True):
    """What became of a message that we sent. Words that we do not know are kept as they are."""

    waba_id: str
    phone_number_id: str
    id: str
    status: str
    timestamp: int
    recipient_wa_id: str | None = None
    recipient_user_id: str | None = None
    group_id: str | None = None
    callback: str | None = None
    errors: tuple[Failure, ...] = ()
    pricing: Raw | None = None
    conversation: Raw | None = None


class UserPreference(Struct, frozen=True, gc=False, kw_only=True):
    """A person stopped or resumed marketing messages."""

    waba_id: str
    phone_number_id: str
    wa_id: str | None
    user_id: str | None
    category: str
    value: str
    detail: str
    timestamp: int


class TemplateUpdate(Struct, frozen=True, gc=False, kw_only=True):
    """`word` is the new status, quality or category, by the webhook field."""

    field: str
    waba_id: str
    template_id: str
    name: str
    language: str
    word: str
    reason: str
    timestamp: int | None
    raw: Raw


class AccountUpdate(Struct, frozen=True, gc=False, kw_only=True):
    """News of a business account or one of its numbers. `word` is its event, decision or status."""

    field: str
    waba_id: str
    word: str
    display_phone_number: str | None
    timestamp: int | None
    raw: Raw


class NumberErrors(Struct, frozen=True, gc=False, kw_only=True):
    """Errors that belong to no message: a system, app or account problem."""

    waba_id: str
    phone_number_id: str
    errors: tuple[Failure, ...]
    raw: Raw


class Unknown(Struct, frozen=True, gc=False, kw_only=True):
    """A webhook field that we do not read yet. It survives with its raw value."""

    field: str
    waba_id: str
    raw: Raw


class Broken(Struct, frozen=True, gc=False, kw_only=True):
    """One item that could not be read. The others of its webhook can still be."""

    reason: str
    raw: bytes
    where: str
    """For instance `entry[0].changes[2].messages[1]`."""


Event: TypeAlias = (
    InboundMessage
    | Status
    | Echo
    | UserPreference
    | TemplateUpdate
    | AccountUpdate
    | NumberErrors
    | Unknown
    | Broken
)
