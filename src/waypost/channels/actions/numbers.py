"""Connecting, changing, checking and disconnecting channels."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from waypost.accounts.permissions import Permission
from waypost.channels.events import ChannelAdded, ChannelDisconnected, ChannelSecretsReplaced
from waypost.channels.models import Channel
from waypost.channels.queries import access_channel
from waypost.channels.rules import hint, sealed_as
from waypost.channels.schemas import ChannelIn, ChannelPatch
from waypost.channels.writes import (
    ELSEWHERE,
    Checked,
    announced,
    app_for,
    checking,
    confirm,
    offer_token,
    replace_secret,
)
from waypost.core import jobs
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.core.fields import vault
from waypost.kit import clock
from waypost.kit.errors import Conflict
from waypost.kit.ids import uuid7

_SEEN_EVERY = timedelta(seconds=30)


@requires(Permission.CHANNELS_MANAGE)
def connect_channel(actor: Actor, new: ChannelIn) -> Channel:
    """Nothing is believed yet: a job asks Meta about the number, and its webhooks count from then on."""
    app = app_for(new.app_id, new.app_secret.get_secret_value(), new.verify_token)
    token = new.access_token.get_secret_value()
    channel_id = uuid7()
    try:
        with transaction.atomic():
            Channel.objects.create(
                id=channel_id,
                app=app,
                name=new.name,
                waba_id=new.waba_id,
                phone_number_id=new.phone_number_id,
                access_token=vault().seal(token, sealed_as("channels_channel", channel_id, "access_token")),
                access_token_hint=hint(token),
            )
    except IntegrityError as error:
        raise Conflict("This number is connected already. Open it in the list to change it.") from error
    emit(actor, ChannelAdded(channel_id=channel_id, phone_number_id=new.phone_number_id))
    return checking(actor, channel_id)


@requires(Permission.CHANNELS_MANAGE)
def change_channel(actor: Actor, channel_id: UUID, change: ChannelPatch) -> Channel:
    """A new token waits for its check: until then the present one is used, so that nothing stops."""
    channel = access_channel(actor, channel_id)
    if change.name is not None:
        Channel.objects.filter(id=channel_id).update(name=change.name)
    if change.app_secret is not None:
        replace_secret(channel.app_id, change.app_secret.get_secret_value())
    if change.access_token is not None:
        offer_token(channel_id, change.access_token.get_secret_value())
    if change.access_token is None and change.app_secret is None:
        return announced(actor, channel_id)
    emit(
        actor,
        ChannelSecretsReplaced(
            channel_id=channel_id,
            access_token=change.access_token is not None,
            app_secret=change.app_secret is not None,
        ),
    )
    if change.access_token is None:
        return checking(actor, channel_id)
    if channel.status != "connected":
        Channel.objects.filter(id=channel_id).update(status="checking", status_reason="")
    jobs.enqueue(actor, "channels.rotate_token", channel_id=str(channel_id))
    return announced(actor, channel_id)


@requires(Permission.CHANNELS_MANAGE)
def check_channel(actor: Actor, channel_id: UUID) -> Channel:
    access_channel(actor, channel_id)
    return checking(actor, channel_id)


@requires(Permission.CHANNELS_MANAGE)
def disconnect_channel(actor: Actor, channel_id: UUID) -> None:
    """Conversations stay readable; nothing is sent or received on this number, and its token is forgotten."""
    access_channel(actor, channel_id)
    connected = Channel.objects.filter(id=channel_id, disconnected_at=None)
    forgotten = {"access_token": b"", "next_access_token": None, "pin": None}
    if connected.update(disconnected_at=clock.now(), **forgotten):
        emit(actor, ChannelDisconnected(channel_id=channel_id))


@internal
def record_check(actor: Actor, channel_id: UUID, checked: Checked) -> None:
    """A number belongs to the tenant whose token Meta accepted first, until it is disconnected there."""
    channel = Channel.objects.filter(id=channel_id, disconnected_at=None).first()
    if channel is None:
        return
    if checked.problem:
        Channel.objects.filter(id=channel_id).update(status="failed", status_reason=checked.problem)
    elif not confirm(channel, checked):
        Channel.objects.filter(id=channel_id).update(status="failed", status_reason=ELSEWHERE)
    else:
        jobs.enqueue(actor, "templates.sync", channel_id=str(channel_id))
    announced(actor, channel_id)


@internal
def pause_channel(actor: Actor, channel_id: UUID, reason: str) -> None:
    """Meta no longer takes this number's token: nothing more is tried until a person changes something."""
    connected = Channel.objects.filter(id=channel_id, status="connected")
    if connected.update(status="paused", status_reason=reason, pause_cause="refused"):
        announced(actor, channel_id)


@internal
def note_webhook_seen(actor: Actor, channel_ids: Sequence[UUID]) -> None:
    """To the half minute: a busy number must not be written with every webhook."""
    now = clock.now()
    Channel.objects.filter(
        Q(last_webhook_at=None) | Q(last_webhook_at__lt=now - _SEEN_EVERY), id__in=channel_ids
    ).update(last_webhook_at=now)
