"""Templates over HTTP."""

from uuid import UUID

from ninja import Query, Router, Status

from waypost.core.http import Request
from waypost.templates import actions, queries
from waypost.templates.schemas import (
    PreviewIn,
    SyncIn,
    SyncOut,
    TemplateDetail,
    TemplateFilter,
    TemplatePage,
    TemplatePreview,
)

router = Router(tags=["templates"])


@router.get("", response=TemplatePage, operation_id="list_templates")
def list_templates(request: Request, wanted: Query[TemplateFilter]) -> TemplatePage:
    return queries.template_page(request.auth, **wanted.model_dump())


@router.post("/sync", response={202: SyncOut}, operation_id="sync_templates")
def sync_templates(request: Request, order: SyncIn) -> Status[SyncOut]:
    return Status(202, SyncOut(accounts=actions.request_sync(request.auth, order.channel_id)))


@router.get("/{template_id}", response=TemplateDetail, operation_id="get_template")
def get_template(request: Request, template_id: UUID) -> TemplateDetail:
    return queries.template_detail(request.auth, template_id)


@router.post("/{template_id}/preview", response=TemplatePreview, operation_id="preview_template")
def preview_template(request: Request, template_id: UUID, given: PreviewIn) -> TemplatePreview:
    return queries.preview(request.auth, template_id, given.values)
