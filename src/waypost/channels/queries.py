"""Reading channels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from waypost.accounts.permissions import Permission
from waypost.channels.models import Channel
from waypost.channels.rules import sealed_as
from waypost.channels.schemas import ChannelOut
from waypost.core.actor import Actor, internal, requires
from waypost.core.fields import vault
from waypost.kit import env
from waypost.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a call to Meta needs."""

    phone_number_id: str
    waba_id: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Route:
    """Where the webhooks of a number go, and the one app that may speak for it."""

    channel_id: UUID
    app_id: UUID


@requires(Permission.CHANNELS_READ)
def channels(actor: Actor) -> list[ChannelOut]:
    rows = Channel.objects.select_related("app").filter(disconnected_at=None).order_by("name", "id")
    return [channel_out(row) for row in rows]


@requires(Permission.CHANNELS_READ)
def access_channel(actor: Actor, channel_id: UUID) -> Channel:
    channel = Channel.objects.select_related("app").filter(id=channel_id, disconnected_at=None).first()
    if channel is None:
        raise NotFound("There is no such channel. Reload the list.")
    return channel


@requires(Permission.CHANNELS_READ)
def channel_shape(actor: Actor, channel_id: UUID) -> ChannelOut:
    return channel_out(access_channel(actor, channel_id))


@internal
def routes_for(actor: Actor, phone_number_ids: Sequence[str]) -> dict[str, Route]:
    """Of this tenant's numbers only, and only those that Meta has confirmed."""
    rows = Channel.objects.filter(
        phone_number_id__in=phone_number_ids, connected_at__isnull=False, disconnected_at=None
    )
    return {row.phone_number_id: Route(row.id, row.app_id) for row in rows}


@internal
def credentials(actor: Actor, channel_ids: Sequence[UUID]) -> dict[UUID, Credentials]:
    return {
        row.id: Credentials(
            row.phone_number_id,
            row.waba_id,
            vault().open(bytes(row.access_token), sealed_as("channels_channel", row.id, "access_token")),
        )
        for row in Channel.objects.filter(id__in=channel_ids, disconnected_at=None)
    }


def channel_out(row: Channel) -> ChannelOut:
    """Needs `app` loaded."""
    return ChannelOut(
        id=row.id,
        name=row.name,
        waba_id=row.waba_id,
        phone_number_id=row.phone_number_id,
        display_phone_number=row.display_phone_number,
        verified_name=row.verified_name,
        quality_rating=row.quality_rating,
        status=row.status,
        status_reason=row.status_reason,
        app_id=row.app.meta_app_id,
        webhook_url=f"{env.core().webhook_url.rstrip('/')}/webhooks/whatsapp/{row.app.webhook_key}",
        verify_token=row.app.verify_token,
        access_token_hint=row.access_token_hint,
        last_webhook_at=row.last_webhook_at,
        created_at=row.created_at,
    )
