"""What happens to channels. None of it carries a secret."""

from datetime import datetime
from typing import Any
from uuid import UUID

from waypost.kit.events import Event


class ChannelAdded(Event, frozen=True, tag="channel.added"):
    channel_id: UUID
    phone_number_id: str


class ChannelSecretsReplaced(Event, frozen=True, tag="channel.secrets_replaced"):
    channel_id: UUID
    access_token: bool
    app_secret: bool


class ChannelDisconnected(Event, frozen=True, tag="channel.disconnected"):
    channel_id: UUID


class ChannelChanged(Event, frozen=True, tag="channel.changed"):
    """As screens show it now."""

    channel: dict[str, Any]


class TokenEndsSoon(Event, frozen=True, tag="channel.token_ends_soon"):
    channel_id: UUID
    ends_at: datetime


class ConnectionChanged(Event, frozen=True, tag="channel.connection_changed"):
    """A guided connection as its screen shows it now. No secret is in it."""

    connection: dict[str, Any]


class DiagnosisChanged(Event, frozen=True, tag="channel.diagnosis_changed"):
    """A diagnosis as its screen shows it now."""

    diagnosis: dict[str, Any]
