"""Counts what happens while it happens; it runs for each status, so it only adds to a few dictionaries."""

from waypost_sandbox.life.countries import country_of
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json, State
from waypost_sandbox.state.counts import FREE_FORM, HALF_HOUR_SECONDS, INCOMING, TEMPLATE, HalfHour
from waypost_sandbox.state.messages import Message
from waypost_sandbox.watchers import Watcher

KEPT_SECONDS = 400 * DAY_SECONDS
# Reads and taps count for a week after the sending.
INTEREST_SECONDS = 7 * DAY_SECONDS
MOST_TAPPERS = 10_000
UNKNOWN = "ZZ"
CLOUD_API, MARKETING_API = "cloud_api", "marketing_messages_api_for_whatsapp"
SENT, DELIVERED, READ, BILLED = 0, 1, 2, 3
LINK, REPLY = "url_button", "quick_reply_button"


class Counting(Watcher):
    def __init__(self, world: Sandbox) -> None:
        self._world = world
        self._now = HalfHour()
        self._until = 0.0
        self._of: State | None = None

    def status(self, message: Message, status: str) -> None:
        if status not in ("sent", "delivered", "read"):
            return
        state, now = self._world.state, self._half_hour()
        country = country_of(message.person) or UNKNOWN
        place = SENT if status == "sent" else DELIVERED
        # A chat that was open tells only of the reading.
        counted = status != "read" or "delivered" not in message.times
        if counted:
            kind = FREE_FORM if message.category is None else TEMPLATE
            row = now.messages.setdefault((message.phone_number_id, country, kind), [0, 0])
            row[place] += 1
            if place == DELIVERED:
                _count_price(now, message, country)
        if message.template_id is not None and _has_insights(state, message):
            _count_template(now, message, country, READ if status == "read" else place, delivered=counted)

    def written(self, message: Message) -> None:
        country = country_of(message.person) or UNKNOWN
        row = self._half_hour().messages.setdefault((message.phone_number_id, country, INCOMING), [0, 0])
        row[SENT] += 1
        row[DELIVERED] += 1

    def tapped(self, message: Message, button: Json) -> None:
        state = self._world.state
        kind = {"url": LINK, "quick_reply": REPLY}.get(str(button.get("type")).lower())
        if kind is None or message.template_id is None or not _has_insights(state, message):
            return
        if self._world.clock.now() > message.at + INTEREST_SECONDS:
            return
        now = self._half_hour()
        key = (message.template_id, _product(message), kind, str(button.get("text", "")))
        now.taps[key] = now.taps.get(key, 0) + 1
        if kind == LINK:
            tappers = now.tappers.setdefault(key, [])
            if message.person not in tappers and len(tappers) < MOST_TAPPERS:
                tappers.append(message.person)

    def reset(self) -> None:
        self._until = 0.0

    def _half_hour(self) -> HalfHour:
        now, state = self._world.clock.now(), self._world.state
        if now >= self._until or state is not self._of:
            self._now = half_hour_at(state, now)
            self._until = now - now % HALF_HOUR_SECONDS + HALF_HOUR_SECONDS
            self._of = state
        return self._now


def watch(world: Sandbox) -> None:
    world.watchers.all.append(Counting(world))


def half_hour_at(state: State, now: float) -> HalfHour:
    """The record for this moment; a new one pushes out what is older than analytics look back."""
    start = int(now - now % HALF_HOUR_SECONDS)
    found = state.counts.get(str(start))
    if found is None:
        found = state.counts[str(start)] = HalfHour()
        for key in list(state.counts):
            if int(key) >= start - KEPT_SECONDS:
                break
            del state.counts[key]
    return found


def _count_price(now: HalfHour, message: Message, country: str) -> None:
    pricing = message.pricing or {}
    category = str(pricing.get("category", "service")).upper().replace("-", "_")
    key = (message.phone_number_id, country, category, str(pricing.get("type", "regular")).upper())
    now.priced[key] = now.priced.get(key, 0) + 1


def _count_template(now: HalfHour, message: Message, country: str, place: int, *, delivered: bool) -> None:
    pricing = message.pricing or {}
    category = str(pricing.get("category", "")).upper().replace("-", "_")
    key = (str(message.template_id), _product(message), country, category)
    row = now.templates.setdefault(key, [0, 0, 0, 0])
    if place == READ:
        row[READ] += message.times["read"] <= message.at + INTEREST_SECONDS
        row[DELIVERED] += delivered
    else:
        row[place] += 1
    if delivered and place != SENT:
        row[BILLED] += bool(pricing.get("billable"))


def _product(message: Message) -> str:
    return MARKETING_API if message.marketing_api else CLOUD_API


def _has_insights(state: State, message: Message) -> bool:
    return state.wabas[state.phone_numbers[message.phone_number_id].waba_id].insights
