"""Who the customers are, and how webhooks name them."""

import base64
import hashlib

from waypost_sandbox.ids import user_id_for
from waypost_sandbox.state import DAY_SECONDS, Json, State
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.people import Person, Thread

# How long a business sees the hidden number of someone with whom it had to do by number.
NUMBER_KNOWN_SECONDS = 30 * DAY_SECONDS


class NotPossibleError(Exception):
    """What was asked of a customer cannot be done; the sentence says why."""


def user_id_in(state: State, person: Person, phone_number_id: str) -> str:
    """The person's id in the portfolio of this number; each portfolio knows them by another."""
    business_id = state.wabas[state.phone_numbers[phone_number_id].waba_id].business_id
    if business_id == next(iter(state.businesses)):
        return person.user_id
    found = person.user_ids.get(business_id)
    if found is None:
        digest = hashlib.blake2b(f"{person.user_id}:{business_id}".encode(), digest_size=8).digest()
        country = person.user_id.partition(".")[0]
        found = person.user_ids[business_id] = f"{country}.{int.from_bytes(digest, 'big'):020d}"
        state.name_person(person)
    return found


def shown_number(person: Person, thread: Thread, now: float) -> str | None:
    """The number as far as this business may see it."""
    hides = person.hidden and person.username is not None and thread.number_known_until < now
    return None if hides else person.wa_id


def contact_in(state: State, thread: Thread, now: float, *, with_username: bool = True) -> Json:
    """The customer of a chat as the number's webhooks name them."""
    person = state.people[thread.person]
    profile: Json = {"name": person.name}
    if with_username and person.username is not None:
        profile["username"] = f"@{person.username}"
    contact: Json = {"profile": profile}
    number = shown_number(person, thread, now)
    if number is not None:
        contact["wa_id"] = number
    contact["user_id"] = user_id_in(state, person, thread.phone_number_id)
    if checks_identity(state.phone_numbers[thread.phone_number_id]):
        contact["identity_key_hash"] = identity_of(person)
    return contact


def checks_identity(phone: PhoneNumber) -> bool:
    change = phone.settings.get("user_identity_change")
    return bool(isinstance(change, dict) and change.get("enable_identity_key_check"))


def identity_of(person: Person) -> str:
    """The hash of the person's identity key; another one after each change of phone."""
    key = f"{person.user_id}:{person.identity_changes}".encode()
    return base64.b64encode(hashlib.blake2b(key, digest_size=8).digest()).decode()


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
    person = _stranger(key)
    state.add_person(person)
    return person


def forget_stranger(state: State, key: str) -> None:
    """Someone who was only ever a number, with no chat left; person_at() makes the same person again."""
    person = state.people.get(key)
    if (
        person is None
        or person.known
        or any(f"{number}:{key}" in state.threads for number in state.phone_numbers)
    ):
        return
    if person.wa_id is not None and person == _stranger(person.wa_id):
        del state.people[key]
        state.known_as.pop(person.user_id, None)


def _stranger(wa_id: str) -> Person:
    return Person(wa_id=wa_id, user_id=user_id_for(wa_id), name=f"Customer {wa_id[-4:]}", known=False)
