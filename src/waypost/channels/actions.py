"""Changing channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from waypost.accounts.permissions import Permission
from waypost.channels.events import (
    ChannelAdded,
    ChannelChanged,
    ChannelDisconnected,
    ChannelSecretsReplaced,
)
from waypost.channels.models import App, Channel
from waypost.channels.queries import access_channel, channel_out
from waypost.channels.rules import SECRET_OVERLAP, hint, new_verify_token, new_webhook_key, sealed_as
from waypost.channels.schemas import ChannelIn, ChannelPatch
from waypost.core import jobs
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.core.fields import vault
from waypost.kit import clock
from waypost.kit.errors import Conflict
from waypost.kit.ids import uuid7

ELSEWHERE = "This number is connected to another account of this installation. Disconnect it there first."
_SEEN_EVERY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Checked:
    """What Meta said when asked about the number; `problem` is empty when the token works."""

    problem: str = ""
    display_phone_number: str = ""
    verified_name: str = ""
    quality_rating: str = ""


@requires(Permission.CHANNELS_MANAGE)
def connect_channel(actor: Actor, new: ChannelIn) -> Channel:
    """Nothing is believed yet: a job asks Meta about the number, and its webhooks count from then on."""
    app = _app_for(new)
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
    return _checking(actor, channel_id)


@requires(Permission.CHANNELS_MANAGE)
def change_channel(actor: Actor, channel_id: UUID, change: ChannelPatch) -> Channel:
    channel = access_channel(actor, channel_id)
    if change.name is not None:
        channel.name = change.name
    if change.access_token is not None:
        token = change.access_token.get_secret_value()
        channel.access_token = vault().seal(token, sealed_as("channels_channel", channel.id, "access_token"))
        channel.access_token_hint = hint(token)
    channel.save(update_fields=["name", "access_token", "access_token_hint"])
    if change.app_secret is not None:
        _replace_secret(channel.app_id, change.app_secret.get_secret_value())
    if change.access_token is None and change.app_secret is None:
        return _announced(actor, channel_id)
    emit(
        actor,
        ChannelSecretsReplaced(
            channel_id=channel_id,
            access_token=change.access_token is not None,
            app_secret=change.app_secret is not None,
        ),
    )
    return _checking(actor, channel_id)


@requires(Permission.CHANNELS_MANAGE)
def check_channel(actor: Actor, channel_id: UUID) -> Channel:
    access_channel(actor, channel_id)
    return _checking(actor, channel_id)


@requires(Permission.CHANNELS_MANAGE)
def disconnect_channel(actor: Actor, channel_id: UUID) -> None:
    """Conversations stay readable; nothing is sent or received on this number, and its token is forgotten."""
    access_channel(actor, channel_id)
    connected = Channel.objects.filter(id=channel_id, disconnected_at=None)
    if connected.update(disconnected_at=clock.now(), access_token=b""):
        emit(actor, ChannelDisconnected(channel_id=channel_id))


@internal
def record_check(actor: Actor, channel_id: UUID, checked: Checked) -> None:
    """A number belongs to the tenant whose token Meta accepted first, until it is disconnected there."""
    channel = Channel.objects.filter(id=channel_id, disconnected_at=None).first()
    if channel is None:
        return
    if checked.problem:
        Channel.objects.filter(id=channel_id).update(status="failed", status_reason=checked.problem)
    else:
        try:
            with transaction.atomic():
                Channel.objects.filter(id=channel_id).update(
                    status="connected",
                    status_reason="",
                    display_phone_number=checked.display_phone_number,
                    verified_name=checked.verified_name,
                    quality_rating=checked.quality_rating,
                    connected_at=channel.connected_at or clock.now(),
                )
        except IntegrityError:
            Channel.objects.filter(id=channel_id).update(status="failed", status_reason=ELSEWHERE)
    _announced(actor, channel_id)


@internal
def pause_channel(actor: Actor, channel_id: UUID, reason: str) -> None:
    """Meta no longer takes this number's token: nothing more is tried until a person changes something."""
    connected = Channel.objects.filter(id=channel_id, status="connected")
    if connected.update(status="paused", status_reason=reason):
        _announced(actor, channel_id)


@internal
def note_webhook_seen(actor: Actor, channel_ids: Sequence[UUID]) -> None:
    """To the half minute: a busy number must not be written with every webhook."""
    now = clock.now()
    Channel.objects.filter(
        Q(last_webhook_at=None) | Q(last_webhook_at__lt=now - _SEEN_EVERY), id__in=channel_ids
    ).update(last_webhook_at=now)


def _app_for(new: ChannelIn) -> App:
    """One per Meta app of the tenant: its numbers share a webhook address."""
    secret = new.app_secret.get_secret_value()
    app_id = uuid7()
    app, made = App.objects.get_or_create(
        meta_app_id=new.app_id,
        defaults={
            "id": app_id,
            "webhook_key": new_webhook_key(),
            "secret": vault().seal(secret, sealed_as("channels_app", app_id, "secret")),
            "verify_token": new.verify_token or new_verify_token(),
        },
    )
    if not made:
        _replace_secret(app.id, secret)
        if new.verify_token:
            App.objects.filter(id=app.id).update(verify_token=new.verify_token)
    return app


def _replace_secret(app_id: UUID, secret: str) -> None:
    """The old one is accepted for a while, since Meta and we never switch at the same moment."""
    app = App.objects.select_for_update().get(id=app_id)
    current = vault().open(bytes(app.secret), sealed_as("channels_app", app.id, "secret"))
    if current == secret:
        return
    app.previous_secret = vault().seal(current, sealed_as("channels_app", app.id, "previous_secret"))
    app.previous_secret_until = clock.now() + SECRET_OVERLAP
    app.secret = vault().seal(secret, sealed_as("channels_app", app.id, "secret"))
    app.save(update_fields=["secret", "previous_secret", "previous_secret_until"])


def _checking(actor: Actor, channel_id: UUID) -> Channel:
    Channel.objects.filter(id=channel_id).update(status="checking", status_reason="")
    jobs.enqueue(actor, "channels.check", channel_id=str(channel_id))
    return _announced(actor, channel_id)


def _announced(actor: Actor, channel_id: UUID) -> Channel:
    channel = Channel.objects.select_related("app").get(id=channel_id)
    emit(actor, ChannelChanged(channel=channel_out(channel).model_dump(mode="json")), stream="activity")
    return channel
