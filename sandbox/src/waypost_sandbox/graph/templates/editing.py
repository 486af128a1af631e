"""Changing a template, and ending a pause."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.templates.components import read_components
from waypost_sandbox.graph.templates.creating import (
    CATEGORIES,
    check_different,
    draft_for,
    read_ttl,
)
from waypost_sandbox.graph.templates.plans import give_up
from waypost_sandbox.graph.templates.reading import option, parsed, switch
from waypost_sandbox.graph.templates.refusals import missing, not_editable, refusal
from waypost_sandbox.graph.templates.review import category_of, hand_in
from waypost_sandbox.graph.templates.standing import unpause
from waypost_sandbox.graph.templates.telling import tell_components
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.templates import Template

EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
# within so many seconds → so many edits of an approved template
EDITS = {DAY_SECONDS: 1, 30 * DAY_SECONDS: 10}
CHANGEABLE = (
    "category",
    "components",
    "cta_url_link_tracking_opted_out",
    "message_send_ttl_seconds",
    "parameter_format",
)
# The pacing needs so long before a pause can be ended.
UNPAUSE_SECONDS = 300.0


@edge("template", "POST")
async def edit_template(call: Call) -> Json:
    """Words and category go back to review; how long a message may wait and tracking change at once."""
    given = {name: parsed(value) for name, value in (await call.given()).items()}
    template = call.state.templates[call.node]
    if not any(name in given for name in CHANGEABLE):
        raise missing("components")
    if template.status not in EDITABLE:
        raise not_editable(f"A template in the status {template.status} can't be edited.")
    category = option(given, "category", CATEGORIES, template.category)
    if category != template.category and template.status == "APPROVED":
        raise refusal(
            None, "Category can't be changed", "The category of an approved template can't be changed."
        )
    ttl = read_ttl(given, category)
    if "components" in given or category != template.category:
        _change_words(call, template, category, given)
    if "message_send_ttl_seconds" in given:
        template.ttl_seconds = ttl
    if "cta_url_link_tracking_opted_out" in given:
        template.link_tracking_opted_out = switch(given, "cta_url_link_tracking_opted_out")
    return {"success": True, "id": template.id, "name": template.name, "category": template.category}


def _change_words(call: Call, template: Template, category: str, given: Json) -> None:
    parameters = option(given, "parameter_format", ("POSITIONAL", "NAMED"), template.parameter_format)
    draft = draft_for(call, category, template.language, parameters)
    if "components" not in given:
        # What is there must fit the new category; its samples were checked when they came.
        given, draft.strict_handles = {"components": template.components}, False
    components = read_components(draft, given)
    check_different(call, template.waba_id, template.name, category, components)
    if template.status == "APPROVED":
        _count_edit(template, call.now)
    template.category, template.parameter_format = category_of(category, components), parameters
    changed = template.components != components
    template.components = components
    template.active_at = call.now
    give_up(template, "unpause")
    if changed:
        tell_components(call.world, template)
    hand_in(call.world, template)


def _count_edit(template: Template, now: float) -> None:
    template.edits = [when for when in template.edits if when > now - max(EDITS)]
    for span, most in EDITS.items():
        if sum(when > now - span for when in template.edits) >= most:
            days = int(span // DAY_SECONDS)
            raise refusal(
                None,
                "Message template can't be edited so often",
                f"An approved template can be edited {most} times within {days * 24} hours.",
            )
    template.edits.append(now)


@edge("template", "POST", "unpause")
async def unpause_template(call: Call) -> Json:
    template = call.state.templates[call.node]
    if template.status != "PAUSED" or not template.paused_by_pacing:
        return {"success": False, "reason": "The template is not paused because of pacing."}
    if call.now < template.paused_at + UNPAUSE_SECONDS:
        return {"success": False, "reason": "The template was paused less than five minutes ago."}
    unpause(call.world, template)
    return {"success": True}
