"""Templates, steered: reviewed, paused, rated and put into another category by hand."""

from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from waypost_sandbox.control.routing import body, route
from waypost_sandbox.graph.templates import pacing, samples
from waypost_sandbox.graph.templates.archiving import archive, unarchive
from waypost_sandbox.graph.templates.categories import give_notice
from waypost_sandbox.graph.templates.standing import (
    approve,
    disable,
    pause,
    pause_by_pacing,
    reject,
    set_quality,
    set_status,
    unpause,
)
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template

REASONS = (
    "ABUSIVE_CONTENT",
    "INCORRECT_CATEGORY",
    "INVALID_FORMAT",
    "PROMOTIONAL",
    "SCAM",
    "TAG_CONTENT_MISMATCH",
)


class Change(msgspec.Struct, forbid_unknown_fields=True):
    status: (
        Literal[
            "APPROVED",
            "REJECTED",
            "PAUSED",
            "DISABLED",
            "IN_APPEAL",
            "LIMIT_EXCEEDED",
            "FLAGGED",
            "REINSTATED",
            "LOCKED",
            "ARCHIVED",
            "UNARCHIVED",
        ]
        | None
    ) = None
    # Why it is rejected; or "pacing" for a pause that only the business ends.
    reason: str | None = None
    quality: Literal["GREEN", "YELLOW", "RED", "UNKNOWN"] | None = None
    # Changes to it a day later.
    correct_category: Literal["AUTHENTICATION", "MARKETING", "UTILITY"] | None = None
    # The verdict on messages that are held falls now.
    release: bool = False


async def list_templates(request: Request, world: Sandbox) -> Json:
    return {"templates": [template_view(template) for template in world.state.templates.values()]}


async def change_template(request: Request, world: Sandbox) -> Json:
    template = _template(request, world)
    change = await body(request, Change)
    if change.status is not None:
        _change_status(world, template, change.status, change.reason)
    if change.quality is not None:
        set_quality(world, template, change.quality)
        if change.quality == "RED" and template.status == "APPROVED":
            pause(world, template)
    if change.correct_category is not None:
        give_notice(world, template, change.correct_category)
    if change.release:
        pacing.judge(world, template)
    return template_view(template)


def _change_status(world: Sandbox, template: Template, status: str, reason: str | None) -> None:
    if status == "REJECTED":
        if reason is not None and reason not in REASONS:
            raise NotPossibleError(f"The reason must be one of {', '.join(REASONS)}.")
        reject(world, template, reason or "INVALID_FORMAT")
    elif status == "PAUSED" and reason == "pacing":
        pause_by_pacing(world, template)
    elif status == "APPROVED" and template.status == "PAUSED":
        unpause(world, template)
    elif (action := _ACTIONS.get(status)) is not None:
        action(world, template)
    else:
        # These are events only; the template can be sent as before, or is locked.
        kept = {"FLAGGED": "APPROVED", "REINSTATED": "APPROVED", "LOCKED": "PAUSED"}.get(status, status)
        set_status(world, template, kept, status)


_ACTIONS = {
    "APPROVED": approve,
    "PAUSED": pause,
    "DISABLED": disable,
    "ARCHIVED": archive,
    "UNARCHIVED": unarchive,
}


async def show_sample(request: Request, world: Sandbox) -> Response:
    found = samples.sample(world, _template(request, world), request.path_params["number"])
    if found is None:
        return Response("There is no such sample.", 404)
    content, mime_type = found
    headers = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox"}
    return Response(content, 200, headers, media_type=mime_type)


def template_view(template: Template) -> Json:
    return {
        "id": template.id,
        "waba_id": template.waba_id,
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "correct_category": template.correct_category,
        "status": template.status,
        "rejected_reason": template.rejected_reason,
        "quality": template.quality,
        "pauses": template.pauses,
        "plans": template.plans,
    }


def _template(request: Request, world: Sandbox) -> Template:
    template = world.state.templates.get(request.path_params["template_id"])
    if template is None:
        raise NotPossibleError(f"There is no template {request.path_params['template_id']}.")
    return template


ROUTES = [
    route("/templates", list_templates, "GET"),
    route("/templates/{template_id}", change_template, "POST"),
    route("/templates/{template_id}/samples/{number:int}", show_sample, "GET"),
]
