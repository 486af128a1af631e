"""Deleting templates: a name in all languages, one of them, or many by their ids."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.templates.reading import names
from waypost_sandbox.graph.templates.refusals import misshapen, missing, refusal
from waypost_sandbox.graph.templates.standing import delete
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template

MOST = 100
NOT_FOUND = 2593002


@edge("waba", "DELETE", "message_templates")
async def delete_templates(call: Call) -> Json:
    given = await call.given()
    name, hsm_id, hsm_ids = given.get("name"), given.get("hsm_id"), names(given, "hsm_ids")
    if hsm_ids and (name or hsm_id):
        raise misshapen("Param hsm_ids cannot stand together with name or hsm_id.")
    if len(hsm_ids) > MOST:
        raise misshapen(f"Param hsm_ids has at most {MOST} ids.")
    if not hsm_ids and not name:
        raise missing("name")
    wanted = hsm_ids or ([str(hsm_id)] if hsm_id else [])
    found = [_found(call, template_id) for template_id in wanted]
    if name:
        found = [
            template for template in found or call.state.templates_of(call.node) if template.name == name
        ]
    if not found:
        raise _not_found(str(name))
    for template in found:
        if template.status == "DISABLED":
            raise refusal(
                None,
                "Message template can't be deleted",
                f"{template.name} is disabled and can't be deleted.",
            )
    for template in found:
        delete(call.world, template, name_too=not wanted)
    return {"success": True}


def _found(call: Call, template_id: str) -> Template:
    template = call.state.templates.get(template_id)
    if template is None or template.waba_id != call.node:
        raise _not_found(template_id)
    return template


def _not_found(wanted: str) -> GraphError:
    return refusal(NOT_FOUND, "Message template not found", f"There is no message template {wanted}.")
