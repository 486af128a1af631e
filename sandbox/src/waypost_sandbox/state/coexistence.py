"""A number that the WhatsApp Business app and the API share."""

from typing import Any

from msgspec import Struct, field

Json = dict[str, Any]


class PastMessage(Struct, forbid_unknown_fields=True):
    """A message from before onboarding; `content` stands under its type as in webhooks."""

    # Whether the business wrote it.
    from_me: bool
    days_ago: float
    content: Json | list[Json]
    type: str = "text"
    # DELIVERED, ERROR, PENDING, PLAYED, READ, SENT
    status: str = "READ"


class PastThread(Struct, forbid_unknown_fields=True):
    # The customer, by key.
    person: str
    messages: list[PastMessage]


class Coexistence(Struct):
    onboarded_at: float
    # The business kept its history to itself.
    declined: bool = False
    # What has been synchronised; each can be asked for once.
    asked: list[str] = field(default_factory=list)
    # The app's address book: number → {"full_name", "first_name"}
    contacts: dict[str, Json] = field(default_factory=dict)
    past: list[PastThread] = field(default_factory=list)
