"""Creating a template: by hand, or from the library."""

import re

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.templates import library
from waypost_sandbox.graph.templates.components import read_components
from waypost_sandbox.graph.templates.draft import Draft
from waypost_sandbox.graph.templates.languages import LANGUAGES
from waypost_sandbox.graph.templates.plans import plan
from waypost_sandbox.graph.templates.reading import number, option, parsed, switch, text
from waypost_sandbox.graph.templates.refusals import (
    BEING_DELETED,
    EXISTS,
    LIMIT,
    NAME,
    SAMPLE_NAME,
    misshapen,
    refusal,
)
from waypost_sandbox.graph.templates.review import category_of, hand_in
from waypost_sandbox.graph.templates.standing import HOUR_SECONDS, approve, quota_of
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.templates import Template

CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
LONGEST_NAME = 512
CREATIONS_AN_HOUR = 100
FEW, MANY = 250, 6000
ARCHIVE_SECONDS = 365 * DAY_SECONDS
# Names that Meta's own samples have.
SAMPLE_NAMES = ("sample_flight_confirmation", "sample_happy_hour_announcement", "sample_issue_resolution")
# category → least, most, and whether -1 stands for thirty days
TTL_SECONDS = {
    "AUTHENTICATION": (30, 900, True),
    "UTILITY": (30, 43_200, True),
    "MARKETING": (43_200, 2_592_000, False),
}
_NAME = re.compile(r"[a-z0-9_]+")


@edge("waba", "POST", "message_templates")
async def create_template(call: Call) -> Json:
    given = {name: parsed(value) for name, value in (await call.given()).items()}
    check_rate(call)
    name, language = read_name(given), read_language(given.get("language"))
    if given.get("library_template_name"):
        template = from_library(call, given, name, language)
    else:
        template = by_hand(call, given, name, language)
    return {"id": template.id, "status": template.status, "category": template.category}


def by_hand(call: Call, given: Json, name: str, language: str) -> Template:
    """Checks everything, and then hands it in for review."""
    category = option(given, "category", CATEGORIES)
    parameters = option(given, "parameter_format", ("POSITIONAL", "NAMED"), "POSITIONAL")
    components = read_components(draft_for(call, category, language, parameters), given)
    ttl = read_ttl(given, category)
    check_free(call, name, language, category)
    check_different(call, call.node, name, category, components)
    check_room(call)
    seen_as = category_of(category, components)
    template = Template(
        id=call.world.ids.node(),
        waba_id=call.node,
        name=name,
        language=language,
        category=seen_as,
        status="PENDING",
        components=components,
        parameter_format=parameters,
        sub_category="CUSTOM" if seen_as == "MARKETING" else None,
        ttl_seconds=ttl if seen_as == category else None,
        degrees_of_freedom=_object(given, "degrees_of_freedom_spec"),
        bid_amount=_bid(given),
        link_tracking_opted_out=switch(given, "cta_url_link_tracking_opted_out"),
    )
    add(call.world, template)
    hand_in(call.world, template)
    return template


def from_library(call: Call, given: Json, name: str, language: str) -> Template:
    """Nobody needs to look at these: they are approved at once."""
    entry = library.entry(str(given["library_template_name"]), language)
    if option(given, "category", CATEGORIES, entry.category) != entry.category:
        raise misshapen(f"Param category must be {entry.category} for {entry.name}.")
    check_free(call, name, language, entry.category)
    check_room(call)
    draft = draft_for(call, entry.category, language, "POSITIONAL")
    template = Template(
        id=call.world.ids.node(),
        waba_id=call.node,
        name=name,
        language=language,
        category=entry.category,
        status="APPROVED",
        components=read_components(draft, {"components": library.components(entry, given)}),
        library_name=entry.name,
    )
    add(call.world, template)
    approve(call.world, template)
    return template


def draft_for(call: Call, category: str, language: str, parameters: str) -> Draft:
    waba_id = call.node if call.kind == "waba" else call.state.templates[call.node].waba_id
    strict = call.world.settings.strict_handles
    return Draft(call.state, waba_id, category, language, parameters == "NAMED", strict)


def add(world: Sandbox, template: Template) -> None:
    now = world.clock.now()
    template.created_at = template.active_at = now
    world.state.templates[template.id] = template
    quota_of(world, template.waba_id).creations.append(now)
    plan(world, template, "archive", now + ARCHIVE_SECONDS)


