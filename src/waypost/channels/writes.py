"""What several actions of channels write. They stand inside an action's transaction and check no permission."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from waypost.channels.events import ChannelChanged
from waypost.channels.facts import Standstill
from waypost.channels.models import App, Channel
from waypost.channels.news import stopped_by
from waypost.channels.queries import channel_out
from waypost.channels.rules import SECRET_OVERLAP, new_verify_token, new_webhook_key, sealed_as
from waypost.core import jobs
from waypost.core.actor import Actor
from waypost.core.eventlog import emit
from waypost.core.fields import vault
from waypost.kit import clock
from waypost.kit.ids import uuid7

ELSEWHERE = "This number is connected to another account of this installation. Disconnect it there first."


@dataclass(frozen=True, slots=True)
class Checked:
    """What Meta said when asked about the number; `problem` is empty when the token works."""

    problem: str = ""
    display_phone_number: str = ""
    verified_name: str = ""
    quality_rating: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    """Columns of the channel, from `facts.columns`."""
    standstill: Standstill | None = None
    is_refused: bool = False
    """Whether it was Meta who said the problem; otherwise nobody could be asked."""


def app_for(meta_app_id: str, secret: str, verify_token: str = "") -> App:
    """One per Meta app of the tenant: its numbers share a webhook address."""
    app_id = uuid7()
    app, made = App.objects.get_or_create(
        meta_app_id=meta_app_id,
        defaults={
            "id": app_id,
            "webhook_key": new_webhook_key(),
            "secret": vault().seal(secret, sealed_as("channels_app", app_id, "secret")),
            "verify_token": verify_token or new_verify_token(),
        },
    )
    if not made:
        replace_secret(app.id, secret)
        if verify_token:
            App.objects.filter(id=app.id).update(verify_token=verify_token)
    return app


def replace_secret(app_id: UUID, secret: str) -> None:
    """The old one is accepted for a while, since Meta and we never switch at the same moment."""
    app = App.objects.select_for_update().get(id=app_id)
    current = vault().open(bytes(app.secret), sealed_as("channels_app", app.id, "secret"))
    if current == secret:
        return
    app.previous_secret = vault().seal(current, sealed_as("channels_app", app.id, "previous_secret"))
    app.previous_secret_until = clock.now() + SECRET_OVERLAP
    app.secret = vault().seal(secret, sealed_as("channels_app", app.id, "secret"))
    app.save(update_fields=["secret", "previous_secret", "previous_secret_until"])


def offer_token(channel_id: UUID, token: str) -> None:
    """Beside the present one, until `channels.rotate_token` has checked it."""
    sealed = vault().seal(token, sealed_as("channels_channel", channel_id, "next_access_token"))
    Channel.objects.filter(id=channel_id, disconnected_at=None).update(next_access_token=sealed)


def confirm(channel: Channel, checked: Checked) -> bool:
    """Meta accepted the token for this number. False when the number is another tenant's already."""
    halt = checked.standstill or stopped_by(channel.restrictions, clock.now())
    try:
        with transaction.atomic():
            Channel.objects.filter(id=channel.id).update(
                **{
                    "display_phone_number": checked.display_phone_number,
                    "verified_name": checked.verified_name,
                    "quality_rating": checked.quality_rating,
                    **checked.facts,
                    "status": "paused" if halt else "connected",
                    "status_reason": halt.says if halt else "",
                    "pause_cause": halt.cause if halt else "",
                    "connected_at": channel.connected_at or clock.now(),
                    "checked_at": clock.now(),
                }
            )
    except IntegrityError:
        return False
    return True


def checking(actor: Actor, channel_id: UUID) -> Channel:
    Channel.objects.filter(id=channel_id).update(status="checking", status_reason="")
    jobs.enqueue(actor, "channels.check", channel_id=str(channel_id))
    return announced(actor, channel_id)


def announced(actor: Actor, channel_id: UUID) -> Channel:
    channel = Channel.objects.select_related("app").get(id=channel_id)
    emit(actor, ChannelChanged(channel=channel_out(channel).model_dump(mode="json")), stream="activity")
    return channel
