"""The last step of the doctor: a message goes out, and the webhook about it comes back through ingest."""

from collections.abc import Callable

import pytest
from tests.channels.doctoring import Case
from tests.channels.working import run_jobs
from tests.factories import make_actor
from tests.kit.running import until

from waypost.channels import actions
from waypost.channels.actions import CALLBACK
from waypost.core.actor import Actor
from waypost.pipeline import inbound
from waypost.whatsapp.webhook_events import Status

DEWI = "6281234567890"


@pytest.fixture
def case(meta, monkeypatch, empty_queues) -> Case:
    return Case(make_actor(), meta, monkeypatch, {"elsewhere": "", "self_signed": ""})


def test_a_test_message_comes_back_as_a_webhook(case):
    case.meta.customer_writes(DEWI, "Hello?")

    case.examine(recipient=f"+{DEWI}")
    until(lambda: arrived(case, lambda trip: trip.state != "sent"))

    diagnosis = case.diagnosis()
    assert (diagnosis.round_trip.state, diagnosis.findings) == ("arrived", [])
    assert diagnosis.round_trip.seconds is not None
    assert [step.step for step in diagnosis.steps][-1] == "round_trip"
    assert diagnosis.finished_at is not None


def test_a_test_message_that_fails_says_why(case):
    """Nobody wrote first, so Meta delivers no free text; its webhook came all the same."""
    case.examine(recipient=DEWI)
    until(lambda: arrived(case, lambda trip: trip.state != "sent"))

    diagnosis = case.diagnosis()
    assert diagnosis.round_trip.state == "failed"
    assert [one.cause for one in diagnosis.findings] == ["test_refused"]


def test_a_webhook_that_never_comes_is_told(case):
    case.meta.faults({"kind": "lose_webhook"})
    case.examine(recipient=DEWI)
    assert case.diagnosis().round_trip.state == "sent"

    run_jobs(case.owner, later=True)

    assert [one.cause for one in case.diagnosis().findings] == ["webhook_lost"]


def test_a_message_that_meta_refuses_at_once_is_told(case):
    case.meta.faults({"kind": "error", "code": 131030, "path": "/messages"})

    diagnosis = case.examine(recipient=DEWI)

    assert diagnosis.round_trip.state == "failed"
    assert [one.cause for one in diagnosis.findings] == ["test_refused"]


def test_nothing_is_sent_while_something_stops_the_number(case):
    case.number(banned=True)

    case.examine(recipient=DEWI)

    assert case.diagnosis().round_trip.state == "not_asked"
    assert case.meta.messages() == []


def test_a_job_that_runs_twice_sends_once(case):
    from waypost.channels import tasks

    case.meta.customer_writes(DEWI, "Hello?")
    diagnosis = case.examine(recipient=DEWI)
    tasks.diagnose(Actor.system(case.owner.tenant_id), str(diagnosis.id))

    assert len(case.meta.messages(to=DEWI)) == 1


def test_a_test_of_another_tenant_is_not_touched(case):
    case.meta.faults({"kind": "lose_webhook"})
    diagnosis = case.examine(recipient=DEWI)
    status = Status(
        waba_id="1",
        phone_number_id="2",
        id="wamid.x",
        status="sent",
        timestamp=1,
        callback=f"{CALLBACK}{diagnosis.id}",
    )

    actions.note_round_trips(Actor.system(make_actor().tenant_id), [status])

    assert case.diagnosis().round_trip.state == "sent"


def test_a_callback_that_is_nobodys_changes_nothing(case):
    for callback in (None, "", "waypost-doctor:", f"{CALLBACK}not-an-id"):
        status = Status(
            waba_id="1", phone_number_id="2", id="wamid.x", status="sent", timestamp=1, callback=callback
        )
        actions.note_round_trips(case.system, [status])


def arrived(case: Case, holds: Callable[..., bool]) -> bool:
    inbound.step()
    return holds(case.diagnosis().round_trip)
