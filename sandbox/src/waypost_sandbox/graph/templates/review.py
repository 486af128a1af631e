"""The review of templates: most are approved, a moment after they were handed in."""

from waypost_sandbox.graph.templates.plans import happening, plan
from waypost_sandbox.graph.templates.standing import approve, reject
from waypost_sandbox.graph.templates.variables import VARIABLE, are_adjacent
from waypost_sandbox.graph.templates.words import (
    asks_for_code,
    is_other_language,
    is_promotional,
    policy_reason,
)
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template

ADJACENT = {
    "reason": "Parameters stand next to each other without words between them.",
    "recommendation": "Put words between the parameters, so that the message can be understood.",
}


def hand_in(world: Sandbox, template: Template) -> None:
    template.status, template.rejected_reason = "PENDING", "NONE"
    wait = world.faults.dice.uniform(*world.settings.template_review_seconds)
    plan(world, template, "review", world.clock.now() + wait)


def category_of(category: str, components: list[Json]) -> str:
    """The category that Meta sees, whatever the business says."""
    if category == "UTILITY" and is_promotional(words_of(components)):
        return "MARKETING"
    return category


@happening("review")
def review(world: Sandbox, template: Template) -> None:
    reason = reason_to_reject(template)
    if reason is None:
        approve(world, template)
    else:
        reject(world, template, reason, ADJACENT if reason == "INVALID_FORMAT" else None)


def reason_to_reject(template: Template) -> str | None:
    if template.category == "AUTHENTICATION":
        return None
    words = words_of(template.components)
    if any(are_adjacent(part) for part in texts_of(template.components)):
        return "INVALID_FORMAT"
    if asks_for_code(words):
        return "INCORRECT_CATEGORY"
    if (reason := policy_reason(words)) is not None:
        return reason
    if is_other_language(VARIABLE.sub(" ", words), template.language):
        return "TAG_CONTENT_MISMATCH"
    return None


def words_of(components: list[Json]) -> str:
    return "\n".join(texts_of(components))


def texts_of(components: list[Json]) -> list[str]:
    """Everything that people read, but for the labels of buttons."""
    found = [str(part["text"]) for part in components if "text" in part]
    for part in components:
        for card in part.get("cards", []):
            found += texts_of(card["components"])
    return found
