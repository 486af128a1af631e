"""Consent as it crosses the API."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from waypost.consent.rules import Purpose, Source, State


class ConsentIn(Schema):
    """What a contact said, outside of WhatsApp. `note` is the proof: where, how, in which words."""

    purpose: Purpose
    state: State
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    happened_at: datetime | None = None
    evidence: dict[str, Any] = {}


class StandingOut(Schema):
    purpose: Purpose
    state: State
    since: datetime


class EntryOut(Schema):
    """`hash` in hex; it covers everything here and the entry before."""

    id: UUID
    sequence: int
    purpose: Purpose
    state: State
    source: Source
    evidence: dict[str, Any]
    actor_kind: str
    happened_at: datetime
    recorded_at: datetime
    hash: str


class ConsentOut(Schema):
    """A purpose that nobody spoke of is missing from `standing`. `history` is the newest first."""

    standing: list[StandingOut]
    history: list[EntryOut]
    next_cursor: int | None


class SettingsIn(Schema):
    """Empty texts mean the sentences of the language in which somebody wrote."""

    marketing_needs_opt_in: bool = True
    confirms: bool = True
    stopped_text: str = Field(default="", max_length=1000)
    started_text: str = Field(default="", max_length=1000)


class SettingsOut(SettingsIn):
    pass


class WordIn(Schema):
    word: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    state: State


class WordOut(Schema):
    id: UUID
    word: str
    state: State


class ImportIn(Schema):
    """CSV with a heading: `phone` or `user_id`, `purpose`, `state`, `happened_at`, `proof`; more columns are kept."""

    filename: str = Field(max_length=200)
    text: str = Field(max_length=2_500_000)


class ImportOut(Schema):
    id: UUID
    filename: str
    lines: int
    done: int
    recorded: int
    repeated: int
    refused: list[dict[str, Any]]
    created_at: datetime
    finished_at: datetime | None


class VerifiedOut(Schema):
    ok: bool
    count: int
    first_bad_sequence: int | None
    reason: str
