"""When two contacts turn out to be one person: whoever said no once is heard."""

from uuid import UUID

from waypost.consent import queries
from waypost.consent.actions.ledger import NewEntry, record
from waypost.consent.models import Entry
from waypost.core.actor import Actor, internal
from waypost.kit import clock


@internal
def follow_merge(actor: Actor, merge_id: UUID, from_contact_id: UUID, to_contact_id: UUID) -> None:
    """The other's standing becomes entries of the contact that is kept; a no wins over a yes."""
    known = queries.states(actor, [from_contact_id, to_contact_id])
    mine, other = known.get(to_contact_id, {}), known.get(from_contact_id, {})
    now = clock.now()
    entries = []
    for purpose, standing in sorted(other.items()):
        own = mine.get(purpose)
        if own is not None and own.state in {standing.state, "out"}:
            continue
        entries.append(
            NewEntry(
                contact_id=to_contact_id,
                purpose=purpose,  # type: ignore[arg-type]  # as it was stored
                state=standing.state,  # type: ignore[arg-type]
                source="merge",
                happened_at=now if own is not None else standing.since,
                evidence={
                    "merge_id": str(merge_id),
                    "from": str(from_contact_id),
                    "was": own.state if own else None,
                    "was_since": own.since.isoformat() if own else None,
                },
                once=f"merge {merge_id}",
            )
        )
    record(actor, entries)


@internal
def follow_unmerge(actor: Actor, merge_id: UUID) -> None:
    """What the merge brought is taken back where it still counts, except that a no stays a no."""
    now = clock.now()
    brought = Entry.objects.filter(once=f"merge {merge_id}", source="merge")
    entries = []
    for entry in brought.order_by("sequence"):
        was = queries.entry_out(entry).evidence.get("was")
        standing = queries.states(actor, [entry.contact_id]).get(entry.contact_id, {}).get(entry.purpose)
        untouched = (
            standing is not None and standing.state == entry.state and standing.since == entry.happened_at
        )
        if untouched and was in {"in", "out"}:
            entries.append(
                NewEntry(
                    contact_id=entry.contact_id,
                    purpose=entry.purpose,
                    state=was,
                    source="merge",
                    happened_at=now,
                    evidence={"merge_id": str(merge_id), "undone": True},
                    once=f"unmerge {merge_id}",
                )
            )
    record(actor, entries)
