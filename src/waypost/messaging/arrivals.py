"""Messages that did not begin here, out of what Meta tells. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from msgspec import Raw

from waypost.contacts.rules import Person
from waypost.messaging.rules import Direction, MessageStatus, known_status
from waypost.whatsapp.webhook import CallEvent, Echo, HistoryMessage, InboundMessage, Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message that did not begin here: of a contact, of the business's own phone, or of its past."""

    channel_id: UUID
    person: Person
    wamid: str
    kind: str
    text: str
    content: Raw | None
    context_wamid: str | None
    sent_at: datetime
    author_name: str = ""
    file: Media | None = None
    payload: str = ""
    """What we gave the button or row that was tapped."""
    direction: Direction = "in"
    status: MessageStatus = "received"
    is_past: bool = False
    """From the history of a number that was used before: nobody is told, nothing is unread."""

    @property
    def is_heard(self) -> bool:
        """Said by a contact just now."""
        return self.direction == "in" and not self.is_past


def from_contact(channel_id: UUID, message: InboundMessage) -> Arrival:
    return Arrival(
        channel_id=channel_id,
        person=Person(
            message.wa_id,
            message.user_id,
            message.parent_user_id,
            message.username,
            message.profile_name or "",
        ),
        wamid=message.id,
        kind=message.kind,
        text=message.text,
        content=message.content,
        context_wamid=message.context_id,
        sent_at=_moment(message.timestamp),
        author_name=message.profile_name or "",
        file=message.media,
        payload=message.payload,
    )


def from_own_phone(channel_id: UUID, echo: Echo) -> Arrival:
    return Arrival(
        channel_id=channel_id,
        person=Person(echo.wa_id, echo.user_id),
        wamid=echo.id,
        kind=echo.kind,
        text=echo.text,
        content=echo.content,
        context_wamid=echo.context_id,
        sent_at=_moment(echo.timestamp),
        file=echo.media,
        direction="out",
        status="sent",
    )


def from_the_past(channel_id: UUID, past: HistoryMessage) -> Arrival:
    status = known_status(past.status or "") if past.direction == "out" else None
    return Arrival(
        channel_id=channel_id,
        person=Person(past.wa_id, past.user_id),
        wamid=past.id,
        kind=past.kind,
        text=past.text,
        content=past.content,
        context_wamid=past.context_id,
        sent_at=_moment(past.timestamp),
        file=past.media,
        direction=past.direction,
        status=cast("MessageStatus", status or "sent") if past.direction == "out" else "received",
        is_past=True,
    )


def from_call(channel_id: UUID, call: CallEvent) -> Arrival:
    """A call begins or ends: each is a message of its own, since either may come late or alone."""
    return Arrival(
        channel_id=channel_id,
        person=Person(call.wa_id, call.user_id),
        wamid=f"{call.id}/{call.event}",
        kind="call",
        text="",
        content=call.raw,
        context_wamid=None,
        sent_at=_moment(call.timestamp),
        direction=call.direction or "in",
        status="sent" if call.direction == "out" else "received",
    )


def _moment(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
