"""The connection doctor's records: what it found, what its remedies did, and the way of its test message."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from waypost.accounts.permissions import Permission
from waypost.channels.doctor.causes import Finding, found
from waypost.channels.doctor.fixed import Fixed
from waypost.channels.events import DiagnosisChanged
from waypost.channels.models import Channel, Diagnosis
from waypost.channels.queries import access_channel, diagnosis_out, latest_diagnosis
from waypost.channels.rules import digits_of, new_pin, sealed_as
from waypost.channels.schemas import DiagnoseIn, FixIn
from waypost.channels.writes import announced, offer_token
from waypost.core import jobs
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.core.fields import vault
from waypost.kit import clock
from waypost.kit.errors import Conflict, Invalid
from waypost.kit.ids import uuid7
from waypost.whatsapp.webhook_events import Status

CALLBACK = "waypost-doctor:"
"""Before the diagnosis' id in the callback data of a test message."""
PATIENCE = timedelta(seconds=90)
WRONG_PIN = 133005


@requires(Permission.CHANNELS_MANAGE)
def examine_channel(actor: Actor, channel_id: UUID, wanted: DiagnoseIn) -> Diagnosis:
    """A job looks at everything; the diagnosis fills as it goes."""
    access_channel(actor, channel_id)
    return _examine(actor, channel_id, digits_of(wanted.test_recipient or ""))


@requires(Permission.CHANNELS_MANAGE)
def fix_channel(actor: Actor, channel_id: UUID, wanted: FixIn) -> Diagnosis:
    """Does the remedy of a finding, then examines the channel again."""
    channel = access_channel(actor, channel_id)
    row = latest_diagnosis(actor, channel_id)
    finding = next((one for one in row.findings if one["cause"] == wanted.cause), None)
    if finding is None:
        raise Conflict("The latest examination did not find this. Examine the channel again.")
    if not finding["fix"]:
        raise Invalid(f"Only a person can put this right: {finding['remedy']}")
    if finding["fix"] == "register":
        _keep_pin(channel, wanted)
    jobs.enqueue(actor, "channels.fix", diagnosis_id=str(row.id), cause=wanted.cause)
    return row


@internal
def record_findings(
    actor: Actor, diagnosis_id: UUID, findings: Sequence[Finding], steps: Sequence[dict[str, Any]]
) -> bool:
    """Whether a test message is to go out now: once only, even if the job runs again."""
    row = Diagnosis.objects.select_for_update().filter(id=diagnosis_id, finished_at=None).first()
    if row is None or row.round_trip:
        return False
    row.findings, row.steps = [asdict(one) for one in findings], list(steps)
    stops = any(one.severity in ("stops_all", "stops_sending") for one in findings)
    if row.recipient and not stops:
        row.round_trip = {
            "state": "sent",
            "says": "A test message is on its way.",
            "sent_at": clock.now().timestamp(),
        }
        jobs.enqueue_at(actor, clock.now() + PATIENCE, "channels.give_up_test", diagnosis_id=str(row.id))
    else:
        row.finished_at = clock.now()
    row.save()
    _announce(actor, row)
    return bool(row.round_trip)


@internal
def note_test_refused(actor: Actor, diagnosis_id: UUID, says: str) -> None:
    """Meta did not even take the test message."""
    row = _waiting(diagnosis_id)
    if row is not None:
        row.findings = [
            *row.findings,
            asdict(found("test_refused", f"Meta refused the test message: {says}")),
        ]
        _ended(actor, row, "failed", says)


@internal
def note_round_trips(actor: Actor, statuses: Sequence[Status]) -> None:
    """Statuses of test messages, among all others, as they come in through ingest."""
    for status in statuses:
        row = _waiting(_diagnosis_of(status.callback))
        if row is None:
            continue
        if status.status == "failed":
            what = "; ".join(f"{one.title} {one.details}".strip() for one in status.errors)
            says = (
                f"The webhook came back and says that the message failed: {what or 'Meta gives no reason.'}"
            )
            row.findings = [*row.findings, asdict(found("test_refused", says))]
            _ended(actor, row, "failed", says)
        else:
            _ended(actor, row, "arrived", "Sent, and the webhook about it came back.")


