"""Copying templates from another account of the same business."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import not_visible
from waypost_sandbox.graph.templates.creating import add, room_of
from waypost_sandbox.graph.templates.reading import names, number
from waypost_sandbox.graph.templates.refusals import misshapen, missing
from waypost_sandbox.graph.templates.standing import approve
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template

MOST = 500
GOOD = ("GREEN", "UNKNOWN")


@edge("waba", "POST", "migrate_message_templates")
async def migrate_templates(call: Call) -> Json:
    given = await call.given()
    source_id = str(given.get("source_waba_id") or "")
    if not source_id:
        raise missing("source_waba_id")
    source = call.state.wabas.get(source_id)
    if source is None or (call.token.waba_ids and source_id not in call.token.waba_ids):
        raise not_visible(source_id, "post")
    if source.business_id != call.state.wabas[call.node].business_id or source_id == call.node:
        raise misshapen("Param source_waba_id must be another account of the same business.")
    first = (number(given, "page_number", 0, 10**6) or 0) * MOST
    count = number(given, "count", 1, MOST) or MOST
    wanted = names(given, "template_ids")
    templates = call.state.templates_of(source_id)
    if wanted:
        templates = [template for template in templates if template.id in wanted]
    migrated: list[str] = []
    failed: Json = {}
    for template in templates[first : first + count]:
        reason = _reason(call, template)
        if reason is None:
            _copy(call, template)
            migrated.append(template.id)
        else:
            failed[template.id] = reason
    return {"migrated_templates": migrated, "failed_templates": failed}


def _reason(call: Call, template: Template) -> str | None:
    """Why a template stays where it is."""
    if template.status != "APPROVED" or template.quality not in GOOD:
        return "Only approved templates of good quality can be migrated."
    if call.state.template_named(call.node, template.name, template.language) is not None:
        return "Content in this language already exists."
    if len(call.state.templates_of(call.node)) >= room_of(call):
        return "The account has as many templates as it may have."
    return None


def _copy(call: Call, template: Template) -> None:
    copied = Template(
        id=call.world.ids.node(),
        waba_id=call.node,
        name=template.name,
        language=template.language,
        category=template.category,
        status="APPROVED",
        components=template.components,
        parameter_format=template.parameter_format,
        ttl_seconds=template.ttl_seconds,
        library_name=template.library_name,
    )
    add(call.world, copied)
    approve(call.world, copied)
