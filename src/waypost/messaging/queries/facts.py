"""What the gate looks at, read for a whole batch at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from waypost.accounts.permissions import Permission
from waypost.channels import queries as channels
from waypost.channels.queries import SendingLimits
from waypost.consent import queries as consent
from waypost.contacts.rules import time_zone_of
from waypost.core.actor import Actor, internal, requires
from waypost.kit import clock
from waypost.messaging.gate import Attempt, Origin, Policy, Purpose, Recipient, Sender, in_window
from waypost.messaging.models import Opening, SendingPolicy, Spend
from waypost.messaging.schemas import PolicyOut
from waypost.templates import queries as templates
from waypost.templates import rules as template_rules
from waypost.templates.models import Template
from waypost.whatsapp import pricing

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Want:
    """A message that somebody wants to send: what the gate needs to know of it."""

    key: UUID
    conversation_id: UUID
    purpose: Purpose
    origin: Origin = "person"
    template_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation, with its contact and channel, as far as sending is concerned."""

    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID
    wa_id: str | None
    user_id: str | None
    last_inbound_at: datetime | None
    free_entry_until: datetime | None
    blocked: bool
    capped_until: datetime | None
    time_zone: str
    channel_status: str
    channel_reason: str
    waba_id: str


@internal
def places(actor: Actor, conversation_ids: Sequence[UUID]) -> dict[UUID, Place]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.id, c.channel_id, p.id, p.wa_id, p.user_id, c.last_inbound_at, c.free_entry_until,
                      p.blocked_at is not null, p.marketing_capped_until, coalesce(p.time_zone, ''),
                      case when ch.disconnected_at is null then ch.status else 'disconnected' end,
                      ch.status_reason, ch.waba_id
               from messaging_conversation c
               join contacts_contact p on p.id = c.contact_id
               join channels_channel ch on ch.id = c.channel_id
               where c.id = any(%s)""",
            [list(conversation_ids)],
        )
        return {row[0]: Place(*row) for row in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A message that Meta took, and of which nothing more was heard for a while."""

    message_id: UUID
    channel_id: UUID
    wamid: str
    attempt: int


