"""When Meta finds that a template belongs into another category."""

from waypost_sandbox.graph.templates.plans import happening, plan
from waypost_sandbox.graph.templates.telling import tell_category
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS
from waypost_sandbox.state.templates import Template

NOTICE_SECONDS = DAY_SECONDS


def give_notice(world: Sandbox, template: Template, correct: str) -> None:
    """It changes a day later."""
    template.correct_category = correct
    plan(world, template, "category", world.clock.now() + NOTICE_SECONDS)
    tell_category(world, template, {"correct_category": correct, "new_category": template.category})


@happening("category")
def change(world: Sandbox, template: Template) -> None:
    if template.correct_category is None:
        return
    template.previous_category, template.category = template.category, template.correct_category
    template.correct_category = None
    tell_category(
        world,
        template,
        {"previous_category": template.previous_category, "new_category": template.category},
    )
