"""What will happen to a template later; plans are kept with it, so that they outlive a restart."""

from collections.abc import Callable

from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state.templates import Template

Happening = Callable[[Sandbox, Template], None]
_HAPPENINGS: dict[str, Happening] = {}


def happening(name: str) -> Callable[[Happening], Happening]:
    def keep(action: Happening) -> Happening:
        _HAPPENINGS[name] = action
        return action

    return keep


def plan(world: Sandbox, template: Template, name: str, when: float) -> None:
    """An earlier plan of the same name is given up."""
    template.plans[name] = when
    world.clock.at(when, _happen, world, template.id, name, when)


def give_up(template: Template, *names: str) -> None:
    for name in names:
        template.plans.pop(name, None)


def resume(world: Sandbox, template: Template) -> None:
    """After a start the clock knows nothing of what was planned before."""
    for name, when in template.plans.items():
        world.clock.at(when, _happen, world, template.id, name, when)


def _happen(world: Sandbox, template_id: str, name: str, when: float) -> None:
    template = world.state.templates.get(template_id)
    if template is not None and template.plans.get(name) == when:
        del template.plans[name]
        _HAPPENINGS[name](world, template)
