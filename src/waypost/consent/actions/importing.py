"""Proof from a file: each line is recorded, already there, or refused with its reason. It may run twice."""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from waypost.accounts.permissions import Permission
from waypost.consent.actions.ledger import NewEntry, record
from waypost.consent.events import ConsentImported
from waypost.consent.models import Import
from waypost.consent.rules import PURPOSES, STATES
from waypost.consent.schemas import ImportIn, ImportOut
from waypost.contacts import queries as contacts
from waypost.core import jobs
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.errors import Invalid

CHUNK = 500
_NEEDED = {"purpose", "state", "happened_at", "proof"}


@requires(Permission.CONSENT_WRITE)
def import_proof(actor: Actor, new: ImportIn) -> ImportOut:
    """Kept whole, and read by a job."""
    heading = {name.strip().lower() for name in next(csv.reader(io.StringIO(new.text)), [])}
    if missing := sorted(_NEEDED - heading):
        raise Invalid(f"The first line must name the columns; missing: {', '.join(missing)}.")
    if not heading & {"phone", "user_id"}:
        raise Invalid("A column `phone` or `user_id` must say who it is about.")
    row = Import.objects.create(
        filename=new.filename,
        text=new.text,
        lines=sum(1 for _ in csv.reader(io.StringIO(new.text))) - 1,
        actor_kind=actor.kind,
        actor_id=actor.id,
    )
    jobs.enqueue(actor, "consent.import", import_id=str(row.id))
    return ImportOut.from_orm(row)


@internal
def read_import(actor: Actor, import_id: UUID) -> bool:
    """The next lines; True while there are more. Each call is one transaction, so a crash repeats one of them."""
    row = Import.objects.select_for_update().filter(id=import_id, finished_at=None).first()
    if row is None:
        return False
    lines = list(_lines(row.text))[row.done : row.done + CHUNK]
    entries, refused = _judged(actor, row, lines)
    by = Actor(row.actor_kind, row.actor_id, actor.tenant_id, frozenset())  # type: ignore[arg-type]
    new = record(actor, entries, by=by)
    row.done += len(lines)
    row.recorded += len(new)
    row.repeated += len(entries) - len(new)
    row.refused = [*row.refused, *refused]
    if row.done >= row.lines:
        row.finished_at, row.text = clock.now(), ""
        emit(
            actor,
            ConsentImported(
                import_id=row.id, recorded=row.recorded, repeated=row.repeated, refused=len(row.refused)
            ),
        )
    row.save()
    return row.finished_at is None


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        yield (
            reader.line_num,
            {
                (name or "").strip().lower(): (value or "").strip() if isinstance(value, str) else str(value)
                for name, value in row.items()
            },
        )


def _judged(
    actor: Actor, source: Import, lines: list[tuple[int, dict[str, str]]]
) -> tuple[list[NewEntry], list[dict[str, Any]]]:
    known = contacts.contact_ids_by_identity(
        actor, [row.get("phone", "") for _, row in lines], [row.get("user_id", "") for _, row in lines]
    )
    entries: list[NewEntry] = []
    refused: list[dict[str, Any]] = []
    for line, row in lines:
        contact_id = known.get(row.get("user_id", "")) or known.get(row.get("phone", ""))
        moment, reason = _moment(row.get("happened_at", "")), ""
        if contact_id is None:
            reason = "There is no contact with this number or id."
        elif row.get("purpose") not in PURPOSES:
            reason = f"purpose must be one of: {', '.join(PURPOSES)}."
        elif row.get("state") not in STATES:
            reason = "state must be in or out."
        elif moment is None:
            reason = "happened_at must be a past time, such as 2026-11-23T10:00:00Z."
        elif not row.get("proof"):
            reason = "proof is empty: say where and how they agreed."
        if reason or contact_id is None or moment is None:
            refused.append({"line": line, "reason": reason, "row": row})
            continue
        digest = hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()[:32]
        entries.append(
            NewEntry(
                contact_id=contact_id,
                purpose=row["purpose"],  # type: ignore[arg-type]  # checked above
                state=row["state"],  # type: ignore[arg-type]
                source="import",
                happened_at=moment,
                evidence={"file": source.filename, "line": line, **row},
                once=f"import {digest}",
            )
        )
    return entries, refused


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if found <= clock.now() else None
