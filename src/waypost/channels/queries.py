"""Reading channels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from waypost.accounts.permissions import Permission
from waypost.channels.facts import STOPS_BEGINNING
from waypost.channels.models import App, Channel, Connection, Diagnosis
from waypost.channels.news import holds
from waypost.channels.rules import ConnectionStep, sealed_as, unique_people
from waypost.channels.schemas import ChannelOut, ConnectionOut, DiagnosisOut, RoundTripOut, SignupOut
from waypost.core.actor import Actor, internal, requires
from waypost.core.fields import vault
from waypost.kit import clock, env
from waypost.kit.errors import NotFound

REFRESH_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a call to Meta needs."""

    phone_number_id: str
    waba_id: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AppCredentials:
    """What a call for the app itself needs, and what Meta must be told of our address."""

    id: UUID
    meta_app_id: str
    secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    webhook_url: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What the connection doctor has to go by."""

    number: Credentials
    app: AppCredentials
    restrictions: list[dict[str, Any]]
    last_refusal: dict[str, Any]
    handshake_refused_at: float | None
    last_webhook_at: float | None
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Connecting:
    """What the next step of a guided connection has to go by."""

    step: ConnectionStep
    app_id: str
    app: AppCredentials | None
    waba_ids: tuple[str, ...]
    choice: dict[str, Any]
    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    code: str = field(repr=False)
    pin: str = field(repr=False)

    @property
    def phone_number_id(self) -> str:
        return str(self.choice.get("phone_number_id") or "")

    @property
    def waba_id(self) -> str:
        return str(self.choice.get("waba_id") or "")


@dataclass(frozen=True, slots=True)
class SendingLimits:
    messages_per_second: int
    portfolio_id: str
    """All numbers of one portfolio share its messaging limit."""
    messaging_limit: int | None
    """People that the portfolio may begin conversations with in 24 hours; None is without end, or not known."""
    beginning_stopped_until: float | None
    """Until when (seconds since 1970) Meta lets the account only answer; None when it may begin conversations."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where the webhooks of a number go, and the one app that may speak for it."""

    channel_id: UUID
    app_id: UUID


@requires(Permission.CHANNELS_READ)
def channels(actor: Actor) -> list[ChannelOut]:
    rows = Channel.objects.select_related("app").filter(disconnected_at=None).order_by("name", "id")
    return [channel_out(row) for row in rows]


@internal
def connected(actor: Actor) -> list[Channel]:
    """Of every number that is not disconnected how it stands."""
    return list(Channel.objects.filter(disconnected_at=None).order_by("name", "id"))


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


@internal
def next_token(actor: Actor, channel_id: UUID) -> str | None:
    """The token that waits for its check."""
    row = Channel.objects.filter(id=channel_id, disconnected_at=None).exclude(next_access_token=None).first()
    if row is None or row.next_access_token is None:
        return None
    return vault().open(
        bytes(row.next_access_token), sealed_as("channels_channel", row.id, "next_access_token")
    )


@internal
def app_credentials(actor: Actor, channel_id: UUID) -> AppCredentials | None:
    row = Channel.objects.select_related("app").filter(id=channel_id, disconnected_at=None).first()
    return None if row is None else app_credentials_out(row.app)


@internal
def examined(actor: Actor, channel_id: UUID) -> Examined | None:
    """A channel as the doctor needs it; None once it is disconnected."""
    row = Channel.objects.select_related("app").filter(id=channel_id, disconnected_at=None).first()
    if row is None:
        return None
    number = credentials(actor, [channel_id])[channel_id]
    refused = row.app.handshake_refused_at
    return Examined(
        number=number,
        app=app_credentials_out(row.app),
        restrictions=row.restrictions,
        last_refusal=row.last_refusal,
        handshake_refused_at=refused.timestamp() if refused else None,
        last_webhook_at=row.last_webhook_at.timestamp() if row.last_webhook_at else None,
        pin=vault().open(bytes(row.pin), sealed_as("channels_channel", row.id, "pin")) if row.pin else "",
    )


@internal
def examination(actor: Actor, diagnosis_id: UUID) -> Diagnosis | None:
    return Diagnosis.objects.filter(id=diagnosis_id).first()


@internal
def wanted_profile(actor: Actor, channel_id: UUID) -> dict[str, Any]:
    row = Channel.objects.filter(id=channel_id, disconnected_at=None).first()
    return dict(row.profile_wanted) if row else {}


@requires(Permission.CHANNELS_READ)
def access_connection(actor: Actor, connection_id: UUID) -> Connection:
    row = Connection.objects.filter(id=connection_id).first()
    if row is None:
        raise NotFound("There is no such connection. Begin again with the token.")
    return row


@requires(Permission.CHANNELS_READ)
def latest_diagnosis(actor: Actor, channel_id: UUID) -> Diagnosis:
    access_channel(actor, channel_id)
    row = Diagnosis.objects.filter(channel_id=channel_id).order_by("-id").first()
    if row is None:
        raise NotFound("This channel was not examined yet. Start the connection doctor.")
    return row


