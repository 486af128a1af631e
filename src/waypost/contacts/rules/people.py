"""People as WhatsApp names them, and the register that finds their contact."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from uuid import UUID

from waypost.contacts.rules.numbers import candidates, is_same_line

IdentityKind = Literal["wa_id", "user_id", "parent_user_id", "username", "phone"]


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


class Known(NamedTuple):
    """A contact that exists, with what is known of it."""

    id: UUID
    person: Person


class Identity(NamedTuple):
    """Something that a contact is, or (not `live`) was, known by.

    The ids of one WhatsApp account share an `account_id`: a contact that was merged has several accounts.
    """

    contact_id: UUID
    account_id: UUID
    kind: IdentityKind
    value: str
    live: bool = True
    stale: bool = False


@dataclass
class Register:
    """Contacts by each of their identities."""

    known: dict[UUID, Known]
    by_user_id: dict[str, Identity] = field(default_factory=dict)
    by_wa_id: dict[str, Identity] = field(default_factory=dict)
    given_up: set[tuple[UUID, str]] = field(default_factory=set)
    """(contact, number) that the contact had once."""
    user_ids_of: dict[UUID, set[str]] = field(default_factory=dict)
    """Account → its live user ids, as far as they were loaded."""

    def __init__(self, known: Iterable[Known], identities: Iterable[Identity] = ()) -> None:
        self.known = {}
        self.by_user_id, self.by_wa_id, self.given_up, self.user_ids_of = {}, {}, set(), {}
        for one in known:
            self.add(one)
        for identity in identities:
            self.learn(identity)

    def add(self, one: Known) -> None:
        self.known[one.id] = one
        person = one.person
        if person.user_id:
            self.by_user_id.setdefault(person.user_id, Identity(one.id, one.id, "user_id", person.user_id))
        if person.wa_id:
            self.by_wa_id.setdefault(person.wa_id, Identity(one.id, one.id, "wa_id", person.wa_id))

    def learn(self, identity: Identity) -> None:
        """A user id belongs to one person for ever, so a retired one still finds them; a number does not."""
        if identity.kind == "user_id":
            before = self.by_user_id.get(identity.value)
            if identity.live or before is None:
                self.by_user_id[identity.value] = identity
            if identity.live:
                self.user_ids_of.setdefault(identity.account_id, set()).add(identity.value)
        elif identity.kind == "wa_id":
            if identity.live:
                self.by_wa_id[identity.value] = identity
            else:
                self.given_up.add((identity.contact_id, identity.value))

    def retire(self, identity: Identity) -> None:
        gone = identity._replace(live=False)
        if identity.kind == "wa_id":
            self.by_wa_id.pop(identity.value, None)
            self.given_up.add((identity.contact_id, identity.value))
        else:
            self.by_user_id[identity.value] = gone
            self.user_ids_of.get(identity.account_id, set()).discard(identity.value)

    def find(self, person: Person) -> Known | None:
        """The user id decides, since numbers change hands; the number helps where no user id was ever seen."""
        identity = self.by_user_id.get(person.user_id) if person.user_id else None
        if identity is None:
            owner = self.number_owner(person.wa_id)
            identity = None if owner is None or self.is_recycled(owner, person) else owner
        return self.known.get(identity.contact_id) if identity else None

    def number_owner(self, wa_id: str | None) -> Identity | None:
        """Who has this number, in whatever form it is known; the form itself first."""
        found = (self.by_wa_id.get(form) for form in candidates(wa_id)) if wa_id else ()
        return next((identity for identity in found if identity), None)

    def is_recycled(self, owner: Identity, seen: Person) -> bool:
        """The number shows up with a user id that is not its owner's: somebody else has it now."""
        if not seen.user_id or not seen.wa_id:
            return False
        if self.user_ids_of.get(owner.account_id, set()) - {seen.user_id}:
            return True
        best = self.known[owner.contact_id].person
        return bool(
            best.wa_id
            and best.user_id
            and best.user_id != seen.user_id
            and is_same_line(best.wa_id, seen.wa_id)
        )

    def takes_number(self, known: Known, wa_id: str | None) -> bool:
        """A number is learned unless another contact has it, or this one has given it up."""
        if not wa_id or (known.id, wa_id) in self.given_up:
            return False
        owner = self.number_owner(wa_id)
        return owner is None or owner.contact_id == known.id

    def learned(self, known: Known, seen: Person) -> Person:
        """What is known after this sighting: new identities are filled in, nothing is taken from another contact."""
        before = known.person
        identity = self.by_user_id.get(seen.user_id) if seen.user_id else None
        if identity is not None and not identity.live:
            return before
        is_other_account = bool(seen.user_id and before.user_id and seen.user_id != before.user_id)
        wa_id = before.wa_id if not (is_other_account and seen.wa_id is None) else None
        return Person(
            wa_id=seen.wa_id if self.takes_number(known, seen.wa_id) else wa_id,
            user_id=seen.user_id or before.user_id,
            parent_user_id=seen.parent_user_id or before.parent_user_id,
            username=seen.username or before.username,
            profile_name=seen.profile_name or before.profile_name,
        )


def merged_sightings(people: Iterable[Person]) -> list[Person]:
    """One person per identity pair, in a fixed order (so that two writers lock in the same order).

    Who shows both ids comes first: then whoever shows one of them is known by it.
    """
    latest = {person.key: person for person in people}
    return sorted(
        latest.values(),
        key=lambda person: (not (person.user_id and person.wa_id), person.user_id or "", person.wa_id or ""),
    )
