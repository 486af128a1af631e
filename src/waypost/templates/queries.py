"""Reading templates."""

import base64
import binascii
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from waypost.accounts.permissions import Permission
from waypost.channels.models import Channel
from waypost.core.actor import Actor, internal, requires
from waypost.kit import clock
from waypost.kit.errors import Invalid, NotFound
from waypost.templates.models import Template
from waypost.templates.rules import fit, form_of, render
from waypost.templates.schemas import (
    FormOut,
    ProblemOut,
    RenderedOut,
    TemplateDetail,
    TemplateOut,
    TemplatePage,
    TemplatePreview,
)

_RANK = Case(When(status="approved", then=Value(0)), default=Value(1))


@requires(Permission.TEMPLATES_READ)
def template_page(
    actor: Actor,
    *,
    channel_id: UUID | None = None,
    search: str = "",
    status: str | None = None,
    category: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> TemplatePage:
    """For a picker. A search is by parts of the name or the body; a channel shows what its number can send."""
    rows = Template.objects.annotate(rank=_RANK).filter(deleted_at=None)
    if channel_id is not None:
        rows = rows.filter(waba_id=_waba_of(channel_id))
    for word in search.replace("\0", " ").split():
        rows = rows.filter(Q(name__icontains=word) | Q(body__icontains=word))
    if status:
        rows = rows.filter(status=status.lower())
    if category:
        rows = rows.filter(category=category.lower())
    if cursor:
        rows = rows.extra(
            where=[
                "(case when status = 'approved' then 0 else 1 end, name, language, id) > (%s, %s, %s, %s)"
            ],
            params=list(_decoded(cursor)),
        )
    found = list(rows.order_by("rank", "name", "language", "id")[: limit + 1])
    page = found[:limit]
    return TemplatePage(
        items=[template_out(row) for row in page],
        next_cursor=_encoded(page[-1]) if len(found) > limit else None,
    )


@requires(Permission.TEMPLATES_READ)
def access_template(actor: Actor, template_id: UUID) -> Template:
    """Also one that was deleted at Meta: messages and campaigns still name it."""
    row = Template.objects.filter(id=template_id).first()
    if row is None:
        raise NotFound("There is no such template.")
    return row


@requires(Permission.TEMPLATES_READ)
def template_detail(actor: Actor, template_id: UUID) -> TemplateDetail:
    row = access_template(actor, template_id)
    form = FormOut.from_orm(form_of(row.components, row.parameter_format))
    return TemplateDetail(**template_out(row).model_dump(), form=form)


@requires(Permission.TEMPLATES_READ)
def preview(actor: Actor, template_id: UUID, values: object) -> TemplatePreview:
    row = access_template(actor, template_id)
    problems = fit(row.components, row.parameter_format, values, now=clock.now())
    return TemplatePreview(
        rendered=RenderedOut.from_orm(render(row.components, row.parameter_format, values)),
        problems=[ProblemOut(field=one.field, message=one.message) for one in problems],
    )


@requires(Permission.TEMPLATES_MANAGE)
def channels_to_ask(actor: Actor, channel_id: UUID | None = None) -> list[UUID]:
    """One connected number of each WhatsApp account, or of that channel's own."""
    per_account = _channel_per_account()
    if channel_id is None:
        return list(per_account.values())
    _waba_of(channel_id)
    return [channel_id]


@internal
def known_before(actor: Actor, channel_ids: Collection[UUID], moment: datetime) -> list[UUID]:
    """One channel of each account among these whose templates Meta was not asked for since."""
    fresh = Template.objects.filter(synced_at__gte=moment, waba_id=OuterRef("waba_id"))
    rows = Channel.objects.filter(id__in=channel_ids, disconnected_at=None).exclude(Exists(fresh))
    return list({row.waba_id: row.id for row in rows}.values())


@internal
def for_sending(actor: Actor, template_ids: Sequence[UUID]) -> dict[UUID, Template]:
    """Deleted ones too: `sendable` has a sentence for them."""
    return {row.id: row for row in Template.objects.filter(id__in=template_ids)}


@internal
def channel_per_account(actor: Actor) -> dict[str, UUID]:
    """The number whose token asks Meta about the templates of a WhatsApp account, by the account's id."""
    return _channel_per_account()


def template_out(row: Template) -> TemplateOut:
    return TemplateOut.from_orm(row)


def _channel_per_account() -> dict[str, UUID]:
    rows = Channel.objects.filter(disconnected_at=None, connected_at__isnull=False)
    ordered = rows.annotate(rank=Case(When(status="connected", then=Value(1)), default=Value(0))).order_by(
        "rank", "id"
    )
    return {row.waba_id: row.id for row in ordered}


def _waba_of(channel_id: UUID) -> str:
    channel = Channel.objects.filter(id=channel_id, disconnected_at=None).first()
    if channel is None:
        raise NotFound("There is no such channel. Reload the list.")
    return channel.waba_id


def _encoded(row: Template) -> str:
    place = [0 if row.status == "approved" else 1, row.name, row.language, row.id]
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _decoded(cursor: str) -> tuple[int, str, str, UUID]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        place = msgspec.json.decode(raw, type=tuple[int, str, str, UUID])
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise Invalid("This page address is damaged. Start again from the first page.") from error
    if place[0] not in (0, 1) or "\0" in place[1] + place[2]:
        raise Invalid("This page address is damaged. Start again from the first page.")
    return place
