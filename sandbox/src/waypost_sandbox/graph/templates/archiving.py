"""The archive: by hand, or after a year in which nothing happened to a template."""

from collections.abc import Callable

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.templates.creating import ARCHIVE_SECONDS
from waypost_sandbox.graph.templates.plans import give_up, happening, plan
from waypost_sandbox.graph.templates.reading import names
from waypost_sandbox.graph.templates.refusals import misshapen, missing
from waypost_sandbox.graph.templates.standing import PAUSED_CODE
from waypost_sandbox.graph.templates.telling import tell_status
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.templates import Template

MOST = 100
DELETION_SECONDS = 28 * DAY_SECONDS
ARCHIVABLE = ("APPROVED", "PAUSED", "REJECTED")


@edge("waba", "POST", "message_templates/archive")
async def archive_templates(call: Call) -> Json:
    return await _each(call, "archived_templates", ARCHIVABLE, archive)


@edge("waba", "POST", "message_templates/unarchive")
async def unarchive_templates(call: Call) -> Json:
    return await _each(call, "unarchived_templates", ("ARCHIVED",), unarchive)


async def _each(
    call: Call, answered: str, statuses: tuple[str, ...], action: Callable[[Sandbox, Template], None]
) -> Json:
    wanted = names(await call.given(), "hsm_ids")
    if not wanted:
        raise missing("hsm_ids")
    if len(wanted) > MOST:
        raise misshapen(f"Param hsm_ids has at most {MOST} ids.")
    done: list[str] = []
    failed: Json = {}
    for template_id in dict.fromkeys(wanted):
        template = call.state.templates.get(template_id)
        if template is None or template.waba_id != call.node:
            failed[template_id] = "There is no such template in this account."
        elif template.status not in statuses:
            failed[template_id] = f"A template in the status {template.status} cannot be changed so."
        else:
            action(call.world, template)
            done.append(template_id)
    return {answered: done, "failed_templates": failed}


def archive(world: Sandbox, template: Template) -> None:
    template.status_before, template.status = template.status, "ARCHIVED"
    give_up(template, "archive", "unpause", "category")
    plan(world, template, "delete", world.clock.now() + DELETION_SECONDS)
    tell_status(world, template, "ARCHIVED")
    world.held.release(template.id, PAUSED_CODE)


def unarchive(world: Sandbox, template: Template) -> None:
    """A pause does not outlive the archive."""
    template.status = "REJECTED" if template.status_before == "REJECTED" else "APPROVED"
    template.active_at = world.clock.now()
    give_up(template, "delete")
    plan(world, template, "archive", template.active_at + ARCHIVE_SECONDS)
    tell_status(world, template, "UNARCHIVED")


@happening("archive")
def look_after_a_year(world: Sandbox, template: Template) -> None:
    """Each message that was sent puts it off."""
    due = template.active_at + ARCHIVE_SECONDS
    if due > world.clock.now():
        plan(world, template, "archive", due)
    elif template.status in ARCHIVABLE:
        archive(world, template)
    else:
        plan(world, template, "archive", world.clock.now() + DAY_SECONDS)
