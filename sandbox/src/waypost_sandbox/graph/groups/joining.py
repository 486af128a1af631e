"""Customers who come to a group and leave it."""

from waypost_sandbox.graph.analytics.counting import half_hour_at
from waypost_sandbox.graph.groups.telling import PARTICIPANTS, named, tell
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state.groups import Group, JoinRequest
from waypost_sandbox.state.people import Person

MOST_PARTICIPANTS = 8
JOINED, LEFT = 3, 4


def follow_link(world: Sandbox, group: Group, person: Person) -> JoinRequest | None:
    """The customer joins, or asks to where the business approves. Raises why the link does not let them in."""
    if group.invite_code is None:
        raise NotPossibleError("This group has no invite link at the moment.")
    if person.key in group.removed:
        raise NotPossibleError("The business removed this customer; the link does not let them in again.")
    if person.key in group.participants or group.suspended:
        raise NotPossibleError("This customer is in the group, or the group is suspended.")
    if len(group.participants) >= MOST_PARTICIPANTS:
        raise NotPossibleError(f"The group is full: {MOST_PARTICIPANTS} participants.")
    if group.join_approval_mode == "auto_approve":
        join(world, group, person)
        tell_joined(world, group, [person])
        return None
    if any(request.person == person.key for request in group.join_requests.values()):
        raise NotPossibleError("This customer has asked already.")
    request = JoinRequest(world.ids.text(20), person.key, world.clock.now())
    group.join_requests[request.id] = request
    more = {"join_request_id": request.id, **named(world, group, person)}
    tell(world, group, PARTICIPANTS, "group_join_request_created", **more)
    return request


def withdraw(world: Sandbox, group: Group, person: Person) -> None:
    """The customer takes the request back."""
    found = next((one for one in group.join_requests.values() if one.person == person.key), None)
    if found is None:
        raise NotPossibleError("This customer has not asked to join.")
    del group.join_requests[found.id]
    more = {"join_request_id": found.id, **named(world, group, person)}
    tell(world, group, PARTICIPANTS, "group_join_request_revoked", **more)


def join(world: Sandbox, group: Group, person: Person) -> None:
    group.participants[person.key] = world.clock.now()
    count(world, group, JOINED)


def tell_joined(world: Sandbox, group: Group, people: list[Person]) -> None:
    added = [named(world, group, person) for person in people]
    more = {"reason": "invite_link", "added_participants": added}
    tell(world, group, PARTICIPANTS, "group_participants_add", **more)


def leave(world: Sandbox, group: Group, person: Person) -> None:
    if group.participants.pop(person.key, None) is None:
        raise NotPossibleError("This customer is not in the group.")
    count(world, group, LEFT)
    more = {"removed_participants": [named(world, group, person)], "initiated_by": "participant"}
    tell(world, group, PARTICIPANTS, "group_participants_remove", **more)


def count(world: Sandbox, group: Group, what: int) -> None:
    groups = half_hour_at(world.state, world.clock.now()).groups
    groups.setdefault(group.id, [0, 0, 0, 0, 0])[what] += 1
