"""New marketing templates go out slowly: what comes after the first messages waits for their verdict."""

from waypost_sandbox.graph.templates.plans import happening, plan
from waypost_sandbox.graph.templates.standing import PAUSED_CODE, pause_by_pacing
from waypost_sandbox.held import Release
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS
from waypost_sandbox.state.templates import Template

# Most verdicts fall within an hour.
VERDICT_SECONDS = (300.0, 3600.0)
# So long after a pause utility templates are held as well.
UTILITY_SECONDS = 7 * DAY_SECONDS


def holds(world: Sandbox, template: Template) -> bool:
    """Whether a message of this template must wait now."""
    first = world.settings.template_pacing
    if first is None or template.paced or template.quality == "GREEN":
        return False
    if template.category != "MARKETING" and not (
        template.category == "UTILITY"
        and template.paused_at
        and template.paused_at > world.clock.now() - UTILITY_SECONDS
    ):
        return False
    return template.paced_messages >= first


def hold(world: Sandbox, template: Template, release: Release) -> None:
    """`release` is called with None when the message may go, or with the code that drops it."""
    if not world.held.has(template.id):
        wait = world.faults.dice.uniform(*VERDICT_SECONDS)
        plan(world, template, "pacing", world.clock.now() + wait)
    world.held.add(template.id, release)


@happening("pacing")
def judge(world: Sandbox, template: Template) -> None:
    if template.status != "APPROVED":
        world.held.release(template.id, PAUSED_CODE)
    elif any(when >= template.rated_since for when, _ in template.verdicts.values()):
        pause_by_pacing(world, template)
    else:
        template.paced = True
        world.held.release(template.id, None)
