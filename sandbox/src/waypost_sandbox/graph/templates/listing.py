"""The list of an account's templates, and one by itself."""

from collections.abc import Callable
from typing import Any

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import no_such_field
from waypost_sandbox.graph.field_list import read_fields
from waypost_sandbox.graph.health import health_status, template_entity
from waypost_sandbox.graph.paging import page
from waypost_sandbox.graph.templates.creating import room_of
from waypost_sandbox.graph.templates.reading import names
from waypost_sandbox.graph.templates.refusals import misshapen
from waypost_sandbox.graph.templates.review import words_of
from waypost_sandbox.graph.templates.samples import with_addresses
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template

USUAL = (
    "name",
    "parameter_format",
    "components",
    "language",
    "status",
    "category",
    "sub_category",
    "previous_category",
    "correct_category",
    "id",
)
# What is left out when there is nothing to say, as Graph does.
FIELDS: dict[str, Callable[[Call, Template], Any]] = {
    "id": lambda _, template: template.id,
    "name": lambda _, template: template.name,
    "parameter_format": lambda _, template: template.parameter_format,
    "components": lambda call, template: with_addresses(call.world, template),
    "language": lambda _, template: template.language,
    "status": lambda _, template: template.status,
    "category": lambda _, template: template.category,
    "sub_category": lambda _, template: template.sub_category,
    "previous_category": lambda _, template: template.previous_category,
    "correct_category": lambda _, template: template.correct_category,
    "quality_score": lambda _, template: _quality(template),
    "rejected_reason": lambda _, template: template.rejected_reason,
    "message_send_ttl_seconds": lambda _, template: template.ttl_seconds,
    "library_template_name": lambda _, template: template.library_name,
    "cta_url_link_tracking_opted_out": lambda _, template: template.link_tracking_opted_out,
    "degrees_of_freedom_spec": lambda _, template: template.degrees_of_freedom,
    "optimization_spec": lambda _, template: (
        {"bid_amount": template.bid_amount} if template.bid_amount is not None else None
    ),
    "health_status": lambda call, template: health_status(
        call.state,
        call.app,
        call.state.wabas[template.waba_id],
        first=template_entity(template.id, approved=template.status == "APPROVED"),
    ),
}
SUMMARY: dict[str, Callable[[Call, list[Template]], Any]] = {
    "total_count": lambda _, found: len(found),
    "message_template_count": lambda call, _: len(call.state.templates_of(call.node)),
    "message_template_limit": lambda call, _: room_of(call),
    "are_translations_complete": lambda call, _: _translated(call.state.templates_of(call.node)),
}
# Query parameters of which one value must be the template's own.
FILTERS: dict[str, Callable[[Template], str]] = {
    "name": lambda template: template.name,
    "status": lambda template: template.status,
    "category": lambda template: template.category,
    "language": lambda template: template.language,
    "quality_score": lambda template: template.quality,
}


@edge("waba", "GET", "message_templates")
async def list_templates(call: Call) -> Json:
    found = [template for template in call.state.templates_of(call.node) if _fits(call, template)]
    wanted = _wanted(call)
    answer = page(call, [_row(call, template, wanted) for template in found], narrowed=True)
    summary = [field.name for field in read_fields(call.query.get("summary", ""))]
    if summary:
        asked = SUMMARY if "true" in summary else summary
        for name in asked:
            if name not in SUMMARY:
                raise misshapen(f"Param summary has no field {name}.")
        answer["summary"] = {name: SUMMARY[name](call, found) for name in asked}
    return answer


@edge("template", "GET")
async def template_node(call: Call) -> Json:
    return _row(call, call.state.templates[call.node], _wanted(call))


def _wanted(call: Call) -> tuple[str, ...]:
    wanted = tuple(field.name for field in read_fields(call.query.get("fields", ""))) or USUAL
    for name in wanted:
        if name not in FIELDS:
            raise no_such_field(name, "HSM")
    return tuple(dict.fromkeys((*wanted, "id")))


def _row(call: Call, template: Template, wanted: tuple[str, ...]) -> Json:
    row = {name: FIELDS[name](call, template) for name in wanted}
    return {name: value for name, value in row.items() if value is not None}


def _fits(call: Call, template: Template) -> bool:
    query = call.query
    for name, value in FILTERS.items():
        if query.get(name) and value(template).lower() not in [n.lower() for n in names(dict(query), name)]:
            return False
    for name, words in (
        ("content", words_of(template.components)),
        ("name_or_content", f"{template.name} {words_of(template.components)}"),
    ):
        if query.get(name, "").lower() not in words.lower():
            return False
    # Nothing here writes templates by itself, which is what Direct Send does.
    return query.get("source", "").upper() != "AUTO_GENERATED"


def _quality(template: Template) -> Json:
    return {"score": template.quality, "date": int(template.quality_at or template.created_at)}


def _translated(templates: list[Template]) -> bool:
    """Whether every name exists in every language that the account uses."""
    languages: dict[str, set[str]] = {}
    for template in templates:
        languages.setdefault(template.name, set()).add(template.language)
    return len({frozenset(found) for found in languages.values()}) <= 1
