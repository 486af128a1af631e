"""Channels as they cross the API. Secrets come in and never go out."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from waypost.channels.doctor.causes import Severity
from waypost.channels.rules import ChannelStatus, ConnectionStatus, ConnectionStep

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


def _six_digits(given: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9]{3}-?[0-9]{3}", given.get_secret_value()):
        raise ValueError("Give the six digits.")
    return SecretStr(given.get_secret_value().replace("-", ""))


SixDigits = Annotated[SecretStr, AfterValidator(_six_digits)]
Override = Literal["auto", "account", "number"]


class DiscoverIn(Schema):
    """What a token can see. The account is needed only for tokens that may see every account of a business."""

    access_token: Secret
    app_id: MetaId | None = None
    app_secret: Secret | None = None
    waba_id: MetaId | None = None


class SignupIn(Schema):
    """What the window of Embedded Signup told the page. The code lives for 30 seconds."""

    code: Secret
    waba_id: MetaId
    phone_number_id: MetaId | None = None
    app_id: MetaId | None = None
    """One of the tenant's own apps; without it the app of this installation."""
    name: Name | None = None


class SignupOut(Schema):
    """What the page needs to open Meta's window; empty where Embedded Signup is not set up."""

    app_id: str
    config_id: str
    sdk_url: str
    graph_version: str


class ChoiceIn(Schema):
    phone_number_id: MetaId
    name: Name
    override: Override = "auto"
    app_secret: Secret | None = None
    pin: SixDigits | None = None


class AnswerIn(Schema):
    """What the connection waits for; nothing at all tries again where it failed."""

    waba_id: MetaId | None = None
    app_id: MetaId | None = None
    app_secret: Secret | None = None
    code_method: Literal["SMS", "VOICE"] | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")] = "en_US"
    code: SixDigits | None = None
    pin: SixDigits | None = None


class Step(Schema):
    step: str
    ok: bool
    says: str


class FoundNumber(Schema):
    phone_number_id: str
    waba_id: str
    waba_name: str
    display_phone_number: str
    verified_name: str
    number_status: str
    code_verification_status: str
    is_on_business_app: bool


class ConnectionOut(Schema):
    id: UUID
    status: ConnectionStatus
    step: ConnectionStep
    """While the status is `waiting`: what is waited for."""
    says: str
    remedy: str
    findings: list[Step]
    numbers: list[FoundNumber]
    app_id: str
    channel_id: UUID | None
    token_expires_at: datetime | None
    token_scopes: list[str]
    created_at: datetime


class ProfileIn(Schema):
    """What customers see of the number; what is left out stays. The name and the username are looked at by Meta."""

    about: Annotated[str, StringConstraints(min_length=1, max_length=139)] | None = None
    address: Annotated[str, StringConstraints(max_length=256)] | None = None
    description: Annotated[str, StringConstraints(max_length=512)] | None = None
    email: Annotated[str, StringConstraints(max_length=128)] | None = None
    websites: (
        Annotated[list[Annotated[str, StringConstraints(max_length=256)]], Field(max_length=2)] | None
    ) = None
    vertical: Annotated[str, StringConstraints(pattern=r"^[A-Z_]{2,40}$")] | None = None
    display_name: Annotated[str, StringConstraints(min_length=3, max_length=128)] | None = None
    username: Annotated[str, StringConstraints(min_length=3, max_length=35)] | None = None
    profile_picture_handle: Annotated[str, StringConstraints(max_length=2048)] | None = None


class FindingOut(Schema):
    cause: str
    severity: Severity
    says: str
    remedy: str
    fix: str | None
    """What the button does; without it a person must."""


class RoundTripOut(Schema):
    state: Literal["not_asked", "sent", "arrived", "failed", "lost"]
    says: str
    seconds: float | None


class FixedOut(Schema):
    cause: str
    ok: bool
    says: str


class DiagnosisOut(Schema):
    id: UUID
    channel_id: UUID
    started_at: datetime
    finished_at: datetime | None
    steps: list[Step]
    findings: list[FindingOut]
    round_trip: RoundTripOut
    fixes: list[FixedOut]


class DiagnoseIn(Schema):
    test_recipient: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ]{7,20}$")] | None = None
    """Gets a short test message. It should have written to the number within the last day."""


class FixIn(Schema):
    cause: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    pin: SixDigits | None = None


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
