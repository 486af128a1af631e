"""Hearing what contacts say on WhatsApp: words, buttons, Meta's own preference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from waypost.consent import queries
from waypost.consent.actions.ledger import NewEntry, record
from waypost.consent.models import Settings
from waypost.consent.rules import (
    STOP_COVERS,
    Command,
    Purpose,
    State,
    may_be_word,
    read_words,
    replies_in,
)
from waypost.core.actor import Actor, internal

_REST_OF_SECOND = timedelta(microseconds=999_999)
"""Meta tells whole seconds: a no counts from the end of its own, so that a yes of the same second does not win."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of a contact that may be a word; `button_payload` is what we gave the button that they tapped."""

    contact_id: UUID
    message_id: UUID
    wamid: str
    text: str
    button_payload: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody stopped or resumed. `reply` is empty where the tenant wants no answer."""

    contact_id: UUID
    message_id: UUID
    state: State
    reply: str


@dataclass(frozen=True, slots=True)
class Preference:
    contact_id: UUID
    state: State
    happened_at: datetime
    detail: str = ""
    purpose: Purpose = "marketing"


@internal
def note_words(actor: Actor, heard: Sequence[Heard]) -> list[Said]:
    """Whoever says STOP or START, by word or button. Hearing the same message again changes nothing."""
    short = [one for one in heard if may_be_word(one.text) or may_be_word(one.button_payload)]
    if not short:
        return []
    own = queries.own_words(actor)
    commands: dict[UUID, tuple[Heard, Command, bool]] = {}
    for one in short:
        by_button = read_words(one.button_payload, own) if one.button_payload else None
        command = by_button or read_words(one.text, own)
        if command:
            commands[one.message_id] = (one, command, bool(one.button_payload))
    if not commands:
        return []
    recorded = record(actor, [entry for one in commands.values() for entry in _entries(*one)])
    changed = {one.entry.once for one in recorded if one.changed}
    settings = queries.settings_of(actor)
    return [
        Said(one.contact_id, message_id, command.state, _reply(settings, command))
        for message_id, (one, command, _) in commands.items()
        if one.wamid in changed
    ]


@internal
def note_preferences(actor: Actor, preferences: Sequence[Preference]) -> None:
    """Meta tells that somebody stopped or resumed marketing in WhatsApp itself."""
    record(
        actor,
        [
            NewEntry(
                contact_id=one.contact_id,
                purpose=one.purpose,
                state=one.state,
                source="meta_preference",
                happened_at=one.happened_at,
                evidence={"detail": one.detail},
                once=f"preference {one.state} {int(one.happened_at.timestamp())}",
            )
            for one in preferences
        ],
    )


def _entries(one: Heard, command: Command, by_button: bool) -> list[NewEntry]:
    evidence = {"wamid": one.wamid, "text": one.text, "language": command.language}
    if by_button:
        evidence["button"] = one.button_payload
    return [
        NewEntry(
            contact_id=one.contact_id,
            purpose=purpose,
            state=command.state,
            source="button" if by_button else "message",
            happened_at=one.happened_at + (_REST_OF_SECOND if command.state == "out" else timedelta()),
            evidence=evidence,
            once=one.wamid,
        )
        for purpose in STOP_COVERS
    ]


def _reply(settings: Settings, command: Command) -> str:
    if not settings.confirms:
        return ""
    usual = replies_in(command.language)
    if command.state == "out":
        return settings.stopped_text or usual.stopped
    return settings.started_text or usual.started
