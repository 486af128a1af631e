"""Webhook bodies in Meta's own shape: what msgspec decodes into, before it becomes events."""

import re
from typing import Annotated, Any, Literal

from msgspec import Meta, Raw, Struct
from msgspec.json import Decoder

Seconds = Annotated[int, Meta(ge=0, le=253_402_300_799)]  # until the year 9999, where Python's dates end
Identifier = Annotated[str, Meta(min_length=1, max_length=512)]


# A union with Raw takes everything for the other type, so what may be missing is an empty Raw instead.
ABSENT = Raw(b"")
_NULL = Raw(b"null")


def given(raw: Raw) -> Raw | None:
    """A value that is there and is not null."""
    return raw if raw and raw != _NULL else None


class Change(Struct, gc=False):
    field: str
    value: Raw


class Entry(Struct, gc=False):
    changes: list[Change]
    id: str | int = ""
    time: int | str | None = None


class EntryParts(Struct, gc=False):
    """An entry in which something is not as it should be."""

    changes: Raw
    id: Any = ""
    time: Any = None


class Envelope(Struct, gc=False):
    entry: list[Entry]


class Metadata(Struct, gc=False):
    phone_number_id: Identifier
    display_phone_number: str | None = None


class Profile(Struct, gc=False):
    name: str | None = None
    username: str | None = None


class Contact(Struct, gc=False):
    profile: Profile | None = None
    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    identity_key_hash: str | None = None


class Context(Struct, gc=False):
    id: str | None = None
    forwarded: bool | None = None
    frequently_forwarded: bool | None = None
    referred_product: Raw = ABSENT


class Message(Struct, gc=False, rename={"from_": "from"}):
    id: Identifier
    timestamp: Seconds
    type: str = ""
    from_: str | None = None
    from_user_id: str | None = None
    from_parent_user_id: str | None = None
    to: str | None = None
    to_user_id: str | None = None
    group_id: str | None = None
    context: Context | None = None
    origin: str | None = None
    referral: Raw = ABSENT
    errors: Raw = ABSENT
    text: Raw = ABSENT
    image: Raw = ABSENT
    video: Raw = ABSENT
    audio: Raw = ABSENT
    document: Raw = ABSENT
    sticker: Raw = ABSENT
    location: Raw = ABSENT
    contacts: Raw = ABSENT
    reaction: Raw = ABSENT
    button: Raw = ABSENT
    interactive: Raw = ABSENT
    order: Raw = ABSENT
    system: Raw = ABSENT
    edit: Raw = ABSENT
    revoke: Raw = ABSENT
    unsupported: Raw = ABSENT


class Status(Struct, gc=False):
    id: Identifier
    status: Identifier
    timestamp: Seconds
    recipient_id: str | None = None
    recipient_user_id: str | None = None
    recipient_type: str | None = None
    recipient_participant_id: str | None = None
    participant_recipient_id: str | None = None  # Meta's pages print both names
    recipient_participant_user_id: str | None = None
    parent_recipient_user_id: str | None = None
    parent_user_id: str | None = None  # as the above
    biz_opaque_callback_data: str | None = None
    errors: Raw = ABSENT
    pricing: Raw = ABSENT
    conversation: Raw = ABSENT


class System(Struct, gc=False):
    """A person has another number or id. The older names stand beside the newer ones."""

    type: str | None = None
    body: str | None = None
    wa_id: str | None = None
    new_wa_id: str | None = None
    customer: str | None = None
    user_id: str | None = None
    previous_user_id: str | None = None
    parent_user_id: str | None = None
    previous_parent_user_id: str | None = None


class Value(Struct, gc=False):
    """The value of `messages` and `smb_message_echoes`."""

    metadata: Metadata
    contacts: list[Contact] = []
    messages: list[Message] = []
    statuses: list[Status] = []
    message_echoes: list[Message] = []
    errors: Raw = ABSENT


class Details(Struct, gc=False):
    details: str | None = None


class Error(Struct, gc=False):
    code: Annotated[int, Meta(ge=0, lt=2**31)] | None = None
    title: str | None = None
    message: str | None = None
    error_data: Details | None = None


class Preference(Struct, gc=False):
    category: str
    value: str
    timestamp: Seconds
    wa_id: str | None = None
    user_id: str | None = None
    detail: str | None = None
    signup_id: str | int | None = None


class Ids(Struct, gc=False):
    """An id before and after a change."""

    previous: str | None = None
    current: str | None = None


class UserIdUpdate(Struct, gc=False):
    user_id: Ids
    parent_user_id: Ids | None = None
    wa_id: str | None = None
    detail: str | None = None
    timestamp: Seconds | None = None