def read_name(given: Json) -> str:
    name = text(given, "name", "The name", LONGEST_NAME)
    if not _NAME.fullmatch(name):
        raise refusal(
            NAME,
            "Name Format is Incorrect",
            "The message template name can only have lowercase letters, digits and underscores.",
        )
    if name in SAMPLE_NAMES:
        raise refusal(
            SAMPLE_NAME,
            "Template name is already used as a sample template",
            "This template is named after a sample template created by default. Please use a different name.",
        )
    return name


def read_language(given: object) -> str:
    language = str(given or "")
    if language not in LANGUAGES:
        raise misshapen(f'Param language must be one of the supported languages - got "{language}".')
    return language


def read_ttl(given: Json, category: str) -> int | None:
    least, most, forever = TTL_SECONDS[category]
    name = "message_send_ttl_seconds"
    seconds = number(given, name, -1, 10**9)
    if seconds is None or (seconds == -1 and forever):
        return seconds
    if not least <= seconds <= most:
        raise misshapen(f"Param {name} must lie between {least} and {most} for {category}.")
    return seconds


def check_rate(call: Call) -> None:
    quota = quota_of(call.world, call.node)
    quota.creations = [when for when in quota.creations if when > call.now - HOUR_SECONDS]
    if len(quota.creations) >= CREATIONS_AN_HOUR:
        raise GraphError(80007, f"At most {CREATIONS_AN_HOUR} templates can be created within an hour.")


def check_free(call: Call, name: str, language: str, category: str) -> None:
    """A name has each language once, one category in all of them, and rests for 30 days when deleted."""
    if call.state.template_named(call.node, name, language) is not None:
        raise refusal(
            EXISTS,
            "Content in This Language Already Exists",
            f"There is already {language} content for this template. You can create a new template and try "
            "again.",
        )
    quota = quota_of(call.world, call.node)
    quota.deleted = {key: until for key, until in quota.deleted.items() if until > call.now}
    if name in quota.deleted or f"{name} {language}" in quota.deleted:
        raise refusal(
            BEING_DELETED,
            "Message template language is being deleted",
            f"New {language} content can't be added while the existing {language} content is being deleted. "
            "Try again in 4 weeks or consider creating a new message template.",
        )
    others = {other.category for other in call.state.templates_of(call.node) if other.name == name}
    if others and category not in others:
        raise refusal(
            None,
            "Category doesn't match",
            f"The category {category} doesn't match the one that's already associated with this template, "
            f"{', '.join(sorted(others))}.",
        )


def check_different(call: Call, waba_id: str, name: str, category: str, components: list[Json]) -> None:
    """No other template of the account may say the same; codes all say the same."""
    words = said(components)
    if category != "AUTHENTICATION" and any(
        other.name != name and other.category != "AUTHENTICATION" and said(other.components) == words
        for other in call.state.templates_of(waba_id)
    ):
        raise refusal(
            None,
            "Template is a duplicate",
            "Another template of this account has the same body and footer. Change the words.",
        )


def said(components: list[Json]) -> tuple[str, str]:
    parts = {part["type"]: str(part.get("text", "")) for part in components}
    return parts.get("BODY", ""), parts.get("FOOTER", "")


def check_room(call: Call) -> None:
    if len(call.state.templates_of(call.node)) >= room_of(call):
        raise refusal(
            LIMIT,
            "Message template limit exceeded",
            "This account has as many message templates as it may have. Delete some that are not needed.",
        )


def room_of(call: Call) -> int:
    """More for verified businesses with an approved name on any of their numbers."""
    business = call.state.businesses[call.state.wabas[call.node].business_id]
    approved = any(
        phone.name_status == "APPROVED"
        for phone in call.state.phone_numbers.values()
        if call.state.wabas[phone.waba_id].business_id == business.id
    )
    return MANY if business.verified and approved else FEW


def _object(given: Json, name: str) -> Json | None:
    found = given.get(name)
    if found is not None and not isinstance(found, dict):
        raise misshapen(f"Param {name} must be a JSON object.")
    return found


def _bid(given: Json) -> int | None:
    spec = _object(given, "optimization_spec")
    return number(spec, "bid_amount", 1, 10**9) if spec else None
