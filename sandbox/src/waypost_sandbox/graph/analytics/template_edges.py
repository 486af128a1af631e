"""What becomes of templates: `/{waba}/template_analytics` and `/{waba}/template_group_analytics`."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from waypost_sandbox.graph.analytics.counting import (
    BILLED,
    CLOUD_API,
    DELIVERED,
    LINK,
    MARKETING_API,
    READ,
    SENT,
)
from waypost_sandbox.graph.analytics.fields import cost_of
from waypost_sandbox.graph.analytics.span import Span, check_span, choices, moment
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.paging import page
from waypost_sandbox.life.countries import country_of
from waypost_sandbox.life.timezones import zone_of
from waypost_sandbox.state import DAY_SECONDS, Json, State
from waypost_sandbox.state.accounts import Waba
from waypost_sandbox.state.counts import HalfHour
from waypost_sandbox.state.templates import Template

LOOK_BACK_SECONDS = 90 * DAY_SECONDS
MOST_IDS = 10
METRICS = ("SENT", "DELIVERED", "READ", "CLICKED", "COST")
CONVERSIONS = (
    "APP_ACTIVATIONS",
    "APP_ADD_TO_CART",
    "APP_CHECKOUTS_INITIATED",
    "APP_PURCHASES",
    "APP_PURCHASES_CONVERSION_VALUE",
    "WEBSITE_ADD_TO_CART",
    "WEBSITE_CHECKOUTS_INITIATED",
    "WEBSITE_PURCHASES",
    "WEBSITE_PURCHASES_CONVERSION_VALUE",
)
PRODUCTS = (CLOUD_API.upper(), MARKETING_API.upper())
# The European Union, the United Kingdom and Japan have no template insights.
WITHOUT_INSIGHTS = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE GB JP".split()  # noqa: SIM905
)


class Day(Struct):
    """What happened to one template, or one group of them, in one day."""

    counted: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    cost: Decimal = Decimal(0)
    # (kind, text) → taps
    taps: dict[tuple[str, str], int] = field(default_factory=dict)
    tappers: dict[tuple[str, str], set[str]] = field(default_factory=dict)


@edge("waba", "GET", "template_analytics")
async def template_analytics(call: Call) -> Json:
    waba = _with_insights(call)
    ids = _ids(call, "template_ids")
    for template_id in ids:
        template = call.state.templates.get(template_id)
        if template is None or template.waba_id != waba.id:
            raise GraphError(100, f"Param template_ids: {template_id} is not a template of this account.")
    return _answer(call, waba, "template_id", {template_id: [template_id] for template_id in ids})


@edge("waba", "GET", "template_group_analytics")
async def template_group_analytics(call: Call) -> Json:
    waba = _with_insights(call)
    groups: dict[str, list[str]] = {}
    for group_id in _ids(call, "template_group_ids"):
        if group_id not in waba.template_groups:
            raise GraphError(100, f"Param template_group_ids: {group_id} is not a group of this account.")
        groups[group_id] = waba.template_groups[group_id]
    return _answer(call, waba, "template_group_id", groups)


def enable_insights(state: State, waba: Waba, wanted: object) -> None:
    """`POST /{waba}?is_enabled_for_insights=true`, which cannot be taken back."""
    if str(wanted).lower() == "false":
        raise GraphError(200006 if waba.insights else 100)
    if str(wanted).lower() != "true":
        raise GraphError(100, "Param is_enabled_for_insights must be true.")
    _check_region(state, waba)
    waba.insights = True


def _with_insights(call: Call) -> Waba:
    waba = call.state.wabas[call.node]
    _check_region(call.state, waba)
    if not waba.insights:
        raise GraphError(200007)
    return waba


def _check_region(state: State, waba: Waba) -> None:
    numbers = [state.phone_numbers[number_id].digits for number_id in waba.phone_numbers]
    if not WITHOUT_INSIGHTS.isdisjoint((waba.country, *map(country_of, numbers))):
        raise GraphError(200005, "Accounts of the European Union, the United Kingdom and Japan have none.")


def _answer(call: Call, waba: Waba, label: str, wanted: dict[str, list[str]]) -> Json:
    query = call.query
    metrics = choices(query, "metric_types", (*METRICS, *CONVERSIONS)) or list(METRICS)
    product = query.get("product_type", PRODUCTS[0]).upper()
    if product not in PRODUCTS:
        raise GraphError(100, f"Param product_type must be one of {{{', '.join(PRODUCTS)}}}.")
    asked, local = _span(call, waba)
    points: list[Json] = []
    for name, template_ids in wanted.items():
        templates = [call.state.templates[i] for i in template_ids if i in call.state.templates]
        for cell, day in _days(call.state, asked, templates, product.lower(), waba.currency).items():
            point: Json = {label: name, "start": cell[0], "end": cell[1]}
            points.append(point | _values(day, templates, metrics))
    row: Json = {"granularity": "DAILY", "product_type": product.lower(), "data_points": points}
    return page(call, [{"waba_timezone": str(asked.zone), **row} if local else row])


def _span(call: Call, waba: Waba) -> tuple[Span, bool]:
    query = call.query
    if query.get("granularity", "").upper() != "DAILY":
        raise GraphError(100, "Param granularity must be DAILY.")
    local = query.get("use_waba_timezone", "").lower() == "true"
    zone = zone_of(waba.timezone_id) if local else ZoneInfo("UTC")
    start, end = (_moment(query, name, zone, dates_only=local) for name in ("start", "end"))
    found = Span(start, end, "day", zone)
    check_span(found, call.now, LOOK_BACK_SECONDS, "90 days")
    return found, local


def _moment(query: dict[str, str], name: str, zone: ZoneInfo, *, dates_only: bool) -> int:
    """A timestamp or YYYY-MM-DD; in the account's own time zone only the latter."""
    value = query.get(name, "")
    if value.isdigit() and not dates_only:
        return moment(query, name)
    try:
        return int(datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=zone).timestamp())
    except ValueError as error:
        shapes = "a date YYYY-MM-DD" if dates_only else "a UNIX timestamp or a date YYYY-MM-DD"
        raise GraphError(100, f"Param {name} must be {shapes}.") from error


