"""Contacts as they cross the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from ninja import Schema
from pydantic import AfterValidator, Field

from waypost.contacts.rules import IdentityKind

_LANGUAGE = r"^([a-z]{2,3}([_-][A-Za-z0-9]{2,8})*)?$"
_REGION = r"^[A-Z]{2}$"


def _known_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError("This is no time zone. Use a name like Asia/Jakarta.")
    return zone


TimeZone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]


class ContactIn(Schema):
    """`phone` as somebody typed it: with + and country code, or as a number of `region` (ISO code)."""

    phone: str = Field(min_length=3, max_length=40)
    name: str = Field(default="", max_length=200)
    region: str | None = Field(default=None, pattern=_REGION)
    language: str = Field(default="", max_length=20, pattern=_LANGUAGE)


class ContactPatch(Schema):
    """Only what is given changes; `time_zone: null` follows the number again."""

    name: str | None = Field(default=None, max_length=200)
    language: str | None = Field(default=None, max_length=20, pattern=_LANGUAGE)
    time_zone: TimeZone | None = None


class ContactOut(Schema):
    id: UUID
    name: str
    profile_name: str
    phone: str | None
    username: str | None
    user_id: str | None
    language: str | None
    time_zone: str | None
    blocked_at: datetime | None
    created_at: datetime


class IdentityOut(Schema):
    kind: IdentityKind
    value: str
    first_seen_at: datetime
    last_seen_at: datetime
    retired_at: datetime | None


class ContactDetail(ContactOut):
    """With everything that the contact is, or was, known by: what counts now first.

    `local_time_zone` is the contact's own, or the one that the number says.
    """

    country: str | None
    local_time_zone: str
    block_note: str
    marketing_capped_until: datetime | None
    identities: list[IdentityOut]


class ContactPage(Schema):
    """The newest first."""

    items: list[ContactOut]
    next_cursor: str | None


class MergeSuggestion(Schema):
    contact: ContactOut
    reason: str


class MergeOut(Schema):
    id: UUID
    contact: ContactOut
    other: ContactOut
    reason: str
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None
    undone_by: str
