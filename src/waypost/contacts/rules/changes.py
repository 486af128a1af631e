"""What it means when WhatsApp says that somebody's number or user id changed."""

from dataclasses import dataclass, replace

from waypost.contacts.rules.numbers import is_same_line
from waypost.contacts.rules.people import Identity, Known, Person, Register
from waypost.contacts.rules.recognition import Plan, add_identity, let_number_go


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """One `user_changed_number`, `user_changed_user_id` or `user_id_update`: what was, and what is."""

    previous_wa_id: str | None = None
    wa_id: str | None = None
    previous_user_id: str | None = None
    user_id: str | None = None
    previous_parent_user_id: str | None = None
    parent_user_id: str | None = None

    @property
    def people(self) -> tuple[Person, Person]:
        return Person(self.previous_wa_id, self.previous_user_id), Person(self.wa_id, self.user_id)


def plan_change(register: Register, plan: Plan, change: IdentityChange) -> None:
    """Adds to the plan. What was applied before, or is older than what is known, adds nothing."""
    was = _before(register, change)
    if was is None or _is_old_news(register, was, change):
        return
    known = register.known[was.contact_id]
    current = register.by_user_id.get(change.user_id) if change.user_id else None
    if current is not None and current.contact_id != known.id:
        # their message under the new id came first and made a contact of its own
        plan.doubles[known.id, current.contact_id] = True
        if _retire_user_id(register, plan, was, change.previous_user_id):
            left = None if known.person.user_id == change.previous_user_id else known.person.user_id
            plan.note(register, Known(known.id, replace(known.person, user_id=left)))
        return
    best = known.person
    if change.user_id and current is None:
        best = _change_user_id(register, plan, was, best, change)
    if change.wa_id:
        best = _change_number(register, plan, was, best, change)
    if change.parent_user_id and change.parent_user_id != best.parent_user_id:
        best = replace(best, parent_user_id=change.parent_user_id)
        plan.learned.append(Identity(known.id, was.account_id, "parent_user_id", change.parent_user_id))
        if old := change.previous_parent_user_id or known.person.parent_user_id:
            plan.retired.append(Identity(known.id, was.account_id, "parent_user_id", old))
    if best != known.person:
        plan.note(register, Known(known.id, best))


def _before(register: Register, change: IdentityChange) -> Identity | None:
    """The identity that changed: by user id, else by number where that cannot be somebody else."""
    if change.previous_user_id and change.previous_user_id in register.by_user_id:
        return register.by_user_id[change.previous_user_id]
    owner = register.number_owner(change.previous_wa_id)
    if owner is not None and register.is_recycled(owner, change.people[0]):
        owner = None
    return owner or (register.by_user_id.get(change.user_id) if change.user_id else None)


def _is_old_news(register: Register, was: Identity, change: IdentityChange) -> bool:
    current = register.by_user_id.get(change.user_id) if change.user_id else None
    if current is not None and current.contact_id == was.contact_id:
        # the id is known; only a number that was never known with it is news
        is_old_number = not change.wa_id or (was.contact_id, change.wa_id) in register.given_up
        return not current.live or is_old_number or register.number_owner(change.wa_id) is not None
    if change.user_id or not change.wa_id or not change.previous_wa_id:
        return False
    new_owner = register.number_owner(change.wa_id)
    return new_owner is not None and (new_owner.contact_id, change.previous_wa_id) in register.given_up


def _change_user_id(
    register: Register, plan: Plan, was: Identity, best: Person, change: IdentityChange
) -> Person:
    _retire_user_id(register, plan, was, change.previous_user_id or best.user_id)
    add_identity(register, plan, Identity(was.contact_id, was.account_id, "user_id", change.user_id or ""))
    return replace(best, user_id=change.user_id)


def _retire_user_id(register: Register, plan: Plan, was: Identity, user_id: str | None) -> bool:
    old = register.by_user_id.get(user_id or "")
    if old is None or not old.live or old.account_id != was.account_id:
        return False
    register.retire(old)
    plan.retired.append(old)
    return True


def _change_number(
    register: Register, plan: Plan, was: Identity, best: Person, change: IdentityChange
) -> Person:
    new = change.wa_id or ""
    holder = register.number_owner(new)
    if holder is not None and holder.contact_id == was.contact_id:
        return replace(best, wa_id=new) if new in register.by_wa_id else best
    previous = change.previous_wa_id or best.wa_id
    owner = register.number_owner(previous)
    if owner is not None and owner.contact_id == was.contact_id and not is_same_line(owner.value, new):
        for identity in [
            one
            for one in register.by_wa_id.values()
            if one.contact_id == was.contact_id and is_same_line(one.value, owner.value)
        ]:
            register.retire(identity)
            plan.retired.append(identity)
        best = replace(best, wa_id=None) if best.wa_id and is_same_line(best.wa_id, owner.value) else best
    if holder is not None:
        stranger = register.known[holder.contact_id].person
        if stranger.user_id is None and not register.user_ids_of.get(holder.account_id):
            plan.doubles[was.contact_id, holder.contact_id] = True
            return best
        let_number_go(register, plan, holder)
    register.given_up.discard((was.contact_id, new))
    add_identity(register, plan, Identity(was.contact_id, was.account_id, "wa_id", new))
    return replace(best, wa_id=new)
