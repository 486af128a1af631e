"""Whom a message goes to: a number in any way of writing it, a user id, or a group."""

import re

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.people.people import NotPossibleError, person_at, user_id_in
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.people import Person

_NUMBER = re.compile(r"[0-9]{7,15}")
_PUNCTUATION = str.maketrans("", "", " -().\u00a0")
# Brazil: area, the ninth digit, and the eight that mobiles have; the areas that kept the ninth digit.
_BRAZIL = re.compile(r"55(\d\d)(9?)([6-9]\d{7})")
_BRAZIL_WITH_NINE = range(11, 29)
_MEXICO = re.compile(r"52(1?)(\d{10})")
_ARGENTINA = re.compile(r"54(9?)(\d{10})")


class Recipient:
    """What the body says; `to` wins over `recipient`."""

    def __init__(self, body: Json) -> None:
        self.group = (
            checks.choice(body, "recipient_type", "", ("individual", "group"), "individual") == "group"
        )
        self.to = checks.identifier(body, "to", "", required=False)
        self.user_id = checks.text(body, "recipient", "", 160, required=False)
        if not self.to and not self.user_id:
            raise checks.Missing("to")
        # As it was sent, for the answer.
        self.input = self.to or self.user_id

    @property
    def by_user_id(self) -> bool:
        return not self.to

    def find(self, world: Sandbox, phone: PhoneNumber) -> Person:
        """Raises 100 for what names nobody, 131021, 131030 and 130403."""
        person = self._person(world, phone)
        if person.key in phone.blocked_users:
            raise GraphError(130403)
        return person

    def _person(self, world: Sandbox, phone: PhoneNumber) -> Person:
        if self.by_user_id:
            found = world.state.find_person(self.user_id)
            if found is None or user_id_in(world.state, found, phone.id) != self.user_id:
                raise GraphError(100, "Param recipient is not a user id of this portfolio.")
            self._allowed(world, phone, found.key)
            return found
        digits = _digits(self.to, phone, prefix=world.settings.prefix_bare_numbers)
        if digits == phone.digits:
            raise GraphError(131021)
        self._allowed(world, phone, digits)
        try:
            return person_at(world.state, known_as(world.state, digits))
        except NotPossibleError as error:
            raise GraphError(100, str(error)) from error

    @staticmethod
    def _allowed(world: Sandbox, phone: PhoneNumber, number: str) -> None:
        allowed = phone.allowed_recipients if phone.is_test_number else world.settings.allowed_recipients
        if allowed is not None and number not in allowed:
            raise GraphError(131030)

    def contact(self, state: State, phone: PhoneNumber, person: Person) -> Json:
        """The recipient as the answer names them."""
        if self.by_user_id:
            return {"input": self.user_id, "user_id": self.user_id}
        contact: Json = {"input": self.to, "wa_id": person.wa_id}
        if self.user_id:
            contact["user_id"] = user_id_in(state, person, phone.id)
        return contact


def known_as(state: State, digits: str) -> str:
    """WhatsApp's own id of a number: some countries write their mobiles in two ways."""
    if digits in state.people:
        return digits
    other = canonical = digits
    if found := _BRAZIL.fullmatch(digits):
        area, nine, rest = found.groups()
        with_nine, without = f"55{area}9{rest}", f"55{area}{rest}"
        other = without if nine else with_nine
        canonical = with_nine if int(area) in _BRAZIL_WITH_NINE else without
    elif found := _MEXICO.fullmatch(digits):
        canonical = f"521{found.group(2)}"
        other = f"52{found.group(2)}" if found.group(1) else canonical
    elif found := _ARGENTINA.fullmatch(digits):
        other = f"54{found.group(2)}" if found.group(1) else f"549{found.group(2)}"
    return other if other in state.people else canonical


def _digits(to: str, phone: PhoneNumber, *, prefix: bool) -> str:
    number = to.translate(_PUNCTUATION)
    bare = not number.startswith("+")
    digits = number.removeprefix("+")
    if bare and prefix:
        # Without + the number counts as one of the business's own country.
        code = phone.display_phone_number.removeprefix("+").split(" ")[0]
        digits = code + digits.lstrip("0")
    if _NUMBER.fullmatch(digits) is None:
        raise GraphError(100, "Param to must be a phone number of 7 to 15 digits.")
    return digits
