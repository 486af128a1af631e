"""What tests of the main flow share: a number, people who write to it, and a Meta that answers as told."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from tests.webhooks import fresh_wamid, text_from, webhook

from waypost.channels.models import Channel
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.messaging.models import Conversation, Message
from waypost.pipeline import inbound, outbound
from waypost.whatsapp.client import Accepted

Sent = dict[str, Any]


class Phone:
    """Stands in for Meta's client: what each call answers is the test's to say."""

    def __init__(self, answer: Callable[[Sent], Accepted] | None = None) -> None:
        self.answer = answer or accepts
        self.sent: list[Sent] = []

    async def send(self, phone_number_id: str, token: str, payload: bytes) -> Accepted:
        await asyncio.sleep(0)
        self.sent.append(json.loads(payload))
        return self.answer(self.sent[-1])


def accepts(_: Sent) -> Accepted:
    return Accepted(fresh_wamid())


def raises(error: Exception) -> Callable[[Sent], Accepted]:
    def answer(_: Sent) -> Accepted:
        raise error

    return answer


def hear(owner: Actor, channel: Channel, *items: Any) -> None:
    """A webhook comes in and is recorded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into pipeline_ingestedwebhook (tenant_id, app_id, lane, body) values (%s, %s, 0, %s)",
            [owner.tenant_id, channel.app_id, webhook(channel.phone_number_id, *items)],
        )
    inbound.step()


def conversation_with(owner: Actor, channel: Channel, wa_id: str, text: str = "Is it open?") -> Conversation:
    hear(owner, channel, text_from(wa_id, text))
    with tenant_scope(owner.tenant_id):
        return Conversation.objects.select_related("contact").get(contact__wa_id=wa_id)


def run_once(phone: Phone) -> None:
    """One round of the worker: lease, call, record."""

    async def calls(departures: list[outbound.Departure]) -> list[outbound.Ended]:
        return [await outbound.call_meta(phone, one) for one in departures]  # type: ignore[arg-type]

    outbound.record(asyncio.run(calls(outbound.prepare(100, 100)[0])))


def run_until_idle(phone: Phone) -> None:
    for _ in range(20):
        before = len(phone.sent)
        run_once(phone)
        if len(phone.sent) == before:
            return


def read(owner: Actor, message_id: UUID) -> Message:
    with tenant_scope(owner.tenant_id):
        return Message.objects.get(id=message_id)


def let_time_pass(seconds: float) -> None:
    """For tickets and buckets."""
    with connection.cursor() as cursor:
        for statement in (
            """update messaging_outboundticket
               set not_before = not_before - %(s)s * interval '1 second',
                   leased_until = leased_until - %(s)s * interval '1 second'""",
            "update messaging_channelpace set tat = tat - %(s)s * interval '1 second'",
            "update messaging_pairpace set tat = tat - %(s)s * interval '1 second'",
        ):
            cursor.execute(statement, {"s": seconds})
    outbound.sweep(300)
