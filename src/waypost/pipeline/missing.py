"""Webhooks that never came: what Meta remembers of a message is compared with what we heard, and put right."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from waypost.channels import queries as channels
from waypost.channels.queries import Credentials
from waypost.core.actor import Actor
from waypost.kit import env
from waypost.messaging import actions as messaging
from waypost.messaging import queries
from waypost.messaging.queries import Unconfirmed
from waypost.messaging.rules import callback_for
from waypost.pipeline import metrics
from waypost.whatsapp.client import GraphClient, GraphError, GraphRefused
from waypost.whatsapp.history import HistoryEvent, events_of
from waypost.whatsapp.webhook import Failure, Status

AT_ONCE = 4
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Found:
    """How many messages were looked at, and how many statuses had never come."""

    looked_at: int
    missing: int


def reconcile(actor: Actor) -> Found:
    """The tenant's messages that nothing was heard of for a while, at most a few hundred at a time."""
    waiting = queries.unconfirmed(actor)
    if not waiting:
        return Found(0, 0)
    numbers = channels.credentials(actor, sorted({one.channel_id for one in waiting}))
    known = [one for one in waiting if one.channel_id in numbers]
    remembered = asyncio.run(_ask(known, numbers))
    missing = [
        (one.channel_id, _status(one, event, numbers[one.channel_id]))
        for one in known
        for event in remembered.get(one.message_id, ())
    ]
    moved = messaging.apply_statuses(actor, missing)
    messaging.follow_failures(actor, moved)
    messaging.note_reconciled(actor, [one.message_id for one in moved])
    if moved:
        metrics.MISSING.inc(len(moved))
        log.warning("webhooks_missing", tenant_id=str(actor.tenant_id), messages=len(moved))
    return Found(len(known), len(moved))


async def _ask(
    waiting: Sequence[Unconfirmed], numbers: dict[UUID, Credentials]
) -> dict[UUID, tuple[HistoryEvent, ...]]:
    """Numbers without a history (it is for those that asked Meta for it) are not asked again in this round."""
    found: dict[UUID, tuple[HistoryEvent, ...]] = {}
    without: set[UUID] = set()
    turns: dict[UUID, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
    meta = env.meta()
    async with GraphClient(
        base_url=meta.graph_url, version=meta.graph_version, connections=AT_ONCE
    ) as client:

        async def ask(one: Unconfirmed) -> None:
            number = numbers[one.channel_id]
            async with turns[one.channel_id]:
                if one.channel_id in without:
                    return
                try:
                    found[one.message_id] = await events_of(
                        client, number.phone_number_id, number.token, one.wamid
                    )
                except GraphRefused as refused:
                    if refused.code != _UNKNOWN_MESSAGE:
                        without.add(one.channel_id)
                except GraphError:
                    without.add(one.channel_id)

        await asyncio.gather(*(ask(one) for one in waiting))
    return found


_UNKNOWN_MESSAGE = 100


def _status(one: Unconfirmed, event: HistoryEvent, number: Credentials) -> Status:
    word = event.delivery_status.lower()
    failures = (Failure(0, event.error_description or "Meta's history says that it failed.", ""),)
    return Status(
        waba_id=number.waba_id,
        phone_number_id=number.phone_number_id,
        id=one.wamid,
        status=word,
        timestamp=event.timestamp,
        callback=callback_for(one.message_id, one.attempt),
        errors=failures if word == "failed" else (),
    )
