"""The gate: whether a message may leave now, later or not at all. Pure: values in, a decision with its verdicts out.

It is asked when a message is queued and again at the moment of sending, so that what happened in between (a
STOP, a closed window, a paused template) wins.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Purpose = Literal["marketing", "utility", "authentication", "service"]
Origin = Literal["person", "api", "flow", "campaign", "confirmation"]
Result = Literal["passed", "deferred", "refused"]

WINDOW = timedelta(hours=24)
"""Meta's customer service window, counted from the contact's last message or call."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check said. `detail` is for the person who asks why; empty when there is nothing to explain."""

    check: str
    result: Result
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Deferred:
    until: datetime
    code: str
    reason: str
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    code: str
    reason: str
    verdicts: tuple[Verdict, ...] = ()


Decision = Allowed | Deferred | Refused


@dataclass(frozen=True, slots=True)
class Policy:
    """The tenant's own rules for what it starts itself."""

    marketing_needs_opt_in: bool = True
    quiet_from: time | None = None
    quiet_to: time | None = None
    cap_messages: int = 0
    """Marketing messages that one contact gets within `cap_days`; 0 is without end."""
    cap_days: int = 7
    monthly_budget: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    id: UUID | None = None
    reachable: bool = True
    blocked: bool = False
    consent: Mapping[str, str] = field(default_factory=dict)
    """purpose → `in` or `out`; a purpose that nobody spoke of is missing."""
    time_zone: str = "UTC"
    last_inbound_at: datetime | None = None
    capped_until: datetime | None = None
    """WhatsApp itself held marketing back from this person (131049): not before this moment."""
    marketing_lately: int = 0


@dataclass(frozen=True, slots=True)
class Sender:
    """The channel, its portfolio, and what is left of the month's budget."""

    status: str = "connected"
    reason: str = ""
    portfolio_id: str = ""
    headroom: int | None = None
    """How many more people may be written to first in the moving 24 hours; None is without end."""
    headroom_at: datetime | None = None
    """When the next place becomes free."""
    budget_left: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    purpose: Purpose
    is_template: bool
    recipient: Recipient
    sender: Sender
    policy: Policy = Policy()
    origin: Origin = "person"
    template_refusal: tuple[str, str] | None = None
    """Code and sentence, when the template is not approved or its parameters do not fit."""
    price: Decimal | None = None
    opens: bool = False
    """Reaches somebody outside the window who was not reached in the last 24 hours: takes a place."""


def decide(attempt: Attempt, now: datetime) -> Decision:
    """Refused by the first check that refuses; deferred to the latest moment that any check asks for."""
    verdicts: list[Verdict] = []
    refused: Refused | None = None
    deferred: Deferred | None = None
    for check, judge in _CHECKS:
        found = judge(attempt, now)
        if found is None:
            verdicts.append(_PASSED[check])
        elif isinstance(found, Refused):
            verdicts.append(Verdict(check, "refused", found.reason))
            refused = refused or found
        else:
            verdicts.append(Verdict(check, "deferred", found.reason))
            deferred = found if deferred is None or found.until > deferred.until else deferred
    said = tuple(verdicts)
    if refused:
        return Refused(refused.code, refused.reason, said)
    if deferred:
        return Deferred(deferred.until, deferred.code, deferred.reason, said)
    return Allowed(said)


def decide_all(attempts: Sequence[Attempt], now: datetime) -> list[Decision]:
    """One after the other: each place of a portfolio and each part of the budget is given once."""
    taken: dict[str, set[UUID | None]] = {}
    spent = Decimal(0)
    decisions: list[Decision] = []
    for attempt in attempts:
        sender = attempt.sender
        reached = taken.setdefault(sender.portfolio_id, set())
        opens = attempt.opens and attempt.recipient.id not in reached
        left = replace(
            sender,
            headroom=None if sender.headroom is None else sender.headroom - len(reached),
            budget_left=None if sender.budget_left is None else sender.budget_left - spent,
        )
        decision = decide(replace(attempt, sender=left, opens=opens), now)
        if isinstance(decision, Allowed):
            spent += attempt.price or Decimal(0)
            if opens:
                reached.add(attempt.recipient.id)
        decisions.append(decision)
    return decisions


def window_closes_at(last_inbound_at: datetime | None) -> datetime | None:
    return last_inbound_at + WINDOW if last_inbound_at else None


def in_window(last_inbound_at: datetime | None, now: datetime) -> bool:
    closes = window_closes_at(last_inbound_at)
    return closes is not None and now < closes


def quiet_until(local: datetime, quiet_from: time, quiet_to: time) -> datetime | None:
    """The end of the quiet hours that `local` lies in, in its own zone; None outside of them."""
    at = local.time()
    over_midnight = quiet_from > quiet_to
    inside = (at >= quiet_from or at < quiet_to) if over_midnight else quiet_from <= at < quiet_to
    if not inside:
        return None
    ends = local.replace(
        hour=quiet_to.hour, minute=quiet_to.minute, second=quiet_to.second, microsecond=0, fold=0
    )
    return ends if ends > local else ends + timedelta(days=1)


