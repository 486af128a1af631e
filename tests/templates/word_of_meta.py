"""Lists and webhooks of Meta, and what became of them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from waypost.channels.models import Channel
from waypost.core.actor import Actor
from waypost.core.models import DomainEvent
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.templates import actions, queries
from waypost.templates.actions import Listed
from waypost.templates.models import Template
from waypost.whatsapp.webhook import parse
from waypost.whatsapp.webhook_events import TemplateUpdate

START = datetime(2025, 3, 3, 12, 0, tzinfo=UTC)
FIELDS = {
    "status": "message_template_status_update",
    "quality": "message_template_quality_update",
    "category": "template_category_update",
    "components": "message_template_components_update",
}


def listed(name: str, **fields: Any) -> Listed:
    usual = {"meta_id": f"7{name}", "language": "en_US", "category": "utility", "status": "approved",
             "components": [{"type": "BODY", "text": f"This is {name}, {{{{1}}}}."}]}  # fmt: skip
    return Listed(name=name, **usual | fields)


def record(owner: Actor, waba: str, *rows: Listed, minute: int = 0, is_complete: bool = True) -> None:
    """A list that began to be fetched so many minutes after the start."""
    started = START + timedelta(minutes=minute)
    actions.record_list(Actor.system(owner.tenant_id), waba, rows, started=started, is_complete=is_complete)


def webhook(waba: str, kind: str, name: str, second: int = 0, **value: Any) -> list[TemplateUpdate]:
    """Read by the parser, from a body in Meta's shape."""
    body = {"object": "whatsapp_business_account", "entry": [
        {"id": waba, "time": int(START.timestamp()) + second, "changes": [{"field": FIELDS[kind], "value": {
            "message_template_id": f"7{name}", "message_template_name": name,
            "message_template_language": "en-US", **value}}]}]}  # fmt: skip
    return [event for event in parse(json.dumps(body).encode()) if isinstance(event, TemplateUpdate)]


def note(owner: Actor, updates: list[TemplateUpdate], *, minute: int = 1) -> None:
    with clock.frozen_at(START + timedelta(minutes=minute)):
        actions.note_updates(Actor.system(owner.tenant_id), updates)


def the(owner: Actor, name: str) -> Template:
    with tenant_scope(owner.tenant_id):
        return Template.objects.filter(name=name).latest("created_at")


def names(owner: Actor, **wanted: Any) -> list[str]:
    return [one.name for one in queries.template_page(owner, **wanted).items]


def events(owner: Actor, kind: str = "template.changed") -> list[dict[str, Any]]:
    with tenant_scope(owner.tenant_id):
        return list(DomainEvent.objects.filter(type=kind).order_by("id").values_list("payload", flat=True))


def queued(owner: Actor, kind: str) -> int:
    """How many jobs wait, without those that connecting each number has asked for."""
    jobs = ProcrastinateJob.objects.filter(task_name=kind, args__tenant_id=str(owner.tenant_id)).count()
    if kind != "templates.sync":
        return jobs
    with tenant_scope(owner.tenant_id):
        return jobs - Channel.objects.count()
