"""The guided connection: what a person gives, and what each step of the job has done."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from pydantic import SecretStr

from waypost.accounts.permissions import Permission
from waypost.channels.events import ChannelAdded, ConnectionChanged
from waypost.channels.models import App, Channel, Connection
from waypost.channels.progress import Progress
from waypost.channels.queries import access_connection, connection_out
from waypost.channels.rules import hint, sealed_as
from waypost.channels.schemas import AnswerIn, ChoiceIn, DiscoverIn, SignupIn
from waypost.channels.writes import ELSEWHERE, announced, app_for, confirm
from waypost.core import jobs
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.core.fields import vault
from waypost.kit import clock, env
from waypost.kit.errors import Conflict, Invalid
from waypost.kit.ids import uuid7


@requires(Permission.CHANNELS_MANAGE)
def discover(actor: Actor, given: DiscoverIn) -> Connection:
    """A job asks Meta what the token can see; nothing is changed there."""
    row = Connection(
        id=uuid7(),
        meta_app_id=given.app_id or "",
        waba_ids=[given.waba_id] if given.waba_id else [],
        says="Asking Meta about the token…",
    )
    _keep(row, token=given.access_token, app_secret=given.app_secret)
    row.save(force_insert=True)
    return _go_on(actor, row)


@requires(Permission.CHANNELS_MANAGE)
def sign_up(actor: Actor, given: SignupIn) -> Connection:
    """The code is exchanged on the server, at once: it lives for thirty seconds."""
    meta = env.meta()
    app_id = given.app_id or meta.app_id
    own = App.objects.filter(meta_app_id=app_id).first() if app_id else None
    if own is None and (not meta.app_id or app_id != meta.app_id):
        raise Invalid("Embedded Signup is not set up here. Paste an access token instead.")
    number = given.phone_number_id
    row = Connection(
        id=uuid7(),
        step="signup",
        app=own,
        meta_app_id=app_id,
        waba_ids=[given.waba_id],
        choice={
            "phone_number_id": number or "",
            "waba_id": given.waba_id if number else "",
            "name": given.name or "",
            "override": "auto",
        },
        says="Exchanging Meta's code…",
    )
    secret = None if own else SecretStr(meta.app_secret)
    _keep(row, code=given.code, app_secret=secret)
    row.save(force_insert=True)
    return _go_on(actor, row)


@requires(Permission.CHANNELS_MANAGE)
def choose_number(actor: Actor, connection_id: UUID, choice: ChoiceIn) -> Connection:
    row = _mine(actor, connection_id)
    found = next((one for one in row.numbers if one["phone_number_id"] == choice.phone_number_id), None)
    if found is None:
        raise Invalid("This token does not see that number. Choose one of the list.")
    if row.status == "working":
        raise Conflict("Meta is being asked about this connection right now. Wait a moment.")
    row.choice = {
        "phone_number_id": choice.phone_number_id,
        "waba_id": found["waba_id"],
        "name": choice.name,
        "override": choice.override,
    }
    row.channel, row.step = None, "secret"
    _keep(row, app_secret=choice.app_secret, pin=choice.pin)
    return _go_on(actor, row)


@requires(Permission.CHANNELS_MANAGE)
def continue_connection(actor: Actor, connection_id: UUID, answer: AnswerIn) -> Connection:
    """With what it waits for, or just once more where it failed."""
    row = _mine(actor, connection_id)
    if row.status == "done":
        return row
    if row.status == "working":
        return _go_on(actor, row)
    if row.step == "choose":
        raise Conflict("Choose a number first.")
    if answer.waba_id and answer.waba_id not in row.waba_ids:
        row.waba_ids = [*row.waba_ids, answer.waba_id]
    if answer.app_id and not row.app_id:
        row.meta_app_id = answer.app_id
    if answer.code_method:
        row.choice = {**row.choice, "code_method": answer.code_method, "language": answer.language}
        row.step = "method"
    if row.step == "pin":
        row.step = "register"
    _keep(row, app_secret=answer.app_secret, code=answer.code, pin=answer.pin)
    return _go_on(actor, row)


@internal
def record_progress(actor: Actor, connection_id: UUID, step: str, progress: Progress) -> None:
    """Only of the step that it still stands at: a job that comes late changes nothing."""
    row = Connection.objects.select_for_update().filter(id=connection_id, status="working", step=step).first()
    if row is None:
        return
    if progress.says:
        row.findings = [
            *(one for one in row.findings if one["step"] != step),
            {"step": step, "ok": progress.ok, "says": progress.says},
        ]
    row.status, row.step = progress.status, progress.step
    row.says, row.remedy = progress.says or row.says, progress.remedy
    _learn(row, progress)
    if progress.app_secret:
        row.app = app_for(row.meta_app_id, progress.app_secret)
    if progress.makes_channel:
        row.app = row.app or App.objects.get(meta_app_id=row.meta_app_id)
        row.channel = _channel_of(actor, row)
        if not _claimed(row.channel):
            row.step, row.status = "secret", "failed"
            row.says, row.remedy = ELSEWHERE, "Then try again here."
    if progress.checked is not None and row.channel_id is not None and not _settled(actor, row, progress):
        row.status, row.remedy = "failed", ""
        row.says = Channel.objects.get(id=row.channel_id).status_reason
    row.save()
    _announce(actor, row)


def _learn(row: Connection, progress: Progress) -> None:
    """What the step found out; what it leaves open stays as it was."""
    for name in ("numbers", "waba_ids", "token_scopes", "token_expires_at", "meta_app_id"):
        if value := getattr(progress, name):
            setattr(row, name, value)
    _keep(row, token=_secret(progress.token), pin=_secret(progress.pin))
    for used in progress.forgets:
        setattr(row, used, None)


def _settled(actor: Actor, row: Connection, progress: Progress) -> bool:
    """The number is confirmed here, with the PIN that it was registered with."""
    assert progress.checked is not None
    assert row.channel_id is not None
    channel = Channel.objects.get(id=row.channel_id)
    won = confirm(channel, progress.checked)
    if not won:
        Channel.objects.filter(id=channel.id).update(status="failed", status_reason=ELSEWHERE)
    elif row.pin:
        pin = vault().open(bytes(row.pin), sealed_as("channels_connection", row.id, "pin"))
        Channel.objects.filter(id=channel.id).update(
            pin=vault().seal(pin, sealed_as("channels_channel", channel.id, "pin"))
        )
    announced(actor, channel.id)
    if won:
        row.token = row.pin = row.app_secret = row.code = None
    return won


def _channel_of(actor: Actor, row: Connection) -> Channel:
    """The tenant's channel of this number, made or given the new token: doing it again changes nothing."""
    assert row.token is not None
    assert row.app is not None
    token = vault().open(bytes(row.token), sealed_as("channels_connection", row.id, "token"))
    held = Channel.objects.filter(phone_number_id=row.choice["phone_number_id"], disconnected_at=None).first()
    channel_id = held.id if held else uuid7()
    sealed = vault().seal(token, sealed_as("channels_channel", channel_id, "access_token"))
    values: dict[str, Any] = {
        "app": row.app,
        "waba_id": row.choice["waba_id"],
        "access_token": sealed,
        "access_token_hint": hint(token),
    }
    if held:
        Channel.objects.filter(id=held.id).update(**values)
        return held
    number = next(one for one in row.numbers if one["phone_number_id"] == row.choice["phone_number_id"])
    made = Channel.objects.create(
        id=channel_id,
        name=row.choice["name"] or number["verified_name"] or number["display_phone_number"],
        phone_number_id=row.choice["phone_number_id"],
        **values,
    )
    emit(actor, ChannelAdded(channel_id=made.id, phone_number_id=made.phone_number_id))
    return made