@internal
def unconfirmed(actor: Actor, limit: int = 200) -> list[Unconfirmed]:
    """Between ten minutes and a day old; those that were looked at in the last hours come last."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """select id, channel_id, wamid, attempt from messaging_message
               where direction = 'out' and status in ('sending', 'unknown', 'sent') and wamid is not null
                 and author_kind <> 'app' and sent_at between %s and %s
               order by random() limit %s""",
            [now - DAY, now - _QUIET, limit],
        )
        return [Unconfirmed(*row) for row in cursor.fetchall()]


_QUIET = timedelta(minutes=10)


@internal
def attempts(actor: Actor, wants: Sequence[Want], now: datetime) -> dict[UUID, Attempt]:
    """By the key of each; one that is not there has no conversation any more."""
    known = places(actor, sorted({want.conversation_id for want in wants}))
    rows = [(want, known[want.conversation_id]) for want in wants if want.conversation_id in known]
    contact_ids = sorted({place.contact_id for _, place in rows})
    used = templates.for_sending(actor, sorted({want.template_id for want, _ in rows if want.template_id}))
    policy = policy_of(actor)
    limits = channels.sending_limits(actor, sorted({place.channel_id for _, place in rows}))
    starting = [place.contact_id for want, place in rows if want.template_id]
    portfolios = _Portfolios(limits.values(), starting, now)
    agreed = consent.states(actor, contact_ids)
    lately = (
        _marketing_lately(contact_ids, now - timedelta(days=policy.cap_days)) if policy.cap_messages else {}
    )
    budget_left = _budget_left(policy, now)
    found: dict[UUID, Attempt] = {}
    for want, place in rows:
        limit = limits.get(place.channel_id)
        opens = (
            want.template_id is not None
            and not in_window(place.last_inbound_at, now)
            and not portfolios.is_open(limit, place.contact_id)
        )
        found[want.key] = Attempt(
            purpose=want.purpose,
            is_template=want.template_id is not None,
            origin=want.origin,
            recipient=Recipient(
                id=place.contact_id,
                reachable=bool(place.wa_id or place.user_id),
                blocked=place.blocked,
                consent={purpose: state.state for purpose, state in agreed.get(place.contact_id, {}).items()},
                time_zone=_time_zone(place, policy),
                last_inbound_at=place.last_inbound_at,
                capped_until=place.capped_until,
                marketing_lately=lately.get(place.contact_id, 0),
            ),
            sender=portfolios.sender(place, limit, budget_left),
            policy=policy,
            template_refusal=_template_refusal(want, place, used, now),
            price=_price(want, place, now),
            opens=opens,
        )
    return found


def _time_zone(place: Place, policy: Policy) -> str:
    """Worked out from the number only where quiet hours ask for it: that takes longer than all the rest."""
    if place.time_zone or policy.quiet_from is None:
        return place.time_zone or "UTC"
    return time_zone_of(place.wa_id or "")


class _Portfolios:
    """How many places each portfolio has left, and who has one already."""

    def __init__(self, limits: Any, contact_ids: Sequence[UUID], now: datetime) -> None:
        self._since = now - DAY
        bounded = {limit.portfolio_id: limit.messaging_limit for limit in limits if limit.messaging_limit}
        self._open: set[tuple[str, UUID]] = set()
        self._headroom: dict[str, int] = {}
        self._next: dict[str, datetime] = {}
        if not contact_ids:
            return
        self._open = set(
            Opening.objects.filter(contact_id__in=contact_ids, opened_at__gt=self._since).values_list(
                "portfolio_id", "contact_id"
            )
        )
        for portfolio_id, most in bounded.items():
            self._count(portfolio_id, most)

    def _count(self, portfolio_id: str, most: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """select count(*), min(opened_at) from messaging_opening
                   where portfolio_id = %s and opened_at > %s""",
                [portfolio_id, self._since],
            )
            count, oldest = cursor.fetchone()
        self._headroom[portfolio_id] = most - count
        if oldest:
            self._next[portfolio_id] = oldest + DAY

    def is_open(self, limit: SendingLimits | None, contact_id: UUID) -> bool:
        return limit is not None and (limit.portfolio_id, contact_id) in self._open

    def sender(self, place: Place, limit: SendingLimits | None, budget_left: Decimal | None) -> Sender:
        portfolio_id = limit.portfolio_id if limit else ""
        return Sender(
            status=place.channel_status,
            reason=place.channel_reason,
            portfolio_id=portfolio_id,
            headroom=self._headroom.get(portfolio_id),
            headroom_at=self._next.get(portfolio_id),
            budget_left=budget_left,
        )


@requires(Permission.CONVERSATIONS_READ)
def policy_shape(actor: Actor) -> PolicyOut:
    row = SendingPolicy.objects.first() or SendingPolicy()
    spent = _spent(clock.now())
    return PolicyOut(
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        cap_messages=row.cap_messages,
        cap_days=row.cap_days,
        monthly_budget=row.monthly_budget,
        spent_this_month=round(spent, 2),
    )


@internal
def policy_of(actor: Actor) -> Policy:
    row = SendingPolicy.objects.first()
    needs = consent.settings_of(actor).marketing_needs_opt_in
    if row is None:
        return Policy(marketing_needs_opt_in=needs)
    return Policy(
        marketing_needs_opt_in=needs,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        cap_messages=row.cap_messages,
        cap_days=row.cap_days,
        monthly_budget=row.monthly_budget,
    )


def _template_refusal(
    want: Want, place: Place, used: Mapping[UUID, Template], now: datetime
) -> tuple[str, str] | None:
    if want.template_id is None:
        return None
    template = used.get(want.template_id)
    if template is None:
        return "template_gone", "this template is not there any more."
    refusal = template_rules.sendable(
        template_rules.Standing.of(template), waba_id=place.waba_id, has_number=bool(place.wa_id), now=now
    )
    return (refusal.code, refusal.sentence) if refusal else None


def _price(want: Want, place: Place, now: datetime) -> Decimal | None:
    if place.free_entry_until and now < place.free_entry_until:
        return Decimal(0)
    return pricing.estimate(want.purpose, place.wa_id or place.user_id or "")


def _budget_left(policy: Policy, now: datetime) -> Decimal | None:
    if policy.monthly_budget is None:
        return None
    return policy.monthly_budget - _spent(now)


def _spent(now: datetime) -> Decimal:
    amounts = Spend.objects.filter(month=now.date().replace(day=1)).values_list("amount", flat=True)
    return amounts.first() or Decimal(0)


def _marketing_lately(contact_ids: Sequence[UUID], since: datetime) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.contact_id, count(*) from messaging_conversation c
               join messaging_message m on m.conversation_id = c.id and m.purpose = 'marketing'
                    and m.sent_at > %s and m.status not in ('failed', 'queued')
               where c.contact_id = any(%s) group by c.contact_id""",
            [since, list(contact_ids)],
        )
        return dict(cursor.fetchall())
