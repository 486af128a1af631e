"""The list of an account's templates, and one by itself."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.paging import page
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template


@edge("waba", "GET", "message_templates")
async def list_templates(call: Call) -> Json:
    query = call.query
    found = [
        row
        for row in map(row_of, call.state.templates_of(call.node))
        if all(
            name not in query or str(row.get(name, "")).lower() == query[name].lower()
            for name in ("name", "status", "category", "language")
        )
    ]
    return page(call, found)


def row_of(template: Template) -> Json:
    return {
        "name": template.name,
        "parameter_format": template.parameter_format,
        "components": template.components,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "id": template.id,
    }
