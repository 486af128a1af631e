"""Templates over HTTP."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Status

from waypost.core.http import Request
from waypost.templates import actions, queries
from waypost.templates.schemas import TemplateDetail, TemplatePage, TemplatePreview, ValuesIn

router = Router(tags=["templates"])


@router.get("", response=TemplatePage, operation_id="list_templates")
def list_templates(  # noqa: PLR0917 - each is a named filter
    request: Request,
    channel_id: UUID | None = None,
    search: Annotated[str, Query(max_length=200)] = "",
    status: Annotated[str, Query(max_length=40)] = "",
    category: Annotated[str, Query(max_length=40)] = "",
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> TemplatePage:
    return queries.template_page(
        request.auth,
        channel_id=channel_id,
        search=search,
        status=status,
        category=category,
        cursor=cursor,
        limit=limit,
    )


@router.post("/sync", response={202: None}, operation_id="sync_templates")
def sync_templates(request: Request) -> Status[None]:
    actions.sync_templates(request.auth)
    return Status(202, None)


@router.get("/{template_id}", response=TemplateDetail, operation_id="get_template")
def get_template(request: Request, template_id: UUID) -> TemplateDetail:
    return queries.template_detail(request.auth, template_id)


@router.post("/{template_id}/preview", response=TemplatePreview, operation_id="preview_template")
def preview_template(request: Request, template_id: UUID, new: ValuesIn) -> TemplatePreview:
    return queries.preview(request.auth, template_id, new.values)
