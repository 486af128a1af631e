"""Adding to the ledger: the one place that writes entries, the head and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from waypost.consent.events import ConsentChanged
from waypost.consent.rules import GENESIS, Purpose, Sealed, Source, State, canonical, hash_of, later_wins
from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.ids import uuid7


@dataclass(frozen=True, slots=True)
class NewEntry:
    """`once` names what was said: hearing it twice is one entry."""

    contact_id: UUID
    purpose: Purpose
    state: State
    source: Source
    happened_at: datetime
    evidence: dict[str, Any] = field(default_factory=dict)
    once: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry that was new. `changed` says whether it is what counts now, and differs from what counted."""

    entry: NewEntry
    entry_id: UUID
    changed: bool


@internal
def record(actor: Actor, entries: Sequence[NewEntry], by: Actor | None = None) -> list[Recorded]:
    """Those that were new, in order. `by` is who is written down, where it is not Waypost itself."""
    if not entries:
        return []
    sequence, previous = _locked_head()
    fresh = _not_yet_there(entries)
    who = by or actor
    now = clock.now()
    rows: list[tuple[UUID, NewEntry, Sealed, bytes, bytes]] = []
    for entry in fresh:
        sequence += 1
        sealed = Sealed(
            sequence,
            entry.contact_id,
            entry.purpose,
            entry.state,
            entry.source,
            canonical(entry.evidence),
            who.kind,
            who.id,
            entry.happened_at,
            now,
        )
        own = hash_of(sealed, previous)
        rows.append((uuid7(), entry, sealed, previous, own))
        previous = own
    if not rows:
        return []
    _insert(rows)
    _move_head(sequence, previous)
    changed = _settle(rows)
    emit(
        actor,
        *(
            ConsentChanged(
                contact_id=entry.contact_id, purpose=entry.purpose, state=entry.state, source=entry.source
            )
            for entry_id, entry, *_ in rows
            if entry_id in changed
        ),
    )
    return [Recorded(entry, entry_id, entry_id in changed) for entry_id, entry, *_ in rows]


def _locked_head() -> tuple[int, bytes]:
    """Whoever adds waits here for the one before: so the chain has no fork."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into consent_head (id, sequence, hash) values (%s, 0, %s) on conflict do nothing",
            [uuid7(), GENESIS],
        )
        cursor.execute("select sequence, hash from consent_head for update")
        sequence, found = cursor.fetchone()
    return sequence, bytes(found)


def _not_yet_there(entries: Sequence[NewEntry]) -> list[NewEntry]:
    named = [entry for entry in entries if entry.once is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.contact_id, e.purpose, e.once
               from unnest(%s::uuid[], %s::text[], %s::text[]) as new (contact_id, purpose, once)
               join consent_entry e using (contact_id, purpose, once)""",
            [
                [entry.contact_id for entry in named],
                [entry.purpose for entry in named],
                [entry.once for entry in named],
            ],
        )
        seen = set(cursor.fetchall())
    fresh = []
    for entry in entries:
        key = (entry.contact_id, entry.purpose, entry.once)
        if entry.once is None or key not in seen:
            seen.add(key)
            fresh.append(entry)
    return fresh


def _insert(rows: Sequence[tuple[UUID, NewEntry, Sealed, bytes, bytes]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into consent_entry
                   (id, sequence, contact_id, purpose, state, source, evidence, once, actor_kind, actor_id,
                    happened_at, recorded_at, previous_hash, hash)
               select * from unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::text[],
                                    %s::text[], %s::text[], %s::text[], %s::uuid[], %s::timestamptz[],
                                    %s::timestamptz[], %s::bytea[], %s::bytea[])""",
            [
                [entry_id for entry_id, *_ in rows],
                [sealed.sequence for _, _, sealed, _, _ in rows],
                [entry.contact_id for _, entry, *_ in rows],
                [entry.purpose for _, entry, *_ in rows],
                [entry.state for _, entry, *_ in rows],
                [entry.source for _, entry, *_ in rows],
                [sealed.evidence for _, _, sealed, _, _ in rows],
                [entry.once for _, entry, *_ in rows],
                [sealed.actor_kind for _, _, sealed, _, _ in rows],
                [sealed.actor_id for _, _, sealed, _, _ in rows],
                [entry.happened_at for _, entry, *_ in rows],
                [sealed.recorded_at for _, _, sealed, _, _ in rows],
                [previous for _, _, _, previous, _ in rows],
                [own for *_, own in rows],
            ],
        )


def _move_head(sequence: int, own: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update consent_head set sequence = %s, hash = %s", [sequence, own])


def _settle(rows: Sequence[tuple[UUID, NewEntry, Sealed, bytes, bytes]]) -> set[UUID]:
    """What counts now; the ids of the entries that changed it. The head's lock keeps others out meanwhile."""
    pairs = sorted({(entry.contact_id, entry.purpose) for _, entry, *_ in rows})
    with connection.cursor() as cursor:
        cursor.execute(
            """select s.contact_id, s.purpose, s.since, s.state
               from unnest(%s::uuid[], %s::text[]) as wanted (contact_id, purpose)
               join consent_standing s using (contact_id, purpose)""",
            [[contact_id for contact_id, _ in pairs], [purpose for _, purpose in pairs]],
        )
        counted = {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}
        before = dict(counted)
        winners: dict[tuple[UUID, str], UUID] = {}
        for entry_id, entry, *_ in rows:
            pair = (entry.contact_id, entry.purpose)
            if later_wins(counted.get(pair), (entry.happened_at, entry.state)):
                counted[pair] = (entry.happened_at, entry.state)
                winners[pair] = entry_id
        won = list(winners)
        cursor.execute(
            """insert into consent_standing (id, contact_id, purpose, state, since, entry_id)
               select * from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::uuid[])
               on conflict (tenant_id, contact_id, purpose) do update
               set state = excluded.state, since = excluded.since, entry_id = excluded.entry_id""",
            [
                [uuid7() for _ in won],
                [contact_id for contact_id, _ in won],
                [purpose for _, purpose in won],
                [counted[pair][1] for pair in won],
                [counted[pair][0] for pair in won],
                [winners[pair] for pair in won],
            ],
        )
    return {
        entry_id
        for pair, entry_id in winners.items()
        if pair not in before or before[pair][1] != counted[pair][1]
    }
