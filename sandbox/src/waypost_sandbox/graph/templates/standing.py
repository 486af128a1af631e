"""The status of a template and how it changes: approved, rejected, paused, disabled, deleted."""

from waypost_sandbox.graph.templates.plans import give_up, happening, plan
from waypost_sandbox.graph.templates.telling import tell_quality, tell_status
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.templates import Quota, Template

HOUR_SECONDS = 3600.0
# How long the first pause and the second one last; there is no third.
PAUSES = (("FIRST_PAUSE", 3), ("SECOND_PAUSE", 6))
NAME_BLOCKED_SECONDS = 30 * DAY_SECONDS
# So long Meta goes on delivering what was sent before the deletion.
DELETION_SECONDS = 30 * DAY_SECONDS
PAUSED_CODE = 132015


def approve(world: Sandbox, template: Template, more: Json | None = None) -> None:
    template.status, template.rejected_reason = "APPROVED", "NONE"
    template.approved_at = template.rated_since = world.clock.now()
    template.paced, template.paced_messages, template.paused_by_pacing = False, 0, False
    give_up(template, "review", "unpause")
    tell_status(world, template, "APPROVED", more=more)


def reject(world: Sandbox, template: Template, reason: str, info: Json | None = None) -> None:
    template.status, template.rejected_reason = "REJECTED", reason
    give_up(template, "review", "unpause")
    tell_status(world, template, "REJECTED", reason, {"rejection_info": info} if info else None)
    world.held.release(template.id, PAUSED_CODE)


def pause(world: Sandbox, template: Template) -> None:
    """For three hours, the next time for six, and after that it is disabled."""
    if template.pauses >= len(PAUSES):
        disable(world, template)
        return
    title, hours = PAUSES[template.pauses]
    template.pauses += 1
    _pause(world, template, title, f"Paused for {hours} hours because of low quality")
    plan(world, template, "unpause", world.clock.now() + hours * HOUR_SECONDS)


def pause_by_pacing(world: Sandbox, template: Template) -> None:
    """Nothing ends this pause but the business itself."""
    _pause(world, template, "RATE_LIMITING_PAUSE", "Paused because the first messages were not welcome")
    template.paused_by_pacing = True


@happening("unpause")
def unpause(world: Sandbox, template: Template) -> None:
    approve(world, template, _other("UNPAUSE", "The template can be sent again"))
    set_quality(world, template, "UNKNOWN")


def disable(world: Sandbox, template: Template) -> None:
    template.status = "DISABLED"
    give_up(template, "review", "unpause", "category")
    more = {"disable_info": {"disable_date": str(int(world.clock.now()))}}
    tell_status(
        world, template, "DISABLED", more=more | _other("DISABLED", "Disabled because of low quality")
    )
    world.held.release(template.id, PAUSED_CODE)


def set_status(world: Sandbox, template: Template, status: str, event: str | None = None) -> None:
    """A status without consequences of its own."""
    template.status = status
    give_up(template, "review", "unpause")
    more = _other("RATE_LIMITING_PAUSE", "Locked because of low quality") if event == "LOCKED" else None
    tell_status(world, template, event or status, more=more)


def set_quality(world: Sandbox, template: Template, quality: str) -> None:
    previous, template.quality = template.quality, quality
    template.quality_at = world.clock.now()
    if previous != quality:
        tell_quality(world, template, previous)


def delete(world: Sandbox, template: Template, *, name_too: bool) -> None:
    """At once, or when what is on its way has arrived. `name_too` blocks the name in all languages."""
    if template.approved_at:
        quota = quota_of(world, template.waba_id)
        key = template.name if name_too else f"{template.name} {template.language}"
        quota.deleted[key] = world.clock.now() + NAME_BLOCKED_SECONDS
    world.held.release(template.id, PAUSED_CODE)
    if template.on_the_way <= 0:
        remove(world, template)
        return
    template.status = "PENDING_DELETION"
    template.plans.clear()
    plan(world, template, "delete", world.clock.now() + DELETION_SECONDS)
    tell_status(world, template, "PENDING_DELETION", None)


@happening("delete")
def remove(world: Sandbox, template: Template) -> None:
    template.status = "DELETED"
    template.plans.clear()
    world.state.templates.pop(template.id, None)
    tell_status(world, template, "DELETED")


def quota_of(world: Sandbox, waba_id: str) -> Quota:
    return world.state.template_quotas.setdefault(waba_id, Quota())


def _pause(world: Sandbox, template: Template, title: str, description: str) -> None:
    template.status, template.paused_at = "PAUSED", world.clock.now()
    give_up(template, "review")
    tell_status(world, template, "PAUSED", more=_other(title, description))
    world.held.release(template.id, PAUSED_CODE)


def _other(title: str, description: str) -> Json:
    return {"other_info": {"title": title, "description": description}}