def _channel(attempt: Attempt, now: datetime) -> Refused | None:
    sender = attempt.sender
    if sender.status == "disconnected":
        return Refused("channel_disconnected", "Not sent: this number is no longer connected to Waypost.")
    if sender.status in {"failed", "paused"}:
        why = sender.reason or "Meta refuses its token."
        return Refused(
            "channel_paused", f"Not sent: this number cannot send now. {why} An admin can reconnect it."
        )
    return None


def _contact(attempt: Attempt, now: datetime) -> Refused | None:
    if not attempt.recipient.reachable:
        return Refused(
            "contact_unreachable", "Not sent: WhatsApp has given us no number or id for this contact."
        )
    if attempt.recipient.blocked:
        return Refused("contact_blocked", "Not sent: you blocked this contact. Unblock them to write again.")
    return None


def _window(attempt: Attempt, now: datetime) -> Refused | None:
    if attempt.is_template:
        return None
    closes = window_closes_at(attempt.recipient.last_inbound_at)
    if closes is None:
        return Refused(
            "window_closed",
            "Not sent: this contact has not written yet, and WhatsApp lets only a template open a conversation.",
        )
    if now >= closes:
        return Refused(
            "window_closed",
            f"Not sent: the 24-hour window closed at {closes:%H:%M} UTC on {closes:%-d %B}. "
            "Send a template, or answer when they write again.",
        )
    return None


def _template(attempt: Attempt, now: datetime) -> Refused | None:
    if attempt.template_refusal is None:
        return None
    code, sentence = attempt.template_refusal
    return Refused(code, f"Not sent: {sentence}")


def _consent(attempt: Attempt, now: datetime) -> Refused | None:
    if attempt.origin == "confirmation":  # the one answer that STOP itself asks for
        return None
    said = attempt.recipient.consent.get(attempt.purpose)
    if said == "out":
        return Refused(
            "opted_out", f"Not sent: this contact asked not to get {_WORDS[attempt.purpose]} any more."
        )
    if said is None and attempt.purpose == "marketing" and attempt.policy.marketing_needs_opt_in:
        return Refused(
            "no_opt_in",
            "Not sent: this contact has not agreed to marketing messages. "
            "Record their consent first, with its proof.",
        )
    return None


def _quiet_hours(attempt: Attempt, now: datetime) -> Deferred | None:
    policy = attempt.policy
    if attempt.purpose != "marketing" or policy.quiet_from is None or policy.quiet_to is None:
        return None
    local = now.astimezone(_zone(attempt.recipient.time_zone))
    ends = quiet_until(local, policy.quiet_from, policy.quiet_to)
    if ends is None:
        return None
    return Deferred(
        ends.astimezone(now.tzinfo),
        "quiet_hours",
        f"Waits until {ends:%H:%M} where the contact is ({attempt.recipient.time_zone}): quiet hours.",
    )


def _frequency(attempt: Attempt, now: datetime) -> Refused | None:
    if attempt.purpose != "marketing":
        return None
    capped = attempt.recipient.capped_until
    if capped is not None and now < capped:
        return Refused(
            "whatsapp_cap",
            "Not sent: WhatsApp limits how much marketing this person gets from all businesses. "
            f"Try again after {capped:%H:%M} UTC on {capped:%-d %B}, with something else.",
        )
    policy = attempt.policy
    if policy.cap_messages and attempt.recipient.marketing_lately >= policy.cap_messages:
        return Refused(
            "frequency_cap",
            f"Not sent: this contact got {attempt.recipient.marketing_lately} marketing messages in "
            f"{policy.cap_days} days, and your limit is {policy.cap_messages}.",
        )
    return None


def _portfolio(attempt: Attempt, now: datetime) -> Deferred | None:
    headroom = attempt.sender.headroom
    if not attempt.opens or headroom is None or headroom > 0:
        return None
    until = max(attempt.sender.headroom_at or now, now + timedelta(seconds=5))
    return Deferred(
        until,
        "portfolio_limit",
        "Waits: your business has written to as many new people as Meta allows within 24 hours. "
        f"The next place is free at {until:%H:%M} UTC.",
    )


def _budget(attempt: Attempt, now: datetime) -> Refused | None:
    left, price = attempt.sender.budget_left, attempt.price
    if left is None or price is None or price <= left:
        return None
    return Refused(
        "budget_spent",
        "Not sent: this month's budget for messages is spent. An admin can raise it in Settings.",
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


_WORDS = {
    "marketing": "marketing messages",
    "utility": "updates",
    "authentication": "codes",
    "service": "messages",
}
_CHECKS: tuple[tuple[str, Callable[[Attempt, datetime], Deferred | Refused | None]], ...] = (
    ("channel", _channel),
    ("contact", _contact),
    ("window", _window),
    ("template", _template),
    ("consent", _consent),
    ("quiet_hours", _quiet_hours),
    ("frequency", _frequency),
    ("portfolio_limit", _portfolio),
    ("budget", _budget),
)
_PASSED = {check: Verdict(check, "passed") for check, _ in _CHECKS}
