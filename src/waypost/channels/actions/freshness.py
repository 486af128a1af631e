"""Keeping channels as Meta sees them: by its webhooks, and by asking again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from waypost.channels.events import TokenEndsSoon
from waypost.channels.models import Channel
from waypost.channels.news import News, holds, news_of, stopped_by
from waypost.channels.queries import REFRESH_EVERY
from waypost.channels.rules import digits_of, ends_soon, hint, sealed_as
from waypost.channels.writes import ELSEWHERE, Checked, announced, confirm, offer_token
from waypost.core import jobs
from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.core.fields import vault
from waypost.kit import clock
from waypost.whatsapp.webhook_events import AccountUpdate

ABOUT_THE_NUMBER = frozenset(
    {10, 190, 368, 131031, 131037, 131042, 131045, 131048, 131064, 133005, 133006, 133010}
)
"""Refusals that say something of the number or its account, not of one message."""
_BY_NEWS = frozenset({"banned", "restricted", "gone", "not_registered", "deleted", "token"})
"""Pauses that end when Meta says that what they were about is over; others wait for a person."""


@internal
def note_account_fields(
    actor: Actor, updates: Sequence[AccountUpdate], *, app_id: UUID | None = None
) -> None:
    """With `app_id` only the channels of that app are touched: whose webhook it was decides what it may speak of."""
    for update in sorted(updates, key=lambda one: one.timestamp or 0):
        news = news_of(update)
        if news is not None:
            for channel in _concerned(news, app_id):
                _apply(actor, channel, news)


@internal
def record_refresh(actor: Actor, channel_id: UUID, checked: Checked) -> None:
    """What a person stopped, or what a person must first put right, stays as it is."""
    channel = Channel.objects.filter(id=channel_id, disconnected_at=None).first()
    if channel is None:
        return
    if checked.problem:
        _note_unanswered(channel, checked)
    elif channel.connected_at is None or channel.status == "connected" or channel.pause_cause in _BY_NEWS:
        if not confirm(channel, checked):
            Channel.objects.filter(id=channel_id).update(status="failed", status_reason=ELSEWHERE)
    else:
        Channel.objects.filter(id=channel_id).update(**checked.facts, checked_at=clock.now())
    _forget_ended(channel_id)
    _warn_of_token(actor, channel_id)
    announced(actor, channel_id)


@internal
def plan_refresh(actor: Actor, spread: timedelta = REFRESH_EVERY / 2) -> int:
    """One job for each channel, spread over hours by its id, so that Meta is not asked everything at once."""
    channels = Channel.objects.filter(disconnected_at=None).values_list("id", flat=True)
    for channel_id in channels:
        at = clock.now() + spread * (channel_id.int % 997 / 997)
        jobs.enqueue_at(actor, at, "channels.refresh", channel_id=str(channel_id))
    return len(channels)


@internal
def swap_token(actor: Actor, channel_id: UUID, token: str, checked: Checked) -> bool:
    """The new token takes the place of the present one once Meta has taken it for this number; else it is dropped.

    `token` is the one that was checked: another that was given meanwhile waits for its own check.
    """
    channel = Channel.objects.select_for_update().filter(id=channel_id, disconnected_at=None).first()
    if channel is None or channel.next_access_token is None:
        return False
    waiting = vault().open(
        bytes(channel.next_access_token), sealed_as("channels_channel", channel_id, "next_access_token")
    )
    if waiting != token:
        return False
    if checked.problem:
        _keep_old_token(channel, checked)
        announced(actor, channel_id)
        return False
    sealed = vault().seal(token, sealed_as("channels_channel", channel_id, "access_token"))
    Channel.objects.filter(id=channel_id).update(
        access_token=sealed,
        access_token_hint=hint(token),
        next_access_token=None,
        token_warned_at=None,
        last_problem="",
        last_refusal={},
    )
    if not confirm(channel, checked):
        Channel.objects.filter(id=channel_id).update(status="failed", status_reason=ELSEWHERE)
    announced(actor, channel_id)
    return True


@internal
def offer_renewed_token(actor: Actor, channel_id: UUID, token: str) -> None:
    """Meta gave a longer one for the present one; it is checked like any other."""
    offer_token(channel_id, token)
    jobs.enqueue(actor, "channels.rotate_token", channel_id=str(channel_id))


@internal
def note_send_refused(actor: Actor, channel_id: UUID, code: int, details: str) -> None:
    """For the connection doctor: a refusal that says something of the number, and the limit that held then."""
    if code not in ABOUT_THE_NUMBER:
        return
    channel = Channel.objects.filter(id=channel_id, disconnected_at=None).first()
    if channel is None:
        return
    refusal = {
        "code": code,
        "details": details,
        "at": clock.now().timestamp(),
        "limit": channel.messaging_limit,
    }
    Channel.objects.filter(id=channel_id).update(last_refusal=refusal)


def _concerned(news: News, app_id: UUID | None) -> list[Channel]:
    channels = Channel.objects.filter(disconnected_at=None).exclude(connected_at=None)
    if app_id is not None:
        channels = channels.filter(app_id=app_id)
    of_account = channels.filter(waba_id=news.waba_id)
    if news.is_of_portfolio:
        portfolios = [one for one in of_account.values_list("business_id", flat=True) if one]
        return list(channels.filter(Q(waba_id=news.waba_id) | Q(business_id__in=portfolios)))
    if news.phone_number_id:
        return list(of_account.filter(phone_number_id=news.phone_number_id))
    if news.digits:
        return [one for one in of_account if digits_of(one.display_phone_number) == news.digits]
    return list(of_account)


def _apply(actor: Actor, channel: Channel, news: News) -> None:
    changes: dict[str, Any] = dict(news.changes)
    if "restrictions" in changes:
        changes["restrictions"] = _merged(channel.restrictions, changes["restrictions"])
        _ask_when_over(actor, channel.id, changes["restrictions"])
    if channel.is_on_business_app:
        changes.pop("messages_per_second", None)
    if news.pause_cause and channel.status in ("connected", "paused"):
        changes |= {"status": "paused", "status_reason": news.pause_says, "pause_cause": news.pause_cause}
    elif channel.status == "paused" and channel.pause_cause in _over(news, changes):
        changes |= {"status": "connected", "status_reason": "", "pause_cause": ""}
    if changes:
        Channel.objects.filter(id=channel.id).update(**changes)
        announced(actor, channel.id)
    if news.asks_again:
        jobs.enqueue(actor, "channels.refresh", channel_id=str(channel.id))


def _over(news: News, changes: dict[str, Any]) -> tuple[str, ...]:
    """The causes of pauses that these news end; of restrictions only when none is left that stops everything."""
    if "restrictions" in changes and stopped_by(changes["restrictions"], clock.now()) is None:
        return (*news.ends_causes, "restricted")
    return news.ends_causes


def _merged(before: list[dict[str, Any]], told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A restriction ends at its own time, not because the next webhook names another."""
    kinds = {one["kind"] for one in told}
    return [one for one in before if one["kind"] not in kinds and holds(one, clock.now())] + told


