"""An approved template, filled in for a message."""

from msgspec import Struct

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.template_buttons import SUB_TYPES
from waypost_sandbox.graph.messages.template_parameters import read_parameters
from waypost_sandbox.graph.messages.template_parts import fill_parts
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.templates import Template

COMPONENTS = ("header", "body", "button", "carousel", "limited_time_offer", "tap_target_configuration")
CARD_COMPONENTS = ("header", "body", "button")
MOST_COMPONENTS = 20
MOST_BUTTONS = 10
MOST_CARDS = 10
AUTHENTICATION_SECONDS = 600.0
LONGEST_TTL_SECONDS = 30 * 86_400.0


class Wanted(Struct):
    """The template as the message names it."""

    name: str
    language: str
    components: list[Json]


def read_template(content: Json) -> Wanted:
    """Raises for what cannot be read, whatever the template is."""
    name = checks.text(content, "name", "template", 512)
    language = checks.child(content, "language", "template")
    checks.choice(language, "policy", "template['language']", ("deterministic",), "deterministic")
    code = checks.text(language, "code", "template['language']", 512)
    components: list[Json] = []
    if content.get("components") is not None:
        path = "template['components']"
        given = checks.items(content, "components", "template", 0, MOST_COMPONENTS)
        components = _read_components(given, COMPONENTS, path)
    return Wanted(name, code, components)


def _read_components(given: list[Json], types: tuple[str, ...], path: str) -> list[Json]:
    """With types in lower case and numbers as such, for the filling."""
    found = []
    for position, component in enumerate(given):
        where = f"{path}[{position}]"
        read = component | {"type": str(component.get("type") or "").lower() or None}
        kind = checks.choice(read, "type", where, types)
        read["parameters"] = read_parameters(component, where)
        if kind == "button":
            read["sub_type"] = str(component.get("sub_type") or "").lower() or None
            checks.choice(read, "sub_type", where, SUB_TYPES)
            read["index"] = checks.whole_number(component, "index", where, 0, MOST_BUTTONS - 1)
            if read["index"] is None:
                raise checks.Missing(f"{where}['index']")
        elif kind == "carousel":
            read["cards"] = _read_cards(component, where)
        found.append(read)
    checks.different([f"{part['type']} {part.get('index')}" for part in found], "Components")
    return found


def _read_cards(carousel: Json, path: str) -> list[Json]:
    cards = []
    for card in checks.items(carousel, "cards", path, 1, MOST_CARDS):
        index = checks.whole_number(card, "card_index", path, 0, MOST_CARDS - 1)
        if index is None:
            raise checks.Missing(f"{path}['card_index']")
        given = checks.items(card, "components", path, 0, MOST_COMPONENTS)
        cards.append({"card_index": index, "components": _read_components(given, CARD_COMPONENTS, path)})
    return cards


def find_template(state: State, waba_id: str, wanted: Wanted) -> Template:
    found = state.template_named(waba_id, wanted.name, wanted.language)
    if found is not None:
        if found.status == "APPROVED":
            return found
        if found.status == "PAUSED":
            raise GraphError(132015)
        if found.status == "DISABLED":
            raise GraphError(132016)
    raise GraphError(132001, f"template name ({wanted.name}) does not exist in {wanted.language}")


def fill_template(draft: Draft, template: Template, wanted: Wanted) -> str:
    """The filled words; the phone's view goes to the draft."""
    shown = fill_parts(draft, template, template.components, wanted.components)
    draft.shown = {"kind": "template"} | shown
    return str(shown["body"])


def ttl_of(template: Template) -> float | None:
    if template.ttl_seconds is not None:
        return LONGEST_TTL_SECONDS if template.ttl_seconds < 0 else float(template.ttl_seconds)
    return AUTHENTICATION_SECONDS if template.category == "AUTHENTICATION" else None