def _claimed(channel: Channel) -> bool:
    """Meta showed the number to this token. Where another tenant holds it, nothing is changed at Meta."""
    try:
        with transaction.atomic():
            Channel.objects.filter(id=channel.id, connected_at=None).update(connected_at=clock.now())
    except IntegrityError:
        Channel.objects.filter(id=channel.id).update(status="failed", status_reason=ELSEWHERE)
        return False
    return True


def _mine(actor: Actor, connection_id: UUID) -> Connection:
    access_connection(actor, connection_id)
    return Connection.objects.select_for_update().get(id=connection_id)


def _go_on(actor: Actor, row: Connection) -> Connection:
    row.status, row.remedy = "working", ""
    row.save()
    jobs.enqueue(actor, "channels.connect", connection_id=str(row.id))
    _announce(actor, row)
    return row


def _keep(row: Connection, **secrets: SecretStr | None) -> None:
    given: Mapping[str, SecretStr] = {name: value for name, value in secrets.items() if value is not None}
    for name, value in given.items():
        sealed = vault().seal(value.get_secret_value(), sealed_as("channels_connection", row.id, name))
        setattr(row, name, sealed)


def _secret(text: str) -> SecretStr | None:
    return SecretStr(text) if text else None


def _announce(actor: Actor, row: Connection) -> None:
    shown = connection_out(row).model_dump(mode="json")
    emit(actor, ConnectionChanged(connection=shown), stream="activity")
