"""The components of a template: each by itself, and whether they fit together."""

from collections.abc import Callable
from functools import partial

from waypost_sandbox.graph.templates.authentication import read_authentication
from waypost_sandbox.graph.templates.buttons import read_buttons
from waypost_sandbox.graph.templates.cards import read_carousel, read_offer
from waypost_sandbox.graph.templates.draft import Draft
from waypost_sandbox.graph.templates.reading import objects, option
from waypost_sandbox.graph.templates.refusals import combination, missing_fields
from waypost_sandbox.graph.templates.texts import read_body, read_footer, read_header
from waypost_sandbox.state import Json

LONGEST_OFFER_BODY = 600
OFFER_BUTTONS = ("COPY_CODE", "URL")
_READERS: dict[str, Callable[[Draft, Json], Json]] = {
    "HEADER": read_header,
    "BODY": read_body,
    "FOOTER": read_footer,
    "BUTTONS": read_buttons,
    "CAROUSEL": read_carousel,
    "LIMITED_TIME_OFFER": read_offer,
    "CALL_PERMISSION_REQUEST": lambda _draft, _component: {"type": "CALL_PERMISSION_REQUEST"},
}


def read_components(draft: Draft, given: Json) -> list[Json]:
    """As they are kept, in the order in which they were given."""
    components = objects(given, "components")
    if draft.category == "AUTHENTICATION":
        return read_authentication(draft, components)
    kinds = [option(component, "type", tuple(_READERS)) for component in components]
    for kind in kinds:
        if kinds.count(kind) > 1:
            raise combination(f"There can be one {kind}.")
    if "BODY" not in kinds:
        raise missing_fields("BODY", "text")
    _check_together(kinds)
    readers = dict(_READERS)
    if "LIMITED_TIME_OFFER" in kinds:
        readers["BODY"] = partial(read_body, longest=LONGEST_OFFER_BODY)
    kept = {kind: readers[kind](draft, part) for kind, part in zip(kinds, components, strict=True)}
    if "LIMITED_TIME_OFFER" in kept:
        _check_offer(kept)
    return list(kept.values())


def _check_together(kinds: list[str]) -> None:
    if "CAROUSEL" in kinds and set(kinds) != {"BODY", "CAROUSEL"}:
        raise combination("Beside a carousel stands only a body.")
    if "LIMITED_TIME_OFFER" in kinds and "FOOTER" in kinds:
        raise combination("A template with a limited-time offer has no footer.")


def _check_offer(parts: dict[str, Json]) -> None:
    """With an expiry the offer needs a code to copy; a picture or a film may stand above it."""
    if parts.get("HEADER", {}).get("format", "IMAGE") not in ("IMAGE", "VIDEO"):
        raise combination("Above a limited-time offer stands an image or a video.")
    buttons = [button["type"] for button in parts.get("BUTTONS", {}).get("buttons", [])]
    if not buttons:
        raise missing_fields("LIMITED_TIME_OFFER", "buttons")
    if any(kind not in OFFER_BUTTONS for kind in buttons):
        raise combination("A limited-time offer has a code to copy and an address as buttons, no others.")
    if "COPY_CODE" in buttons and buttons[0] != "COPY_CODE":
        raise combination("The code to copy is the first button of a limited-time offer.")
