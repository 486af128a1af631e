"""What a status says about the price of its message."""

from waypost_sandbox.life import windows
from waypost_sandbox.life.countries import country_of
from waypost_sandbox.life.timezones import month_of
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import WINDOW_SECONDS, Json
from waypost_sandbox.state.accounts import PhoneNumber, Waba
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Thread

FREE_SERVICE_MESSAGES = 1000


def quote(world: Sandbox, message: Message, thread: Thread, now: float) -> Json:
    """The price of a message that leaves now."""
    phone = world.state.phone_numbers[message.phone_number_id]
    waba = world.state.wabas[phone.waba_id]
    if windows.is_free(thread, now):
        return _price("free_entry_point", "referral_conversion")
    if message.category is None:
        if not world.settings.service_charged or _free_messages_left(phone, waba, now):
            return _price("free_customer_service", "service")
        return _price("regular", "service")
    if message.category == "UTILITY" and not world.settings.service_charged and thread.window_until >= now:
        return _price("free_customer_service", "utility")
    return _price("regular", _category(world, message, waba))


def charge(world: Sandbox, message: Message, thread: Thread, now: float) -> None:
    """Writes the price into the message as it leaves, and counts it."""
    windows.answer(world, thread, now)
    message.pricing = quote(world, message, thread, now)
    message.conversation = _conversation(world, message, thread, now)
    if message.pricing["category"] == "service":
        phone = world.state.phone_numbers[message.phone_number_id]
        month = month_of(world.state.wabas[phone.waba_id].timezone_id, now)
        if phone.service_month != month:
            phone.service_month, phone.service_count = month, 0
        phone.service_count += 1


def _free_messages_left(phone: PhoneNumber, waba: Waba, now: float) -> bool:
    return phone.service_count < FREE_SERVICE_MESSAGES or phone.service_month != month_of(
        waba.timezone_id, now
    )


def _category(world: Sandbox, message: Message, waba: Waba) -> str:
    category = str(message.category).lower()
    if category == "marketing" and message.marketing_api:
        return "marketing_lite"
    abroad = world.settings.authentication_international
    if category == "authentication" and abroad:
        country = country_of(message.person)
        if country in abroad and country != waba.country:
            return "authentication-international"
    return category


def _price(kind: str, category: str) -> Json:
    return {"billable": kind == "regular", "pricing_model": "PMP", "type": kind, "category": category}


def _conversation(world: Sandbox, message: Message, thread: Thread, now: float) -> Json:
    """What webhooks up to v23 carry with every price, and newer ones only inside a free entry point."""
    assert message.pricing is not None, "the price comes first"
    free = message.pricing["type"] == "free_entry_point"
    ends = thread.free_until if free else now + WINDOW_SECONDS
    return {
        "id": thread.free_id if free else world.ids.octets(16).hex(),
        "expiration_timestamp": str(int(ends)),
        "origin": {"type": message.pricing["category"]},
    }
