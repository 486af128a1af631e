"""The analytics that are fields of an account: `GET /{waba}?fields=analytics.start(…).end(…)…`."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from msgspec import Struct

from waypost_sandbox.graph.analytics.span import Span, choices, numbers_of, span
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.life.rates import price
from waypost_sandbox.life.timezones import zone_of
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import Waba
from waypost_sandbox.state.counts import FREE_FORM, INCOMING, TEMPLATE

Arguments = dict[str, str]
CATEGORIES = (
    "AUTHENTICATION",
    "AUTHENTICATION_INTERNATIONAL",
    "MARKETING",
    "MARKETING_LITE",
    "SERVICE",
    "UTILITY",
    "REFERRAL_CONVERSION",
    "AI_BOT",
    "GROUP_MARKETING",
    "GROUP_UTILITY",
    "GROUP_SERVICE",
)
TYPES = ("REGULAR", "FREE_CUSTOMER_SERVICE", "FREE_ENTRY_POINT")
# What conversations were called before each message became one.
CONVERSATION_TYPES = dict(zip(TYPES, ("REGULAR", "FREE_TIER", "FREE_ENTRY"), strict=True))
TIERED = ("UTILITY", "AUTHENTICATION", "AUTHENTICATION_INTERNATIONAL")
CUTS = ("HALF_HOUR", "DAILY", "MONTHLY")


class Asked(Struct):
    """What all analytics share: the time, the numbers and the countries."""

    state: State
    waba: Waba
    given: Arguments
    span: Span
    # Ids with their digits.
    numbers: dict[str, str]
    countries: list[str]

    def wants(self, number: str, country: str) -> bool:
        return number in self.numbers and (not self.countries or country in self.countries)


class Priced(Struct):
    """Delivered messages of one number, country, category and type within one cell of time."""

    cell: tuple[int, int]
    number: str
    country: str
    category: str
    type: str
    volume: int


class Sums:
    """Adds up numbers for all that has the same labels."""

    def __init__(self) -> None:
        self.points: dict[tuple[tuple[str, object], ...], list[Decimal]] = {}

    def add(self, cell: tuple[int, int], labels: Json, *values: Decimal | int) -> None:
        key = (("start", cell[0]), ("end", cell[1]), *labels.items())
        total = self.points.setdefault(key, [Decimal(0)] * len(values))
        for place, value in enumerate(values):
            total[place] += value


def messages(asked: Asked) -> Json:
    known = tuple(str(kind) for kind in (TEMPLATE, FREE_FORM, INCOMING))
    kinds = [int(kind) for kind in choices(asked.given, "product_types", known)] or [TEMPLATE, FREE_FORM]
    sums, met = Sums(), dict[str, None]()
    for cell, half_hour in asked.span.counted(asked.state):
        for (number, country, kind), counted in half_hour.messages.items():
            if asked.wants(number, country) and kind in kinds:
                sums.add(cell, {}, *counted)
                met[country] = None
    return {
        "phone_numbers": list(asked.numbers.values()),
        "country_codes": list(met),
        "granularity": asked.given["granularity"].upper(),
        "data_points": [
            {**dict(key), "sent": int(sent), "delivered": int(delivered)}
            for key, (sent, delivered) in sums.points.items()
        ],
    }


def pricing(asked: Asked) -> Json:
    metrics = choices(asked.given, "metric_types", ("VOLUME", "COST"))
    dimensions = choices(
        asked.given, "dimensions", ("PHONE", "COUNTRY", "TIER", "PRICING_TYPE", "PRICING_CATEGORY")
    )
    categories = choices(asked.given, "pricing_categories", CATEGORIES)
    types = choices(asked.given, "pricing_types", TYPES)
    sums = Sums()
    for part in _priced(asked, categories, types):
        labels = {
            "PHONE": ("phone_number", asked.numbers[part.number]),
            "COUNTRY": ("country", part.country),
            "TIER": ("tier", "0:100000" if part.category in TIERED else "0:MAX"),
            "PRICING_TYPE": ("pricing_type", part.type),
            "PRICING_CATEGORY": ("pricing_category", part.category),
        }
        # Free messages count for no tier.
        if part.type != "REGULAR":
            del labels["TIER"]
        sums.add(part.cell, _broken_down(labels, dimensions), part.volume, _cost(asked, part))
    return _points(sums, ("volume", "cost"), metrics)


def conversations(asked: Asked) -> Json:
    """Since messages are charged one by one, each delivered message is a conversation of its own."""
    metrics = choices(asked.given, "metric_types", ("CONVERSATION", "COST"))
    dimensions = choices(
        asked.given,
        "dimensions",
        ("PHONE", "COUNTRY", "CONVERSATION_TYPE", "CONVERSATION_DIRECTION", "CONVERSATION_CATEGORY"),
    )
    categories = choices(asked.given, "conversation_categories", CATEGORIES)
    names = choices(asked.given, "conversation_types", tuple(CONVERSATION_TYPES.values()))
    directions = choices(
        asked.given, "conversation_directions", ("UNKNOWN", "BUSINESS_INITIATED", "USER_INITIATED")
    )
    sums = Sums()
    for part in _priced(
        asked, categories, [kind for kind, name in CONVERSATION_TYPES.items() if name in names]
    ):
        if directions and "UNKNOWN" not in directions:
            continue
        labels = {
            "PHONE": ("phone_number", asked.numbers[part.number]),
            "COUNTRY": ("country", part.country),
            "CONVERSATION_TYPE": ("conversation_type", CONVERSATION_TYPES[part.type]),
            "CONVERSATION_DIRECTION": ("conversation_direction", "UNKNOWN"),
            "CONVERSATION_CATEGORY": ("conversation_category", part.category),
        }
        sums.add(part.cell, _broken_down(labels, dimensions), part.volume, _cost(asked, part))
    return _points(sums, ("conversation", "cost"), metrics)


def calls(asked: Asked) -> Json:
    """Calls by customers are free; there is no price list for those of the business here, they cost 0."""
    metrics = choices(asked.given, "metric_types", ("COUNT", "COST", "AVERAGE_DURATION"))
    directions = choices(asked.given, "directions", ("USER_INITIATED", "BUSINESS_INITIATED"))
    dimensions = choices(asked.given, "dimensions", ("PHONE", "DIRECTION", "COUNTRY"))
    sums = Sums()
    for cell, half_hour in asked.span.counted(asked.state):
        for (number, country, direction), counted in half_hour.calls.items():
            if not asked.wants(number, country) or (directions and direction not in directions):
                continue
            labels = {
                "PHONE": ("phone_number", asked.numbers[number]),
                "DIRECTION": ("direction", direction),
                "COUNTRY": ("country", country),
            }
            sums.add(cell, _broken_down(labels, dimensions), *counted)
    for total in sums.points.values():
        count, picked_up, seconds = total
        total[:] = [count, Decimal(0), seconds / picked_up if picked_up else Decimal(0)]
    return _points(sums, ("count", "cost", "average_duration"), metrics)


FIELDS: dict[str, tuple[Callable[[Asked], Json], tuple[str, ...]]] = {
    "analytics": (messages, ("HALF_HOUR", "DAY", "MONTH")),
    "conversation_analytics": (conversations, CUTS),
    "pricing_analytics": (pricing, CUTS),
    "call_analytics": (calls, CUTS),
}


def analytics_field(state: State, waba: Waba, name: str, given: Arguments, now: float) -> Json:
    """One of FIELDS for an account, with the arguments that stood behind its name."""
    if not given:
        raise GraphError(100, f"Param start, end and granularity are required for {name}.")
    answer, granularities = FIELDS[name]
    return answer(
        Asked(
            state,
            waba,
            given,
            span(given, granularities, zone_of(waba.timezone_id), now),
            numbers_of(state, waba, given),
            choices(given, "country_codes"),
        )
    )


def cost_of(volume: int, category: str, country: str, currency: str) -> Decimal:
    """What delivered messages cost; a user id of the country stands for its customers."""
    return volume * price(category.lower(), f"{country}.0", currency)


def _priced(asked: Asked, categories: list[str], types: list[str]) -> Iterator[Priced]:
    for cell, half_hour in asked.span.counted(asked.state):
        for (number, country, category, kind), volume in half_hour.priced.items():
            wanted = (not categories or category in categories) and (not types or kind in types)
            if wanted and asked.wants(number, country):
                yield Priced(cell, number, country, category, kind, volume)


def _cost(asked: Asked, part: Priced) -> Decimal:
    if part.type != "REGULAR":
        return Decimal(0)
    return cost_of(part.volume, part.category, part.country, asked.waba.currency)


def _broken_down(labels: dict[str, tuple[str, str]], dimensions: list[str]) -> Json:
    return {label: value for name, (label, value) in labels.items() if name in dimensions}


def _points(sums: Sums, names: tuple[str, ...], metrics: list[str]) -> Json:
    points = []
    for key, total in sums.points.items():
        point: Json = dict(key)
        for name, value in zip(names, total, strict=True):
            if not metrics or name.upper() in metrics:
                point[name] = float(value) if name == "cost" or value % 1 else int(value)
        points.append(point)
    return {"data": [{"data_points": points}]}
