"""From a stored webhook to recorded messages and statuses: claim → parse → record, one transaction per tenant.

Read top to bottom. A transaction takes webhooks from the inbox and records what they say; it does both or
neither, so a crash at any point loses nothing, and the unique constraints make a repeat harmless.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias, get_args
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from msgspec import structs

from waypost.channels import actions as channel_actions
from waypost.channels import queries as channels
from waypost.consent import actions as consent
from waypost.consent.rules import State
from waypost.contacts import actions as contacts
from waypost.contacts.rules import IdentityChange, Person
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.messaging import actions as messaging
from waypost.messaging.arrivals import Arrival, from_call, from_contact, from_own_phone, from_the_past
from waypost.pipeline import claims, dead_letters, metrics, pacing
from waypost.pipeline.claims import Webhook
from waypost.templates import actions as template_actions
from waypost.whatsapp import errors
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
    """What each webhook says, recorded set-wise for the whole batch, and in order where order matters."""
    events = [(webhook, event) for webhook in webhooks for event in _parse(webhook)]
    numbers = {event.phone_number_id for _, event in events if isinstance(event, _ON_A_CHANNEL)}
    routes = channels.routes_for(actor, sorted(numbers))
    contacts.hold_shared(actor)  # before any message is locked: a merge locks in this order too
    heard = Heard()
    for webhook, event in events:
        metrics.EVENTS.labels(type(event).__name__).inc()
        if isinstance(event, whatsapp.Broken):
            dead_letters.set_aside(webhook, f"{event.where}: {event.reason}")
        elif isinstance(event, whatsapp.AccountUpdate):
            heard.accounts.setdefault(webhook.app_id, []).append(event)
        elif isinstance(event, whatsapp.TemplateUpdate):
            heard.templates.append(event)
        elif isinstance(event, _ON_A_CHANNEL):
            route = routes.get(event.phone_number_id)
            if route is None or route.app_id != webhook.app_id:
                dead_letters.set_aside(
                    webhook, f"phone number id {event.phone_number_id} is not connected here"
                )
            elif isinstance(event, whatsapp.IdentityChange):
                record(actor, heard)  # what came before the change was written by the old one
                contacts.change_identity(actor, [_change(event)])
                heard = Heard()
            else:
                change = event.identity_change if isinstance(event, whatsapp.InboundMessage) else None
                if change is not None:
                    record(actor, heard)
                    contacts.change_identity(actor, [_change(change)])
                    heard = Heard()
                heard.add(route.channel_id, _by_new_ids(event))
    record(actor, heard)


OnAChannel: TypeAlias = (
    whatsapp.InboundMessage
    | whatsapp.Status
    | whatsapp.Echo
    | whatsapp.HistoryMessage
    | whatsapp.CallEvent
    | whatsapp.UserPreference
    | whatsapp.IdentityChange
)
_ON_A_CHANNEL = get_args(OnAChannel)


@dataclass(slots=True)
class Heard:
    """What a batch says, by kind: recorded together."""

    arrivals: list[Arrival] = field(default_factory=list)
    statuses: list[tuple[UUID, whatsapp.Status]] = field(default_factory=list)
    preferences: list[whatsapp.UserPreference] = field(default_factory=list)
    templates: list[whatsapp.TemplateUpdate] = field(default_factory=list)
    accounts: dict[UUID, list[whatsapp.AccountUpdate]] = field(default_factory=dict)
    channel_ids: set[UUID] = field(default_factory=set)

    def add(self, channel_id: UUID, event: OnAChannel) -> None:
        self.channel_ids.add(channel_id)
        match event:
            case whatsapp.InboundMessage():
                self.arrivals.append(from_contact(channel_id, event))
            case whatsapp.Status():
                self.statuses.append((channel_id, event))
            case whatsapp.Echo():
                self.arrivals.append(from_own_phone(channel_id, event))
            case whatsapp.HistoryMessage():
                self.arrivals.append(from_the_past(channel_id, event))
            case whatsapp.CallEvent():
                if event.event != "status":
                    self.arrivals.append(from_call(channel_id, event))
            case whatsapp.UserPreference():
                self.preferences.append(event)


def record(actor: Actor, heard: Heard) -> None:
    """Read top to bottom: what came in, what it means for consent, what became of what we sent."""
    new = messaging.record_arrivals(actor, heard.arrivals)
    _listen_for_stop(actor, new)
    _note_preferences(actor, heard.preferences)
    moved = messaging.apply_statuses(actor, heard.statuses)
    troubles = messaging.follow_failures(actor, moved)
    if doubted := {one.channel_id for one in troubles if one.code in errors.TEMPLATE_DIFFERS}:
        template_actions.doubt(actor, doubted)
    for trouble in troubles:
        channel_actions.note_send_refused(actor, trouble.channel_id, trouble.code, trouble.details)
        if trouble.reason:
            channel_actions.pause_channel(actor, trouble.channel_id, trouble.reason)
    channel_actions.note_round_trips(actor, [status for _, status in heard.statuses])
    if heard.templates:
        template_actions.note_updates(actor, heard.templates)
    for app_id, updates in heard.accounts.items():
        channel_actions.note_account_fields(actor, updates, app_id=app_id)
    channel_actions.note_webhook_seen(actor, sorted(heard.channel_ids))
    if received := Counter(one.arrival.channel_id for one in new if one.arrival.is_heard):
        pacing.count_incoming(received)


_SPOKEN = frozenset({"text", "button", "interactive"})


def _listen_for_stop(actor: Actor, new: Sequence[messaging.Recorded]) -> None:
    """Before anything else can answer: STOP and its like, in words or by button."""
    spoken = {one.message_id: one for one in new if one.arrival.is_heard and one.arrival.kind in _SPOKEN}
    said = consent.note_words(
        actor,
        [
            consent.Heard(
                contact_id=one.contact_id,
                message_id=message_id,
                wamid=one.arrival.wamid,
                text=one.arrival.text,
                button_payload=one.arrival.payload,
                happened_at=one.arrival.sent_at,
            )
            for message_id, one in spoken.items()
        ],
    )
    messaging.confirm(
        actor,
        [(spoken[one.message_id].conversation_id, one.message_id, one.reply) for one in said if one.reply],
    )


def _note_preferences(actor: Actor, preferences: Sequence[whatsapp.UserPreference]) -> None:
    """What people told WhatsApp itself about marketing from us."""
    told = [one for one in preferences if one.value in _PREFERENCES and (one.wa_id or one.user_id)]
    if not told:
        return
    people = {(one.wa_id, one.user_id): Person(one.wa_id, one.user_id) for one in told}
    contact_ids = contacts.recognize(actor, list(people.values()))
    consent.note_preferences(
        actor,
        [
            consent.Preference(
                contact_id=contact_ids[one.wa_id, one.user_id],
                state=_PREFERENCES[one.value],
                happened_at=datetime.fromtimestamp(one.timestamp, UTC),
                detail=one.detail,
            )
            for one in told
        ],
    )


_PREFERENCES: dict[str, State] = {"stop": "out", "resume": "in"}


def _change(event: whatsapp.IdentityChange) -> IdentityChange:
    return IdentityChange(
        previous_wa_id=event.previous_wa_id,
        wa_id=event.wa_id,
        previous_user_id=event.previous_user_id,
        user_id=event.user_id,
        previous_parent_user_id=event.previous_parent_user_id,
        parent_user_id=event.parent_user_id,
    )


def _by_new_ids(event: OnAChannel) -> OnAChannel:
    """A message that brings the news of a change still names the old number, which nobody has any more."""
    if not isinstance(event, whatsapp.InboundMessage) or event.identity_change is None:
        return event
    change = event.identity_change
    return structs.replace(event, wa_id=change.wa_id or event.wa_id, user_id=change.user_id or event.user_id)


def _parse(webhook: Webhook) -> list[whatsapp.Event]:
    try:
        return whatsapp.parse(webhook.body)
    except whatsapp.NotAWebhook as error:
        dead_letters.set_aside(webhook, str(error))
        return []