def _ask_when_over(actor: Actor, channel_id: UUID, restrictions: list[dict[str, Any]]) -> None:
    for one in restrictions:
        if one["until"] is not None:
            at = datetime.fromtimestamp(one["until"], UTC) + timedelta(seconds=5)
            jobs.enqueue_at(actor, at, "channels.refresh", channel_id=str(channel_id))


def _note_unanswered(channel: Channel, checked: Checked) -> None:
    """A no of Meta's stops the number; silence stops nothing."""
    changes: dict[str, Any] = {"last_problem": checked.problem}
    if checked.is_refused:
        changes["checked_at"] = clock.now()
        if channel.status == "connected":
            changes |= {"status": "paused", "status_reason": checked.problem, "pause_cause": "token"}
    Channel.objects.filter(id=channel.id).update(**changes)


def _keep_old_token(channel: Channel, checked: Checked) -> None:
    if not checked.is_refused:
        return
    changes: dict[str, Any] = {
        "next_access_token": None,
        "last_problem": f"The new token was not taken: {checked.problem} The one before is still in use.",
    }
    if channel.status == "checking":
        changes |= {"status": "failed", "status_reason": f"The new token was not taken: {checked.problem}"}
    Channel.objects.filter(id=channel.id).update(**changes)


def _forget_ended(channel_id: UUID) -> None:
    channel = Channel.objects.get(id=channel_id)
    left = [one for one in channel.restrictions if holds(one, clock.now())]
    if left != channel.restrictions:
        Channel.objects.filter(id=channel_id).update(restrictions=left, last_problem="")


def _warn_of_token(actor: Actor, channel_id: UUID) -> None:
    """Once for each end of a token."""
    channel = Channel.objects.get(id=channel_id)
    ends = channel.token_expires_at
    if ends is None or not ends_soon(ends, clock.now()) or channel.token_warned_at is not None:
        return
    says = f"The access token ends on {ends:%-d %B %Y, %H:%M} UTC. Paste a new one on this page before; nothing stops."
    Channel.objects.filter(id=channel_id).update(last_problem=says, token_warned_at=clock.now())
    emit(actor, TokenEndsSoon(channel_id=channel_id, ends_at=ends))
