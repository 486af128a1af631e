"""From a stored webhook to recorded messages and statuses: claim → parse → record, one transaction per tenant.

Read top to bottom. A transaction takes webhooks from the inbox and records what they say; it does both or
neither, so a crash at any point loses nothing, and the unique constraints make a repeat harmless.
"""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from waypost.channels import actions as channel_actions
from waypost.channels import queries as channels
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.messaging import actions as messaging
from waypost.pipeline import claims, dead_letters, metrics
from waypost.pipeline.claims import Webhook
from waypost.whatsapp import webhook as whatsapp

IDLE_SECONDS = 0.05

log = structlog.get_logger()


def run(stopping: Callable[[], bool]) -> None:
    """Until told to stop. A database that is away is waited for; nothing else ends the loop."""
    pause = IDLE_SECONDS
    while not stopping():
        try:
            busy = step()
            pause = IDLE_SECONDS
        except (OperationalError, InterfaceError) as error:
            log.warning("database_away", error=type(error).__name__)
            connection.close()
            pause, busy = min(pause * 2, 2.0), 0
        if not busy:
            close_old_connections()
            time.sleep(pause)


def step() -> int:
    """One batch for every tenant that has webhooks waiting; how many webhooks that were."""
    return sum(_process_tenant(tenant_id) for tenant_id in claims.tenants_with_webhooks())


def _process_tenant(tenant_id: UUID) -> int:
    try:
        return _take_and_process(tenant_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("batch_failed", tenant_id=str(tenant_id))
        return _process_one_by_one(tenant_id)


def _take_and_process(tenant_id: UUID, only: int | None = None) -> int:
    with tenant_scope(tenant_id):
        if not claims.have_tenant_alone():
            return 0
        webhooks = claims.take_webhooks(only)
        if webhooks:
            process(Actor.system(tenant_id), webhooks)
    metrics.WEBHOOKS.labels("processed").inc(len(webhooks))
    for webhook in webhooks:
        metrics.LAG.observe(webhook.waited_seconds)
    return len(webhooks)


def _process_one_by_one(tenant_id: UUID) -> int:
    """Something in the batch cannot be processed: find it, set it aside with the reason, and go on."""
    with tenant_scope(tenant_id):
        waiting = claims.waiting_ids()
    for webhook_id in waiting:
        try:
            _take_and_process(tenant_id, only=webhook_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the others
            with tenant_scope(tenant_id):
                for webhook in claims.take_webhooks(webhook_id):
                    dead_letters.set_aside(webhook, f"{type(error).__name__}: {error}")
            metrics.WEBHOOKS.labels("set_aside").inc()
    return len(waiting)


def process(actor: Actor, webhooks: Sequence[Webhook]) -> None:
    """What each webhook says, recorded set-wise for the whole batch."""
    events = [(webhook, event) for webhook in webhooks for event in _parse(webhook)]
    numbers = {event.phone_number_id for _, event in events if isinstance(event, _ON_A_CHANNEL)}
    routes = channels.routes_for(actor, sorted(numbers))

    messages: list[messaging.Received] = []
    statuses: list[tuple[UUID, whatsapp.Status]] = []
    news: dict[UUID, list[whatsapp.AccountUpdate]] = {}
    for webhook, event in events:
        metrics.EVENTS.labels(type(event).__name__).inc()
        if isinstance(event, whatsapp.Broken):
            dead_letters.set_aside(webhook, f"{event.where}: {event.reason}")
        elif isinstance(event, whatsapp.AccountUpdate):
            news.setdefault(webhook.app_id, []).append(event)
        elif isinstance(event, _ON_A_CHANNEL):
            route = routes.get(event.phone_number_id)
            if route is None or route.app_id != webhook.app_id:
                dead_letters.set_aside(
                    webhook, f"phone number id {event.phone_number_id} is not connected here"
                )
            elif isinstance(event, whatsapp.InboundMessage):
                messages.append(messaging.Received(route.channel_id, event))
            else:
                statuses.append((route.channel_id, event))

    messaging.record_inbound(actor, messages)
    messaging.apply_statuses(actor, statuses)
    channel_actions.note_round_trips(actor, [status for _, status in statuses])
    for app_id, updates in news.items():
        channel_actions.note_account_fields(actor, updates, app_id=app_id)
    seen = {one.channel_id for one in messages} | {channel_id for channel_id, _ in statuses}
    channel_actions.note_webhook_seen(actor, sorted(seen))


_ON_A_CHANNEL = (whatsapp.InboundMessage, whatsapp.Status)


def _parse(webhook: Webhook) -> list[whatsapp.Event]:
    try:
        return whatsapp.parse(webhook.body)
    except whatsapp.NotAWebhook as error:
        dead_letters.set_aside(webhook, str(error))
        return []
