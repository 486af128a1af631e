"""Why Meta will not deliver what it accepted, by code."""

import zlib

from waypost_sandbox.life import pricing, windows
from waypost_sandbox.life.countries import UNCAPPED, country_of
from waypost_sandbox.people.people import checks_identity, identity_of
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person, Thread

REACTION_DAYS = 30
EXCESSIVE_TRIES = 5


def refusal_of(world: Sandbox, message: Message, thread: Thread) -> int | None:
    """Counts what passes against the limits of the person and of the portfolio."""
    person = world.state.people[message.person]
    window_open = windows.is_open(world, thread)
    if message.category is None and not window_open:
        return 131047
    code = _unreachable(world, message, person) or _unpaid(world, message, thread)
    if code is None and message.category == "MARKETING":
        code = _unwanted(world, message, person, window_open=window_open)
    if code is None and not window_open:
        phone = world.state.phone_numbers[message.phone_number_id]
        if not world.reach.take(phone, person.key, world.clock.now()):
            return 131048
    return code


def _unreachable(world: Sandbox, message: Message, person: Person) -> int | None:
    if not person.on_whatsapp or message.phone_number_id in person.blocked:
        return 131026
    if person.old_app and message.type in ("interactive", "template"):
        return 131026
    if message.identity_key_hash is not None and (
        checks_identity(world.state.phone_numbers[message.phone_number_id])
        and message.identity_key_hash != identity_of(person)
    ):
        return 137000
    if message.type == "reaction" and not _can_react(world, message):
        return 131009
    return None


def _unpaid(world: Sandbox, message: Message, thread: Thread) -> int | None:
    waba = world.state.wabas[world.state.phone_numbers[message.phone_number_id].waba_id]
    if waba.has_payment_method:
        return None
    price = pricing.quote(world, message, thread, world.clock.now())
    stops = price["category"] == "service" and (
        world.settings.service_charged and world.settings.service_needs_payment
    )
    return 131042 if price["billable"] or stops else None


def _unwanted(world: Sandbox, message: Message, person: Person, *, window_open: bool) -> int | None:
    """Marketing that the person, Meta's care for them, or an experiment keeps away."""
    if message.phone_number_id in person.no_marketing_from:
        return 131050
    country = country_of(person.key)
    if country == "US":
        return 131049
    share = world.settings.experiment_share
    if share and zlib.crc32(person.user_id.encode()) < share * 2**32:
        return 130472
    cap = world.settings.marketing_cap
    if cap is None or window_open or country in UNCAPPED or _under_cap(world, message, person, cap):
        return None
    return 131049


def _under_cap(world: Sandbox, message: Message, person: Person, cap: int) -> bool:
    """Counts what passes. An account that tries too often in vain is kept from this person for a day."""
    since = world.clock.now() - DAY_SECONDS
    waba_id = world.state.phone_numbers[message.phone_number_id].waba_id
    refused = person.marketing_refused.setdefault(waba_id, [])
    if len(refused) >= EXCESSIVE_TRIES and refused[-1] > since:
        return False
    refused[:] = [when for when in refused if when > since]
    person.marketing_at = [when for when in person.marketing_at if when > since]
    under = len(person.marketing_at) < cap
    (person.marketing_at if under else refused).append(world.clock.now())
    return under


def _can_react(world: Sandbox, message: Message) -> bool:
    target = world.state.messages.get(message.content["message_id"])
    return (
        target is not None
        and not target.outgoing
        and target.person == message.person
        and target.type != "reaction"
        and target.at > world.clock.now() - REACTION_DAYS * DAY_SECONDS
    )
