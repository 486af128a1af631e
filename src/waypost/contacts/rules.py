"""Decisions about who somebody is. Plain values in, plain values out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal
from uuid import UUID

import phonenumbers
from phonenumbers import timezone

IdentityKind = Literal["wa_id", "user_id", "parent_user_id", "username"]
IDENTITY_KINDS: tuple[IdentityKind, ...] = ("wa_id", "user_id", "parent_user_id", "username")
_BRAZIL = re.compile(r"55([1-9]\d)(9?)([6-9]\d{7})")
_MEXICO = re.compile(r"52(1?)(\d{10})")
_ARGENTINA = re.compile(r"54(9?)(\d{10})")


def candidates(wa_id: str) -> tuple[str, ...]:
    """Other numbers that may be the same person's: old and new ways to write a mobile in three countries.

    Brazil's ninth digit came later, and WhatsApp keeps old accounts without it; Mexico's 1 after the country
    code was dropped, and Argentina's 9 is not dialled. They find somebody who is known; nothing is rewritten.
    """
    if wa_id.startswith("55") and (found := _BRAZIL.fullmatch(wa_id)):
        area, nine, rest = found.groups()
        return (f"55{area}{rest}",) if nine else (f"55{area}9{rest}",)
    if wa_id.startswith("52") and (found := _MEXICO.fullmatch(wa_id)):
        one, rest = found.groups()
        return (f"52{rest}",) if one else (f"521{rest}",)
    if wa_id.startswith("54") and (found := _ARGENTINA.fullmatch(wa_id)):
        nine, rest = found.groups()
        return (f"54{rest}",) if nine else (f"549{rest}",)
    return ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as WhatsApp names them: a number, a business-scoped user id, or both."""

    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None
    profile_name: str = ""

    @property
    def key(self) -> tuple[str | None, str | None]:
        return self.wa_id, self.user_id


@dataclass(frozen=True, slots=True)
class Known:
    """A contact that exists, with what is known of it."""

    id: UUID
    person: Person


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """A person has a new number or a new user id; what is None did not change, or is not told."""

    previous_wa_id: str | None
    wa_id: str | None
    previous_user_id: str | None
    user_id: str | None
    previous_parent_user_id: str | None
    parent_user_id: str | None
    happened_at: datetime


@lru_cache(50_000)
def time_zone_of(wa_id: str) -> str:
    """The zone of a number's area, by its first digits; UTC for what is no number."""
    try:
        zones = timezone.time_zones_for_number(phonenumbers.parse(f"+{wa_id}"))
    except phonenumbers.NumberParseException:
        return "UTC"
    return next((zone for zone in zones if zone != "Etc/Unknown"), "UTC")


class Register:
    """Contacts by each of their identities."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_user_id: dict[str, Known] = {}
        self._by_wa_id: dict[str, Known] = {}
        for one in known:
            self.add(one)

    def add(self, one: Known) -> None:
        if one.person.user_id:
            self._by_user_id[one.person.user_id] = one
        if one.person.wa_id:
            self._by_wa_id[one.person.wa_id] = one

    def find(self, person: Person) -> Known | None:
        """The user id decides, since numbers change hands; the number helps where no user id was ever seen."""
        by_user_id = self._by_user_id.get(person.user_id) if person.user_id else None
        return by_user_id or (self._by_number(person.wa_id) if person.wa_id else None)

    def _by_number(self, wa_id: str) -> Known | None:
        known = self._by_wa_id.get(wa_id)
        if known is None:
            forms = (self._by_wa_id.get(form) for form in candidates(wa_id))
            known = next((one for one in forms if one), None)
        return known

    def learned(self, known: Known, seen: Person) -> Person:
        """What is known after this sighting: new identities are filled in, nothing is taken from another contact."""
        wa_id_owner = self._by_wa_id.get(seen.wa_id) if seen.wa_id else None
        takes_wa_id = seen.wa_id and (wa_id_owner is None or wa_id_owner.id == known.id)
        return replace(
            known.person,
            wa_id=seen.wa_id if takes_wa_id else known.person.wa_id,
            user_id=seen.user_id or known.person.user_id,
            parent_user_id=seen.parent_user_id or known.person.parent_user_id,
            username=seen.username or known.person.username,
            profile_name=seen.profile_name or known.person.profile_name,
        )


def merged_sightings(people: Iterable[Person]) -> list[Person]:
    """One person per identity pair, in a fixed order (so that two writers lock in the same order)."""
    latest = {person.key: person for person in people}
    return sorted(latest.values(), key=lambda person: (person.user_id or "", person.wa_id or ""))


def search_terms(text: str) -> str:
    """What a person types, as a prefix query of PostgreSQL's `simple` configuration; '' finds nothing.

    A number may be given by its beginning or by its last digits, which are indexed backwards.
    """
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    digits = "".join(c for c in text if c.isdigit())
    if digits and not any(c.isalpha() for c in text):
        national = digits.lstrip("0")
        return f"{digits}:* | r{digits[::-1]}:*" + (
            f" | r{national[::-1]}:*" if national != digits and national else ""
        )
    return " & ".join(f"{word}:*" for word in words)
