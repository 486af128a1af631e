"""Every cause, seeded at the sandbox, gives exactly its diagnosis, and its remedy works.

`pytest -s tests/channels/test_doctor_matrix.py` prints the table.
"""

from collections.abc import Iterator

import pytest
from tests.channels.doctoring import Case, somebody_else
from tests.channels.matrix import NOT_SEEDED, ROWS, Row
from tests.factories import make_actor

from waypost.channels.doctor.causes import CAUSES

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
    print("\n| cause | diagnosis | remedy | afterwards |\n|---|---|---|---|")
    for row in RESULTS:
        print("| " + " | ".join(row) + " |")


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
