"""What the tests of the engine share."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection

from waypost.channels.models import Channel
from waypost.consent import actions as consent
from waypost.consent.schemas import ConsentIn
from waypost.contacts.models import Contact
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.media.models import File
from waypost.messaging import actions
from waypost.messaging.actions import Addressed
from waypost.messaging.models import Conversation
from waypost.messaging.schemas import MessageIn, TemplateUse

BUDI = "628110000001"
VALUES = {"body": ["Ada", "today"]}
TEXT = "Hi {{1}}, your order leaves {{2}}."
WORDS = {
    "components": [{"type": "BODY", "text": TEXT, "example": {"body_text": [["Ada", "today"]]}}],
    "body": TEXT,
}


def message_in(**parts) -> MessageIn:
    return MessageIn(client_key=uuid4(), **parts)


def using(template) -> MessageIn:
    return message_in(kind="template", template=TemplateUse(id=template.id, values=VALUES))


def agree(owner: Actor, conversation: Conversation, purpose: str = "marketing") -> None:
    consent.note_consent(owner, conversation.contact_id, ConsentIn(purpose=purpose, state="in", note="Desk"))


def close_window(owner: Actor, conversation: Conversation) -> None:
    with tenant_scope(owner.tenant_id):
        Conversation.objects.filter(id=conversation.id).update(
            last_inbound_at=clock.now() - timedelta(days=2)
        )


def people(owner: Actor, count: int, *, agreed: bool = True) -> list:
    """Contacts that nobody wrote with yet."""
    with tenant_scope(owner.tenant_id):
        rows = [Contact.objects.create(wa_id=f"62{uuid4().int % 10**11:011d}") for _ in range(count)]
    if agreed:
        moment = datetime(2026, 11, 1, tzinfo=UTC)
        consent.record(
            Actor.system(owner.tenant_id),
            [consent.NewEntry(row.id, "marketing", "in", "form", moment) for row in rows],
        )
    return rows


def syncs_waiting(channel: Channel) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*) from procrastinate_jobs
               where task_name = 'templates.sync' and status = 'todo' and args->>'channel_id' = %s""",
            [str(channel.id)],
        )
        return int(cursor.fetchone()[0])


def ready_film(owner: Actor) -> UUID:
    with tenant_scope(owner.tenant_id):
        return File.objects.create(kind="video", mime_type="video/mp4", status="ready", direction="out").id


def start(system: Actor, channel: Channel, template, contacts, batch=None):
    return actions.queue_template(
        system, batch or uuid4(), channel.id, template.id, [Addressed(one.id, VALUES) for one in contacts]
    )
