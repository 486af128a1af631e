"""Reading templates."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.db.models import Case, IntegerField, Value, When

from waypost.accounts.permissions import Permission
from waypost.channels import queries as channels
from waypost.core.actor import Actor, internal, requires
from waypost.kit.errors import NotFound
from waypost.templates import rules
from waypost.templates.models import Template
from waypost.templates.schemas import (
    ButtonFormOut,
    FormOut,
    PartFormOut,
    TemplateDetail,
    TemplateOut,
    TemplatePage,
    TemplatePreview,
)
from waypost.templates.values import PartForm

_APPROVED_FIRST = Case(When(status="approved", then=Value(0)), default=Value(1), output_field=IntegerField())


@requires(Permission.TEMPLATES_READ)
def template_page(
    actor: Actor,
    *,
    channel_id: UUID | None = None,
    search: str = "",
    status: str = "",
    category: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> TemplatePage:
    """Approved ones first, then by name. `cursor` is the place to go on from."""
    rows = Template.objects.filter(deleted_at=None)
    if channel_id:
        rows = rows.filter(waba_id=channels.access_channel(actor, channel_id).waba_id)
    if search.strip():
        rows = rows.filter(name__contains=search.strip().lower().replace(" ", "_"))
    if status:
        rows = rows.filter(status=status)
    if category:
        rows = rows.filter(category=category)
    start = int(cursor) if cursor and cursor.isdecimal() else 0
    found = list(rows.order_by(_APPROVED_FIRST, "name", "language", "id")[start : start + limit + 1])
    more = len(found) > limit
    return TemplatePage(
        items=[template_out(row) for row in found[:limit]], next_cursor=str(start + limit) if more else None
    )


@requires(Permission.TEMPLATES_READ)
def access_template(actor: Actor, template_id: UUID) -> Template:
    row = Template.objects.filter(id=template_id, deleted_at=None).first()
    if row is None:
        raise NotFound("There is no such template. Reload the list.")
    return row


@requires(Permission.TEMPLATES_READ)
def template_detail(actor: Actor, template_id: UUID) -> TemplateDetail:
    row = access_template(actor, template_id)
    form = rules.form_of(row.components, row.parameter_format)
    return TemplateDetail(
        **template_out(row).model_dump(),
        form=FormOut(
            named=form.named,
            part=_part_out(form.part),
            cards=[_part_out(card) for card in form.cards],
            offer=form.offer,
            unsupported=form.unsupported,
        ),
    )


@requires(Permission.TEMPLATES_READ)
def preview(actor: Actor, template_id: UUID, values: dict[str, object]) -> TemplatePreview:
    row = access_template(actor, template_id)
    problems = rules.fit(row.components, row.parameter_format, values)
    return TemplatePreview(
        shown=asdict(rules.render(row.components, row.parameter_format, values)),
        problems={problem.field: problem.message for problem in problems},
    )


@internal
def for_sending(actor: Actor, template_ids: Sequence[UUID]) -> dict[UUID, Template]:
    """Deleted ones too: the gate says so."""
    if not template_ids:
        return {}
    return {row.id: row for row in Template.objects.filter(id__in=template_ids)}


@internal
def by_meta_id(actor: Actor, meta_ids: Sequence[str]) -> dict[str, Template]:
    return {row.meta_id: row for row in Template.objects.filter(meta_id__in=meta_ids, deleted_at=None)}


def template_out(row: Template) -> TemplateOut:
    return TemplateOut.from_orm(row)


def _part_out(part: PartForm) -> PartFormOut:
    return PartFormOut(
        header=part.header,
        header_example=part.header_example,
        body=list(part.body),
        body_text=part.body_text,
        body_examples=list(part.body_examples),
        buttons=[
            ButtonFormOut(
                index=one.index,
                kind=one.kind,
                label=one.label,
                asks=one.asks,
                required=one.required,
                example=one.example,
            )
            for one in part.buttons
        ],
    )
