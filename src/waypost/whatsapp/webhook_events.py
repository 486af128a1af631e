"""What a webhook can tell us, as typed values."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Raw, Struct

UNREADABLE = -1


class Failure(Struct, frozen=True, gc=False):
    """An error as Meta reports it inside a webhook. One that cannot be read has the code `UNREADABLE`."""

    code: int
    title: str
    details: str


class Media(Struct, frozen=True, gc=False, kw_only=True):
    """A file that came with a message: fetched by its id within 7 days, or from `url` within 5 minutes."""

    id: Annotated[str, Meta(min_length=1, max_length=512)]
    mime_type: str | None = None
    sha256: str | None = None
    """In base64 here; Meta's media node gives it in hex."""
    filename: str | None = None
    caption: str | None = None
    voice: bool | None = None
    animated: bool | None = None
    url: str | None = None


class IdentityChange(Struct, frozen=True, gc=False, kw_only=True):
    """A person has another number or id. What did not change or is not told is None."""

    waba_id: str
    phone_number_id: str
    timestamp: int | None = None
    previous_wa_id: str | None = None
    wa_id: str | None = None
    previous_user_id: str | None = None
    user_id: str | None = None
    previous_parent_user_id: str | None = None
    parent_user_id: str | None = None
    detail: str = ""


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
    media: Media | None = None
    payload: str = ""
    """Of a tapped button or row: what we gave it when we sent it."""
    forwarded: bool = False
    forwarded_often: bool = False
    referral: Raw | None = None
    """The ad or post that the person came from."""
    referred_product: Raw | None = None
    on_request: bool = False
    """Contacts that the person shared because we asked for them."""
    group_id: str | None = None
    identity_key_hash: str | None = None
    identity_change: IdentityChange | None = None
    """In system messages that tell of one. Meta tells of the same change in `user_id_update` too."""
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
    media: Media | None = None


class HistoryMessage(Struct, frozen=True, gc=False, kw_only=True):
    """A message from before the phone app's number was connected here. `wa_id` and `user_id` are the contact's.

    Files come twice: as type `media_placeholder`, and again as themselves under the same id.
    """

    waba_id: str
    phone_number_id: str
    id: str
    timestamp: int
    direction: Literal["in", "out"]
    kind: str
    type: str
    wa_id: str | None
    user_id: str | None
    username: str | None
    text: str
    content: Raw | None
    context_id: str | None
    media: Media | None
    status: str | None
    """In small letters: read, delivered, error …; None for files that follow later."""


class HistoryChunk(Struct, frozen=True, gc=False, kw_only=True):
    """How far the history has come; it follows the messages of its chunk. `progress` 100 is the end.

    With errors there is no history: 2593109 says that the business keeps it to itself.
    """

    waba_id: str
    phone_number_id: str
    phase: int | None
    chunk_order: int | None
    progress: int | None
    errors: tuple[Failure, ...]


class Status(Struct, frozen=True, gc=False, kw_only=True):
    """What became of a message that we sent. Words that we do not know are kept as they are."""

    waba_id: str
    phone_number_id: str
    id: str
    status: str
    timestamp: int
    recipient_wa_id: str | None = None
    recipient_user_id: str | None = None
    recipient_parent_user_id: str | None = None
    group_id: str | None = None
    callback: str | None = None
    errors: tuple[Failure, ...] = ()
    pricing: Raw | None = None
    conversation: Raw | None = None


class UserPreference(Struct, frozen=True, gc=False, kw_only=True):
    """A person stopped or resumed marketing messages, or signed up for them by a link."""

    waba_id: str
    phone_number_id: str
    wa_id: str | None
    user_id: str | None
    category: str
    value: str
    detail: str
    timestamp: int
    signup_id: str | None = None


class CallEvent(Struct, frozen=True, gc=False, kw_only=True):
    """Something happened to a call. `wa_id` and `user_id` are the contact's, whoever called."""

    waba_id: str
    phone_number_id: str
    id: str
    event: str
    """`connect`, `terminate`, or `status` when only its status changed."""
    timestamp: int
    direction: Literal["in", "out"] | None
    """None when it is not told, as with a status."""
    wa_id: str | None
    user_id: str | None
    status: str
    """In small letters: ringing, accepted, rejected; completed or failed at its end."""
    started_at: int | None
    ended_at: int | None
    duration_seconds: int | None
    callback: str | None
    errors: tuple[Failure, ...]
    raw: Raw


class AppContact(Struct, frozen=True, gc=False, kw_only=True):
    """The phone app's address book has a contact more or less. `action` is `add` or `remove`."""

    waba_id: str
    phone_number_id: str
    action: str
    wa_id: str | None
    full_name: str
    first_name: str
    timestamp: int | None


class GroupUpdate(Struct, frozen=True, gc=False, kw_only=True):
    """News of a group. `word` says what, for instance `group_create`."""

    field: str
    waba_id: str
    phone_number_id: str
    group_id: str
    word: str
    timestamp: int
    request_id: str | None
    errors: tuple[Failure, ...]
    raw: Raw


class TemplateUpdate(Struct, frozen=True, gc=False, kw_only=True):
    """`word` is the new status, quality or category, by the webhook field."""

    field: str
    waba_id: str
    template_id: str
    name: str
    language: str
    word: str
    reason: str
    raw: Raw
    timestamp: int | None = None
    """Meta's time, by which late ones are told from new ones."""
    category: str | None = None
    previous: str | None = None
    """The quality or category before."""
    correct_category: str | None = None
    """The category that Meta will move it to."""


class AccountUpdate(Struct, frozen=True, gc=False, kw_only=True):
    """News of a business account or one of its numbers. `word` is its event, decision or status."""

    field: str
    waba_id: str
    word: str
    display_phone_number: str | None
    timestamp: int | None
    raw: Raw
    detail: str = ""
    """What it says beyond its word: the violation, ban state, reason, kind of alert or username."""
    portfolio_limit: str | None = None
    """As Meta writes it: TIER_2K, TIER_UNLIMITED, or a figure."""


class FlowUpdate(Struct, frozen=True, gc=False, kw_only=True):
    """News of a form. `word` is the event; `status` the new one, when it changed."""

    waba_id: str
    flow_id: str
    word: str
    status: str | None
    previous_status: str | None
    alert_state: str | None
    detail: str
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
    | HistoryMessage
    | HistoryChunk
    | IdentityChange
    | AppContact
    | CallEvent
    | GroupUpdate
    | UserPreference
    | TemplateUpdate
    | AccountUpdate
    | FlowUpdate
    | NumberErrors
    | Unknown
    | Broken
)