class Call(Struct, gc=False, rename={"from_": "from"}):
    id: Identifier
    timestamp: Seconds
    event: str | None = None
    type: str | None = None
    status: str | None = None
    direction: str | None = None
    from_: str | None = None
    from_user_id: str | None = None
    to: str | None = None
    to_user_id: str | None = None
    recipient_id: str | None = None
    recipient_user_id: str | None = None
    start_time: Seconds | None = None
    end_time: Seconds | None = None
    duration: Seconds | None = None
    biz_opaque_callback_data: str | None = None
    errors: Raw = ABSENT


class StateContact(Struct, gc=False):
    phone_number: str | None = None
    full_name: str | None = None
    first_name: str | None = None


class StateTime(Struct, gc=False):
    timestamp: Seconds | None = None


class StateSync(Struct, gc=False):
    type: Literal["contact"]
    action: Identifier
    contact: StateContact
    metadata: StateTime | None = None


class Group(Struct, gc=False):
    group_id: Identifier
    type: str
    timestamp: Seconds
    request_id: str | None = None
    errors: Raw = ABSENT


class HistoryContext(Struct, gc=False):
    status: str | None = None


class PastMessage(Message, gc=False):
    history_context: HistoryContext | None = None


class ThreadContext(Struct, gc=False):
    wa_id: str | None = None
    user_id: str | None = None
    username: str | None = None


class Thread(Struct, gc=False):
    id: str | int = ""
    context: ThreadContext | None = None
    messages: Raw = ABSENT


class Progress(Struct, gc=False):
    phase: int | None = None
    chunk_order: int | None = None
    progress: int | None = None


class History(Struct, gc=False):
    metadata: Progress | None = None
    threads: Raw = ABSENT
    errors: Raw = ABSENT


class Template(Struct, gc=False):
    """The values of the four template fields together."""

    message_template_id: int | str
    message_template_name: str | None = None
    message_template_language: str | None = None
    event: str | None = None
    new_quality_score: str | None = None
    new_category: str | None = None
    reason: str | None = None
    message_template_category: str | None = None
    previous_quality_score: str | None = None
    previous_category: str | None = None
    correct_category: str | None = None


class Account(Struct, gc=False):
    """What the account fields have in common; the rest is read from the raw value by whoever needs it."""

    event: str | None = None
    decision: str | None = None
    status: str | None = None
    display_phone_number: str | None = None


class AccountDetail(Struct, gc=False):
    """Where the account fields say more: only one of them is there."""

    violation_info: dict[str, Raw] = {}
    ban_info: dict[str, Raw] = {}
    disconnection_info: dict[str, Raw] = {}
    alert_info: dict[str, Raw] = {}
    rejection_reason: str | None = None
    username: str | None = None
    max_daily_conversations_per_business: str | int | None = None


class Flow(Struct, gc=False):
    event: str
    flow_id: str | int
    message: str | None = None
    warning: str | None = None
    old_status: str | None = None
    new_status: str | None = None
    alert_state: str | None = None


# Meta sends timestamps as strings, and as numbers in newer fields: strict=False takes both.
ENVELOPE = Decoder(Envelope)
VALUE = Decoder(Value, strict=False)
METADATA = Decoder(Metadata)
CONTACT = Decoder(Contact)
MESSAGE = Decoder(Message, strict=False)
STATUS = Decoder(Status, strict=False)
ERROR = Decoder(Error, strict=False)
PREFERENCE = Decoder(Preference, strict=False)
SYSTEM = Decoder(System)
USER_ID_UPDATE = Decoder(UserIdUpdate, strict=False)
CALL = Decoder(Call, strict=False)
STATE_SYNC = Decoder(StateSync, strict=False)
GROUP = Decoder(Group, strict=False)
HISTORY = Decoder(History, strict=False)
THREAD = Decoder(Thread)
PAST_MESSAGE = Decoder(PastMessage, strict=False)
FLOW = Decoder(Flow)
ACCOUNT_DETAIL = Decoder(AccountDetail)
TEMPLATE = Decoder(Template)  # strict: the id is a number that must keep all its digits
ACCOUNT = Decoder(Account)
ENTRY_PARTS = Decoder(EntryParts)
CHANGE = Decoder(Change)
FIELDS = Decoder(dict[str, Raw])
ITEMS = Decoder(list[Raw])

_ESCAPE = re.compile(
    rb"\\(?:(u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2})|(u0000|u[dD][89a-fA-F][\da-fA-F]{2})|.)"
)
_SUSPECT = re.compile(
    rb"\\u(?:0000|[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][\da-fA-F]{2}\\u)[dD][c-fC-F])"
    rb"|\\\\u[dD]"  # an escaped backslash: what follows is no escape, and must not count as the first half
)


def storable(body: bytes) -> bytes:
    """NUL and halves of surrogate pairs are legal in JSON, but in no database: they become U+FFFD."""
    if not _SUSPECT.search(body):
        return body
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found[2] else found[0], body)
