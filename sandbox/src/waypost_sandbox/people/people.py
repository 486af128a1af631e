"""Who the customers are, and how webhooks name them."""

from waypost_sandbox.ids import user_id_for
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.people import Person


class NotPossibleError(Exception):
    """What was asked of a customer cannot be done; the sentence says why."""


def contact_of(person: Person, *, with_username: bool = True) -> Json:
    profile: Json = {"name": person.name}
    if with_username and person.username is not None:
        profile["username"] = f"@{person.username}"
    contact: Json = {"profile": profile}
    if person.wa_id is not None:
        contact["wa_id"] = person.wa_id
    contact["user_id"] = person.user_id
    return contact


def person_at(state: State, key: str) -> Person:
    """The person with this number or user id; any plausible number belongs to someone."""
    is_number = key.isdigit() and 7 <= len(key) <= 15
    found = state.people.get(key) or (None if is_number else state.find_person(key))
    if found is not None:
        return found
    if not is_number:
        raise NotPossibleError(
            f"There is no customer {key}. Use a number of 7 to 15 digits or a user_id of the world."
        )
    person = Person(wa_id=key, user_id=user_id_for(key), name=f"Customer {key[-4:]}", known=False)
    state.people[key] = person
    return person
