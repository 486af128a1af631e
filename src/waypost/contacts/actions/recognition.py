"""Who is who: people are recognized by whatever WhatsApp names them by, and followed when that changes."""

from collections.abc import Callable, Sequence
from uuid import UUID

from waypost.contacts import register as rows
from waypost.contacts.events import ContactCreated, ContactIdentityChanged
from waypost.contacts.queries import kept_of
from waypost.contacts.register import Raced
from waypost.contacts.rules import (
    IdentityChange,
    Person,
    Plan,
    Register,
    merged_sightings,
    plan_change,
    plan_sightings,
)
from waypost.core import jobs
from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.kit.ids import uuid7

_TRIES = 5


@internal
def hold_shared(actor: Actor) -> None:
    """Until the transaction ends no contacts merge or part: what is written for one of them stays with it."""
    rows.share()


@internal
def leading_to(actor: Actor, contact_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The contact that each of these ids leads to through merges; that stays so until the transaction ends."""
    rows.share()
    return kept_of(actor, contact_ids)


@internal
def recognize(actor: Actor, people: Sequence[Person]) -> dict[tuple[str | None, str | None], UUID]:
    """The contact of everybody who wrote, made where there is none: `Person.key` → contact id."""
    sightings = merged_sightings(people)
    if not sightings:
        return {}

    def decide(register: Register) -> Plan:
        return plan_sightings(register, sightings, iter(uuid7, None))

    return _settled(actor, sightings, decide).contact_of


@internal
def change_identity(actor: Actor, changes: Sequence[IdentityChange]) -> None:
    """What WhatsApp says changed, in that order. Repeated or late words change nothing, strangers are passed over.

    Say it before recording the message that brought the news: that message still names the old number.
    """
    people = [person for change in changes for person in change.people if person.wa_id or person.user_id]
    if not people:
        return

    def decide(register: Register) -> Plan:
        plan = Plan()
        for change in changes:
            plan_change(register, plan, change)
        return plan

    _settled(actor, people, decide)


def _settled(actor: Actor, people: Sequence[Person], decide: Callable[[Register], Plan]) -> Plan:
    """Loaded, decided and written; again from the start when somebody else was faster."""
    rows.share()
    may_lack_identities = True
    for _ in range(_TRIES):
        register = rows.load(people)
        plan = decide(register)
        if may_lack_identities and (plan.strangers or not plan.contact_of):
            may_lack_identities = False
            if rows.adopt(people):
                continue
        try:
            doubles = rows.write(plan)
        except Raced:
            may_lack_identities = True
            continue
        _announce(actor, plan)
        for contact_id, other_id in doubles:
            if plan.doubles[contact_id, other_id]:
                jobs.enqueue(
                    actor,
                    "messaging.merge_same_person",
                    contact_id=str(contact_id),
                    other_id=str(other_id),
                )
        return plan
    raise Raced


def _announce(actor: Actor, plan: Plan) -> None:
    emit(actor, *(ContactCreated(contact_id=one) for one in plan.strangers), stream="activity")
    learned: dict[UUID, list[str]] = {}
    retired: dict[UUID, list[str]] = {}
    for found, identities in ((learned, plan.learned), (retired, plan.retired)):
        for identity in identities:
            found.setdefault(identity.contact_id, []).append(f"{identity.kind}:{identity.value}")
    emit(
        actor,
        *(
            ContactIdentityChanged(contact_id=one, retired=gone, learned=learned.get(one, []))
            for one, gone in retired.items()
        ),
    )
