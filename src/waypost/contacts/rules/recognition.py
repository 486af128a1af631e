"""What a batch of sightings changes: strangers, new identities, numbers that changed hands, doubles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from waypost.contacts.rules.numbers import is_same_line
from waypost.contacts.rules.people import Identity, Known, Person, Register


@dataclass
class Plan:
    """Decided, and not yet written."""

    contact_of: dict[tuple[str | None, str | None], UUID] = field(default_factory=dict)
    strangers: dict[UUID, Person] = field(default_factory=dict)
    changed: dict[UUID, Person] = field(default_factory=dict)
    learned: list[Identity] = field(default_factory=list)
    retired: list[Identity] = field(default_factory=list)
    seen_again: list[Identity] = field(default_factory=list)
    doubles: dict[tuple[UUID, UUID], bool] = field(default_factory=dict)
    """(contact that stays, contact that is the same person) → whether that is certain."""

    def note(self, register: Register, known: Known) -> None:
        """What is known of a contact from now on."""
        register.known[known.id] = known
        (self.strangers if known.id in self.strangers else self.changed)[known.id] = known.person


def plan_sightings(register: Register, sightings: Iterable[Person], ids: Iterator[UUID]) -> Plan:
    """`ids` gives each stranger one. The register is brought forward as if everything were written."""
    plan = Plan()
    for seen in sightings:
        known = register.find(seen)
        if known is None:
            known = _meet(register, plan, seen, next(ids))
        else:
            _learn(register, plan, known, seen)
        plan.contact_of[seen.key] = known.id
    return plan


def let_number_go(register: Register, plan: Plan, owner: Identity) -> None:
    """Somebody else has this number now: its contact keeps everything but the number, in all its forms."""
    known = register.known[owner.contact_id]
    forms = [
        identity
        for identity in register.by_wa_id.values()
        if identity.contact_id == owner.contact_id and is_same_line(identity.value, owner.value)
    ]
    for identity in forms:
        register.retire(identity)
        plan.retired.append(identity)
    best = known.person
    if best.wa_id and is_same_line(best.wa_id, owner.value):
        without = Person(None, best.user_id, best.parent_user_id, best.username, best.profile_name)
        plan.note(register, Known(known.id, without))


def add_identity(register: Register, plan: Plan, identity: Identity) -> None:
    register.learn(identity)
    plan.learned.append(identity)


def _meet(register: Register, plan: Plan, seen: Person, contact_id: UUID) -> Known:
    owner = register.number_owner(seen.wa_id)
    if owner is not None:
        let_number_go(register, plan, owner)
    known = Known(contact_id, seen)
    plan.strangers[contact_id] = seen
    register.known[contact_id] = known
    _note_identities(register, plan, known, Person(), contact_id)
    return known


def _learn(register: Register, plan: Plan, known: Known, seen: Person) -> None:
    by_user_id = register.by_user_id.get(seen.user_id) if seen.user_id else None
    by_number = register.number_owner(seen.wa_id)
    for identity in (by_user_id, by_number):
        if identity is not None and identity.stale and identity.contact_id == known.id:
            plan.seen_again.append(identity)
    has_another = by_number is not None and by_number.contact_id != known.id
    if has_another and by_number and (known.id, by_number.value) not in register.given_up:
        other = register.known[by_number.contact_id].person
        is_certain = other.user_id is None and not register.user_ids_of.get(by_number.account_id)
        plan.doubles[known.id, by_number.contact_id] = is_certain
    now = register.learned(known, seen)
    found = by_user_id or by_number
    account_id = found.account_id if found else known.id
    if now != known.person:
        before, after = known.person, Known(known.id, now)
        plan.note(register, after)
        _note_identities(register, plan, after, before, account_id)


def _note_identities(register: Register, plan: Plan, known: Known, before: Person, account_id: UUID) -> None:
    now = known.person
    if now.wa_id and now.wa_id not in register.by_wa_id:
        add_identity(register, plan, Identity(known.id, account_id, "wa_id", now.wa_id))
    if now.user_id and now.user_id not in register.by_user_id:
        add_identity(register, plan, Identity(known.id, account_id, "user_id", now.user_id))
    if now.parent_user_id and now.parent_user_id != before.parent_user_id:
        plan.learned.append(Identity(known.id, account_id, "parent_user_id", now.parent_user_id))
        if before.parent_user_id:
            plan.retired.append(Identity(known.id, account_id, "parent_user_id", before.parent_user_id))
    if now.username and now.username != before.username:
        plan.learned.append(Identity(known.id, account_id, "username", now.username))
        if before.username:
            plan.retired.append(Identity(known.id, account_id, "username", before.username))
