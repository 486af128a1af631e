"""Two contacts that are one person: their identities and fields. Conversations follow in `messaging`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from waypost.contacts import register
from waypost.contacts.events import ContactChanged
from waypost.contacts.models import Contact, ContactIdentity, ContactMerge, MergedAccount
from waypost.contacts.queries import resolved
from waypost.contacts.rules import Side, best_id, merged_fields, unmerged_fields
from waypost.contacts.schemas import ContactOut
from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.errors import Conflict, Invalid, NotFound

_FIELDS = tuple(Side.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Union:
    """A merge as it stands; `is_new` is False when the two were one already."""

    merge_id: UUID
    kept_id: UUID
    other_id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class Parted:
    """A merge that is undone; `is_new` is False when it was undone before."""

    merge_id: UUID
    kept_id: UUID
    other_id: UUID
    merged_at: datetime
    accounts: Sequence[UUID]
    is_new: bool


@internal
def hold_still(actor: Actor, keep_id: UUID, other_id: UUID) -> tuple[UUID, UUID]:
    """From here to the end of the transaction nobody else changes who is who. The contacts that the two ids lead to."""
    register.hold_alone()
    kept, other = resolved(actor, keep_id), resolved(actor, other_id)
    if kept is None or other is None:
        raise NotFound("There is no such contact.")
    register.adopt_contacts([kept, other])
    return kept, other


@internal
def merge(
    actor: Actor, keep_id: UUID, other_id: UUID, *, reason: str, by: str, other_wrote_last: bool
) -> Union:
    """Needs `hold_still`. Identities and empty fields move to the kept contact; the other leads to it from now on."""
    if keep_id == other_id:
        raise Invalid("These two are one contact already.")
    rows = {
        row.id: row
        for row in Contact.objects.select_for_update().filter(id__in=[keep_id, other_id]).order_by("id")
    }
    kept, other = _side(rows[keep_id]), _side(rows[other_id])
    made = ContactMerge.objects.create(
        kept_id=keep_id, other_id=other_id, reason=reason, merged_by=by, merged_at=clock.now(),
        kept_before=msgspec.to_builtins(asdict(kept)), other_before=msgspec.to_builtins(asdict(other)),
    )  # fmt: skip
    accounts = (
        ContactIdentity.objects.filter(contact_id=other_id).values_list("account_id", flat=True).distinct()
    )
    MergedAccount.objects.bulk_create(
        MergedAccount(merge_id=made.id, account_id=account) for account in sorted({*accounts, other_id})
    )
    ContactIdentity.objects.filter(contact_id=other_id).update(contact_id=keep_id)
    Contact.objects.filter(id=other_id).update(merged_into=keep_id)
    _write(actor, keep_id, merged_fields(kept, other, other_wrote_last=other_wrote_last))
    return Union(made.id, keep_id, other_id, is_new=True)


@internal
def unmerge(actor: Actor, merge_id: UUID, *, by: str) -> Parted:
    """Each gets its own identities back, and those that were learned meanwhile through them."""
    register.hold_alone()
    merge = ContactMerge.objects.select_for_update().filter(id=merge_id).first()
    if merge is None:
        raise NotFound("There is no such merge.")
    accounts = list(
        MergedAccount.objects.filter(merge_id=merge_id)
        .order_by("account_id")
        .values_list("account_id", flat=True)
    )
    parted = Parted(
        merge.id, merge.kept_id, merge.other_id, merge.merged_at, accounts, merge.undone_at is None
    )
    if not parted.is_new:
        return parted
    kept = Contact.objects.select_for_update().get(id=merge.kept_id)
    if kept.merged_into_id:
        raise Conflict(
            "The contact that was kept was merged into another one since. Undo that merge first, then this one."
        )
    ContactMerge.objects.filter(id=merge_id).update(undone_at=clock.now(), undone_by=by)
    ContactIdentity.objects.filter(contact_id=kept.id, account_id__in=accounts).update(
        contact_id=merge.other_id
    )
    kept_before = msgspec.convert(merge.kept_before, Side, strict=False)
    other_before = msgspec.convert(merge.other_before, Side, strict=False)
    now = unmerged_fields(_side(kept), kept_before, other_before)
    _write(actor, kept.id, _with_own_ids(kept.id, now, (now, kept_before)))
    Contact.objects.filter(id=merge.other_id).update(wa_id=None, user_id=None, merged_into=None)
    _write(actor, merge.other_id, _with_own_ids(merge.other_id, other_before, (other_before,)))
    return parted


def _with_own_ids(contact_id: UUID, side: Side, preferred: Sequence[Side]) -> Side:
    """The best of what this contact itself is known by now."""
    live: dict[str, dict[str, None]] = {}
    for kind, value in (
        ContactIdentity.objects.filter(contact_id=contact_id, retired_at=None)
        .order_by("-last_seen_at", "-id")
        .values_list("kind", "value")
    ):
        live.setdefault(kind, {})[value] = None
    ids: dict[str, Any] = {
        name: best_id([getattr(one, name) for one in preferred], live.get(name, {}))
        for name in ("wa_id", "user_id", "parent_user_id", "username")
    }
    return replace(side, **ids)


def _side(contact: Contact) -> Side:
    return Side(**{name: getattr(contact, name) for name in _FIELDS})


def _write(actor: Actor, contact_id: UUID, side: Side) -> None:
    Contact.objects.filter(id=contact_id).update(**asdict(side))
    contact = Contact.objects.get(id=contact_id)
    emit(actor, ContactChanged(contact=ContactOut.from_orm(contact).model_dump(mode="json")))