def _ids(call: Call, name: str) -> list[str]:
    found = choices(call.query, name)
    if not found:
        raise GraphError(100, f"Param {name} is required.")
    if len(found) > MOST_IDS:
        raise GraphError(100, f"Param {name} takes at most {MOST_IDS} ids.")
    return found


def _days(
    state: State, asked: Span, templates: list[Template], product: str, currency: str
) -> dict[tuple[int, int], Day]:
    ids = {template.id for template in templates}
    tracked = {
        template.id
        for template in templates
        if template.category != "AUTHENTICATION" and not template.link_tracking_opted_out
    }
    days: dict[tuple[int, int], Day] = {}
    for cell, half_hour in asked.counted(state):
        for (template_id, through, country, category), counted in half_hour.templates.items():
            if template_id not in ids or through != product:
                continue
            day = days.setdefault(cell, Day())
            day.counted = [sum(pair) for pair in zip(day.counted, counted, strict=True)]
            if counted[BILLED]:
                day.cost += cost_of(counted[BILLED], category, country, currency)
        _add_taps(days, cell, half_hour, tracked, product)
    return days


def _add_taps(
    days: dict[tuple[int, int], Day],
    cell: tuple[int, int],
    half_hour: HalfHour,
    tracked: set[str],
    product: str,
) -> None:
    for key, taps in half_hour.taps.items():
        template_id, through, kind, text = key
        if template_id in tracked and through == product:
            day = days.setdefault(cell, Day())
            day.taps[kind, text] = day.taps.get((kind, text), 0) + taps
            day.tappers.setdefault((kind, text), set()).update(half_hour.tappers.get(key, ()))


def _values(day: Day, templates: list[Template], metrics: list[str]) -> Json:
    counted = day.counted
    values: Json = {}
    for name, place in (("SENT", SENT), ("DELIVERED", DELIVERED), ("READ", READ)):
        if name in metrics:
            values[name.lower()] = counted[place]
    if "CLICKED" in metrics and day.taps:
        values["clicked"] = _clicked(day)
    if "COST" in metrics:
        values["cost"] = _costs(day, has_link=any(map(_has_link, templates)))
    # Nothing here leads to purchases in shops and apps.
    return values | {name.lower(): 0 for name in metrics if name in CONVERSIONS}


def _clicked(day: Day) -> list[Json]:
    rows: list[Json] = []
    for (kind, text), count in day.taps.items():
        rows.append({"type": kind, "button_content": text, "count": count})
        if kind == LINK:
            different = len(day.tappers[kind, text])
            rows.append({"type": f"unique_{kind}", "button_content": text, "count": different})
    return rows


def _costs(day: Day, *, has_link: bool) -> list[Json]:
    spent = float(day.cost)
    rows: list[Json] = [{"type": "amount_spent", "value": spent}]
    if day.counted[DELIVERED]:
        rows.append({"type": "cost_per_delivered", "value": float(day.cost / day.counted[DELIVERED])})
    links = sum(count for (kind, _), count in day.taps.items() if kind == LINK)
    if has_link and links:
        rows.append({"type": "cost_per_url_button_click", "value": float(day.cost / links)})
    return rows


def _has_link(template: Template) -> bool:
    buttons = [button for part in template.components for button in part.get("buttons") or ()]
    return any(str(button.get("type")).upper() == "URL" for button in buttons)