@internal
def give_up_test(actor: Actor, diagnosis_id: UUID) -> None:
    row = _waiting(diagnosis_id)
    if row is not None:
        says = f"Meta took the test message, but no webhook came within {PATIENCE.seconds} seconds."
        row.findings = [*row.findings, asdict(found("webhook_lost", says))]
        _ended(actor, row, "lost", says)


@internal
def record_fix(actor: Actor, diagnosis_id: UUID, cause: str, fixed: Fixed) -> None:
    """What the remedy did, and a new examination that shows whether it was enough."""
    row = Diagnosis.objects.select_for_update().filter(id=diagnosis_id).first()
    if row is None:
        return
    done = {"cause": cause, "ok": fixed.ok, "says": fixed.says, "at": clock.now().timestamp()}
    row.fixes = [*(one for one in row.fixes if one["cause"] != cause), done]
    row.save(update_fields=["fixes"])
    channel = Channel.objects.filter(id=row.channel_id, disconnected_at=None)
    if fixed.waba_id:
        channel.update(waba_id=fixed.waba_id)
    if fixed.token:
        offer_token(row.channel_id, fixed.token)
        jobs.enqueue(actor, "channels.rotate_token", channel_id=str(row.channel_id))
    if fixed.refused_code == WRONG_PIN:
        refusal = {"code": WRONG_PIN, "details": fixed.details, "at": clock.now().timestamp(), "limit": ""}
        channel.update(pin=None, last_refusal=refusal)
    elif fixed.ok:
        channel.update(last_refusal={})
        jobs.enqueue(actor, "channels.refresh", channel_id=str(row.channel_id))
    announced(actor, row.channel_id)
    _announce(actor, row)
    again = _examine(actor, row.channel_id, "")
    again.fixes = row.fixes
    again.save(update_fields=["fixes"])


def _examine(actor: Actor, channel_id: UUID, recipient: str) -> Diagnosis:
    row = Diagnosis.objects.create(
        id=uuid7(), channel_id=channel_id, recipient=recipient, started_at=clock.now()
    )
    jobs.enqueue(actor, "channels.diagnose", diagnosis_id=str(row.id))
    _announce(actor, row)
    return row


def _keep_pin(channel: Channel, wanted: FixIn) -> None:
    """Before Meta hears it: a crash in between must not lose it."""
    if wanted.pin is None and channel.pin is not None:
        return
    if wanted.pin is None and (channel.is_pin_enabled or wanted.cause == "pin_wrong"):
        raise Invalid("This number has a PIN. Enter its six digits, or reset it in WhatsApp Manager first.")
    pin = wanted.pin.get_secret_value() if wanted.pin else new_pin()
    sealed = vault().seal(pin, sealed_as("channels_channel", channel.id, "pin"))
    Channel.objects.filter(id=channel.id).update(pin=sealed)


def _waiting(diagnosis_id: UUID | None) -> Diagnosis | None:
    if diagnosis_id is None:
        return None
    row = Diagnosis.objects.select_for_update().filter(id=diagnosis_id, finished_at=None).first()
    return row if row is not None and row.round_trip.get("state") == "sent" else None


def _diagnosis_of(callback: str | None) -> UUID | None:
    if not callback or not callback.startswith(CALLBACK):
        return None
    try:
        return UUID(callback.removeprefix(CALLBACK))
    except ValueError:
        return None


def _ended(actor: Actor, row: Diagnosis, state: str, says: str) -> None:
    now = clock.now()
    seconds = round(now.timestamp() - row.round_trip["sent_at"], 2)
    row.round_trip = {**row.round_trip, "state": state, "says": says, "seconds": seconds}
    row.steps = [
        *row.steps,
        {"step": "round_trip", "ok": state == "arrived", "says": f"{says} ({seconds} s)"},
    ]
    row.finished_at = now
    row.save()
    _announce(actor, row)


def _announce(actor: Actor, row: Diagnosis) -> None:
    emit(actor, DiagnosisChanged(diagnosis=diagnosis_out(row).model_dump(mode="json")), stream="activity")