@internal
def connecting(actor: Actor, connection_id: UUID) -> Connecting | None:
    """A guided connection with its secrets opened; None when nothing is to be done for it."""
    row = Connection.objects.select_related("app").filter(id=connection_id, status="working").first()
    if row is None:
        return None
    app = row.app or App.objects.filter(meta_app_id=row.meta_app_id).first()
    opened = {
        name: vault().open(bytes(value), sealed_as("channels_connection", row.id, name)) if value else ""
        for name in ("token", "app_secret", "code", "pin")
        for value in (getattr(row, name),)
    }
    return Connecting(
        step=row.step,
        app_id=row.meta_app_id,
        app=app_credentials_out(app) if app else None,
        waba_ids=tuple(row.waba_ids),
        choice=row.choice,
        **opened,
    )


@internal
def sending_limits(actor: Actor, channel_ids: Sequence[UUID]) -> dict[UUID, SendingLimits]:
    """What pacing must keep to. A number whose portfolio is not known yet counts for its account alone."""
    now = clock.now()
    found = {}
    for row in Channel.objects.filter(id__in=channel_ids, disconnected_at=None):
        stops = [
            float(one["until"] or "inf")
            for one in row.restrictions
            if one["kind"] == STOPS_BEGINNING and holds(one, now)
        ]
        found[row.id] = SendingLimits(
            messages_per_second=row.messages_per_second,
            portfolio_id=row.business_id or row.waba_id,
            messaging_limit=unique_people(row.messaging_limit),
            beginning_stopped_until=max(stops, default=None),
        )
    return found


@requires(Permission.CHANNELS_MANAGE)
def signup(actor: Actor) -> SignupOut:
    meta = env.meta()
    if not (meta.app_id and meta.app_secret and meta.signup_config_id):
        return SignupOut(app_id="", config_id="", sdk_url="", graph_version="")
    return SignupOut(
        app_id=meta.app_id,
        config_id=meta.signup_config_id,
        sdk_url=meta.sdk_url,
        graph_version=meta.graph_version,
    )


def app_credentials_out(row: App) -> AppCredentials:
    return AppCredentials(
        id=row.id,
        meta_app_id=row.meta_app_id,
        secret=vault().open(bytes(row.secret), sealed_as("channels_app", row.id, "secret")),
        verify_token=row.verify_token,
        webhook_url=webhook_url_out(row),
    )


def webhook_url_out(row: App) -> str:
    return f"{env.core().webhook_url.rstrip('/')}/webhooks/whatsapp/{row.webhook_key}"


def connection_out(row: Connection) -> ConnectionOut:
    return ConnectionOut(
        id=row.id,
        status=row.status,
        step=row.step,
        says=row.says,
        remedy=row.remedy,
        findings=row.findings,
        numbers=row.numbers,
        app_id=row.meta_app_id,
        channel_id=row.channel_id,
        token_expires_at=row.token_expires_at,
        token_scopes=row.token_scopes,
        created_at=row.created_at,
    )


def diagnosis_out(row: Diagnosis) -> DiagnosisOut:
    trip = row.round_trip
    return DiagnosisOut(
        id=row.id,
        channel_id=row.channel_id,
        started_at=row.started_at,
        finished_at=row.finished_at,
        steps=row.steps,
        findings=row.findings,
        round_trip=RoundTripOut(
            state=trip.get("state", "not_asked"), says=trip.get("says", ""), seconds=trip.get("seconds")
        ),
        fixes=row.fixes,
    )


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
        webhook_url=webhook_url_out(row.app),
        verify_token=row.app.verify_token,
        access_token_hint=row.access_token_hint,
        last_webhook_at=row.last_webhook_at,
        created_at=row.created_at,
        business_id=row.business_id,
        waba_name=row.waba_name,
        account_review=row.account_review,
        number_status=row.number_status,
        throughput_level=row.throughput_level,
        messages_per_second=row.messages_per_second,
        messaging_limit=row.messaging_limit,
        name_status=row.name_status,
        code_verification_status=row.code_verification_status,
        platform_type=row.platform_type,
        is_on_business_app=row.is_on_business_app,
        is_pin_enabled=row.is_pin_enabled,
        username=row.username,
        health=row.health,
        restrictions=row.restrictions,
        payment_problem=row.payment_problem,
        last_problem=row.last_problem,
        checked_at=row.checked_at,
        token_expires_at=row.token_expires_at,
        token_scopes=row.token_scopes,
        token_is_being_replaced=row.next_access_token is not None,
        profile=row.profile,
        profile_problem=row.profile_problem,
    )


@internal
def one_of_each_account(actor: Actor) -> list[UUID]:
    rows = Channel.objects.filter(disconnected_at=None, status="connected").order_by("waba_id", "id")
    return [row.id for row in {row.waba_id: row for row in rows}.values()]
