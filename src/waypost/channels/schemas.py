"""Channels as they cross the API. Secrets come in and never go out."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, SecretStr, StringConstraints

from waypost.channels.rules import ChannelStatus

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
MetaId = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{1,32}$")]
Secret = Annotated[SecretStr, Field(min_length=8, max_length=1024)]


class ChannelIn(Schema):
    """`phone_number_id`, `waba_id` and `app_id` are Meta's ids: digits only, not the telephone number."""

    name: Name
    waba_id: MetaId
    phone_number_id: MetaId
    access_token: Secret
    app_id: MetaId
    app_secret: Secret
    verify_token: Annotated[str, StringConstraints(strip_whitespace=True, max_length=256)] = ""
    """Ours to choose; one is made where it is left out."""


class ChannelPatch(Schema):
    name: Name | None = None
    access_token: Secret | None = None
    app_secret: Secret | None = None


class Restriction(Schema):
    kind: str
    until: int | None
    """Seconds since 1970."""


class ChannelOut(Schema):
    id: UUID
    name: str
    waba_id: str
    phone_number_id: str
    display_phone_number: str
    verified_name: str
    quality_rating: str
    status: ChannelStatus
    status_reason: str
    app_id: str
    webhook_url: str
    verify_token: str
    access_token_hint: str
    last_webhook_at: datetime | None
    created_at: datetime

    business_id: str
    waba_name: str
    account_review: str
    number_status: str
    """Meta's own word, such as CONNECTED, UNVERIFIED or BANNED."""
    throughput_level: str
    messages_per_second: int
    messaging_limit: str
    name_status: str
    code_verification_status: str
    platform_type: str
    is_on_business_app: bool
    is_pin_enabled: bool
    username: str
    health: dict[str, Any]
    restrictions: list[Restriction]
    payment_problem: str
    last_problem: str
    """The latest news that somebody should know of although messages still go out."""
    checked_at: datetime | None
    token_expires_at: datetime | None
    token_scopes: list[str]
    token_is_being_replaced: bool
    profile: dict[str, Any]
    profile_problem: str
