"""What people said, and everything that a tenant has of it."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection

from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.messaging import actions
from waypost.messaging.arrivals import from_contact
from waypost.whatsapp.webhook import InboundMessage

DUMPED = {
    "contacts_contact": "id",
    "contacts_identity": "id",
    "messaging_conversation": "id",
    "messaging_message": "id",
}
HIDDEN = ("search", "last_seen_at")


def dump(owner: Actor) -> dict[str, list[dict[str, object]]]:
    """Everything that a tenant has of people and what they said."""
    found = {}
    with tenant_scope(owner.tenant_id), connection.cursor() as cursor:
        for table, order in DUMPED.items():
            cursor.execute(f"select * from {table} order by {order}")
            names = [column.name for column in cursor.description]
            found[table] = [
                {name: value for name, value in zip(names, row, strict=True) if name not in HIDDEN}
                for row in cursor.fetchall()
            ]
    return found


def writes(
    owner: Actor, channel, wa_id: str | None, user_id: str | None = None, text="Hi", *, ago=60.0
) -> UUID:
    """The contact who wrote it."""
    message = InboundMessage(
        waba_id="1", phone_number_id=channel.phone_number_id, display_phone_number="", id=f"wamid.{uuid4().hex}",
        timestamp=int((clock.now() - timedelta(minutes=ago)).timestamp()), kind="text", type="text",
        wa_id=wa_id, user_id=user_id, text=text,
    )  # fmt: skip
    system = Actor.system(owner.tenant_id)
    [recorded] = actions.record_arrivals(system, [from_contact(channel.id, message)])
    return recorded.contact_id
