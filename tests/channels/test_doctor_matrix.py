"""Every cause, seeded at the sandbox, gives exactly its diagnosis, and its remedy works.

`pytest -s tests/channels/test_doctor_matrix.py` prints the table.
"""

import sys
from collections.abc import Iterator

import pytest
from tests.channels.doctoring import Case, somebody_else
from tests.channels.matrix import NOT_SEEDED, ROWS, Row
from tests.channels.working import run_jobs
from tests.factories import make_actor

from waypost.accounts.permissions import Role
from waypost.channels import actions, queries
from waypost.channels.doctor.causes import CAUSES
from waypost.channels.schemas import DiagnoseIn, FixIn
from waypost.kit.errors import Conflict, Forbidden, Invalid, NotFound

RESULTS: list[tuple[str, str, str, str]] = []


@pytest.fixture(scope="session")
def others(tmp_path_factory) -> Iterator[dict[str, str]]:
    with somebody_else() as elsewhere, somebody_else(tmp_path_factory.mktemp("tls")) as self_signed:
        yield {"elsewhere": elsewhere, "self_signed": self_signed}


@pytest.fixture
def case(meta, monkeypatch, others) -> Case:
    return Case(make_actor(), meta, monkeypatch, others)


@pytest.fixture(scope="module", autouse=True)
def _table() -> Iterator[None]:
    yield
    lines = [("cause", "diagnosis", "remedy", "afterwards"), ("---",) * 4, *RESULTS]
    sys.stdout.write("\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")


def test_a_number_that_works_has_no_finding(case):
    diagnosis = case.examine()

    assert diagnosis.findings == []
    assert all(step.ok for step in diagnosis.steps)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.cause)
def test_the_cause_is_found_alone_and_its_remedy_works(row: Row, case: Case):
    row.seed(case)

    found = case.examine()
    assert [one.cause for one in found.findings] == [row.cause], found.findings

    finding = found.findings[0]
    if row.remedy is None:
        assert finding.fix is not None
        after = case.press(row.cause, **(row.given or {}))
    else:
        row.remedy(case)
        after = case.examine()

    assert after.findings == []
    how = f"button `{finding.fix}`" if row.remedy is None else "by a person"
    RESULTS.append((row.cause, finding.says, f"{finding.remedy} ({how})", "nothing found"))


def test_every_cause_has_a_row():
    assert {row.cause for row in ROWS} | set(NOT_SEEDED) == set(CAUSES)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.VIEWER])
def test_only_owners_and_admins_use_the_doctor(case, role):
    actor = make_actor(case.owner.tenant_id, role)
    for attempt in (
        lambda: actions.examine_channel(actor, case.id, DiagnoseIn()),
        lambda: actions.fix_channel(actor, case.id, FixIn(cause="not_registered")),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_another_tenants_diagnosis_does_not_exist(case):
    case.examine()
    stranger = make_actor()
    for attempt in (
        lambda: queries.latest_diagnosis(stranger, case.id),
        lambda: actions.examine_channel(stranger, case.id, DiagnoseIn()),
        lambda: actions.fix_channel(stranger, case.id, FixIn(cause="not_registered")),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_button_of_a_cause_that_was_not_found_is_refused(case):
    case.examine()

    with pytest.raises(Conflict, match="did not find this"):
        actions.fix_channel(case.owner, case.id, FixIn(cause="not_registered"))


def test_what_only_a_person_can_do_has_no_button(case):
    case.number(banned=True)
    case.examine()

    with pytest.raises(Invalid, match="Request a review"):
        actions.fix_channel(case.owner, case.id, FixIn(cause="number_banned"))


def test_a_button_pressed_twice_ends_the_same(case):
    case.override_number(case.elsewhere)
    case.examine()
    for _ in range(2):
        actions.fix_channel(case.owner, case.id, FixIn(cause="override_number_elsewhere"))
    run_jobs(case.owner)

    assert case.diagnosis().findings == []
    assert [one.ok for one in case.diagnosis().fixes] == [True]


def test_a_number_with_a_pin_that_we_do_not_know_asks_for_it(case):
    case.number(registered=False, pin="271828")
    case.refresh()
    case.examine()

    with pytest.raises(Invalid, match="six digits"):
        actions.fix_channel(case.owner, case.id, FixIn(cause="not_registered"))


def test_no_secret_stands_in_a_diagnosis(case):
    case.rotate_secret()

    text = case.examine().model_dump_json()

    assert case.meta.token not in text
    assert case.meta.app_secret not in text
