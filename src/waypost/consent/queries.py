"""Reading consent: now, at any past moment, and whether the ledger is whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from waypost.accounts.permissions import Permission
from waypost.consent import rules
from waypost.consent.models import Entry, Head, Import, Settings, Standing, Word
from waypost.consent.rules import GENESIS, Sealed, hash_of
from waypost.consent.schemas import (
    ConsentOut,
    EntryOut,
    ImportOut,
    SettingsOut,
    StandingOut,
    VerifiedOut,
    WordOut,
)
from waypost.contacts import queries as contacts
from waypost.core.actor import Actor, internal, requires
from waypost.kit.errors import NotFound

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class State:
    state: str
    since: datetime


@internal
def states(actor: Actor, contact_ids: Sequence[UUID]) -> dict[UUID, dict[str, State]]:
    """contact → purpose → what they said; who never spoke is missing."""
    found: dict[UUID, dict[str, State]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select contact_id, purpose, state, since from consent_standing where contact_id = any(%s)",
            [list(contact_ids)],
        )
        for contact_id, purpose, state, since in cursor.fetchall():
            found.setdefault(contact_id, {})[purpose] = State(state, since)
    return found


@internal
def settings_of(actor: Actor) -> Settings:
    return Settings.objects.first() or Settings()


@internal
def own_words(actor: Actor) -> dict[str, Any]:
    return dict(Word.objects.values_list("normalized", "state"))


@requires(Permission.CONSENT_READ)
def consent_of(actor: Actor, contact_id: UUID, *, before: int | None = None, limit: int = 50) -> ConsentOut:
    contact_id = contacts.access_contact(actor, contact_id).id
    rows = Entry.objects.filter(contact_id=contact_id)
    if before:
        rows = rows.filter(sequence__lt=before)
    found = list(rows.order_by("-sequence")[: limit + 1])
    more = len(found) > limit
    standing = Standing.objects.filter(contact_id=contact_id).order_by("purpose")
    return ConsentOut(
        standing=[StandingOut(purpose=one.purpose, state=one.state, since=one.since) for one in standing],
        history=[entry_out(one) for one in found[:limit]],
        next_cursor=found[limit - 1].sequence if more else None,
    )


@requires(Permission.CONSENT_READ)
def consent_at(actor: Actor, contact_id: UUID, moment: datetime) -> list[StandingOut]:
    """What the ledger, as far as it was written by that moment, said of it."""
    contact_id = contacts.access_contact(actor, contact_id).id
    best: dict[rules.Purpose, tuple[datetime, rules.State]] = {}
    rows = Entry.objects.filter(contact_id=contact_id, happened_at__lte=moment, recorded_at__lte=moment)
    for one in rows.order_by("sequence"):
        said = (one.happened_at, one.state)
        if rules.later_wins(best.get(one.purpose), said):
            best[one.purpose] = said
    return [
        StandingOut(purpose=purpose, state=state, since=since)
        for purpose, (since, state) in sorted(best.items())
    ]


@requires(Permission.CONSENT_READ)
def settings_shape(actor: Actor) -> SettingsOut:
    return SettingsOut.from_orm(Settings.objects.first() or Settings())


@requires(Permission.CONSENT_READ)
def words(actor: Actor) -> list[WordOut]:
    return [WordOut.from_orm(row) for row in Word.objects.order_by("state", "word")]


@requires(Permission.CONSENT_READ)
def access_import(actor: Actor, import_id: UUID) -> ImportOut:
    row = Import.objects.filter(id=import_id).first()
    if row is None:
        raise NotFound("There is no such import.")
    return ImportOut.from_orm(row)


@requires(Permission.CONSENT_READ)
def verified(actor: Actor) -> VerifiedOut:
    return verify(Actor.system(actor.tenant_id))


@internal
def verify(actor: Actor) -> VerifiedOut:
    """Walks the whole chain. A changed, missing, added or cut-off entry is named by its sequence."""
    previous, count = GENESIS, 0
    for entry in _in_order():
        count += 1
        if entry.sequence != count:
            return _bad(count, count, f"Entry {count} is missing.")
        if bytes(entry.previous_hash) != previous:
            return _bad(count, count, f"Entry {count} does not follow the one before it.")
        if hash_of(_sealed(entry), previous) != bytes(entry.hash):
            return _bad(count, count, f"Entry {count} was changed after it was written.")
        previous = bytes(entry.hash)
    head = Head.objects.first()
    if head is not None and (head.sequence != count or (count and bytes(head.hash) != previous)):
        return _bad(
            count, count + 1, f"The ledger ends after entry {count}, and should have {head.sequence}."
        )
    return VerifiedOut(ok=True, count=count, first_bad_sequence=None, reason="")


def _bad(count: int, sequence: int, reason: str) -> VerifiedOut:
    return VerifiedOut(ok=False, count=count, first_bad_sequence=sequence, reason=reason)


def _in_order() -> Iterator[Entry]:
    after = 0
    while rows := list(Entry.objects.filter(sequence__gt=after).order_by("sequence")[:BATCH]):
        yield from rows
        after = rows[-1].sequence


def _sealed(entry: Entry) -> Sealed:
    return Sealed(
        entry.sequence,
        entry.contact_id,
        entry.purpose,
        entry.state,
        entry.source,
        entry.evidence,
        entry.actor_kind,
        entry.actor_id,
        entry.happened_at,
        entry.recorded_at,
    )


def entry_out(row: Entry) -> EntryOut:
    return EntryOut(
        id=row.id,
        sequence=row.sequence,
        purpose=row.purpose,
        state=row.state,
        source=row.source,
        evidence=msgspec.json.decode(row.evidence),
        actor_kind=row.actor_kind,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        hash=bytes(row.hash).hex(),
    )


@internal
def counted(actor: Actor, starts: Sequence[datetime]) -> list[tuple[datetime, int, int]]:
    """(quarter of an hour, opt-ins, opt-outs of marketing) by when they were written down."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select s.starts_at, count(*) filter (where e.state = 'in'), count(*) filter (where e.state = 'out')
               from unnest(%s::timestamptz[]) as s (starts_at)
               left join consent_entry e on e.purpose = 'marketing' and e.recorded_at >= s.starts_at
                    and e.recorded_at < s.starts_at + interval '15 minutes'
               group by 1""",
            [list(starts)],
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]
