"""The end-to-end command: what it counts, and that a deployment which is away fails in words instead of breaking."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from waypost.ops.e2e import report, run
from waypost.ops.e2e.case import Category, Fails, Result, Skipped
from waypost.ops.e2e.world import World

NOWHERE = "http://127.0.0.1:9"


def result(outcome: str, category: str = "Health") -> Result:
    return Result(category, "it lives", outcome, "" if outcome == "passed" else "why <b>", 0.2)


def test_what_was_left_out_counts_neither_way():
    assert report.percent([result("passed"), result("failed"), result("skipped")]) == 50
    assert report.percent([result("skipped")]) == 0


def test_a_category_is_counted_by_itself():
    both = [result("passed"), result("failed", "Access")]

    assert (report.percent(both, "Health"), report.percent(both, "Access")) == (100, 0)


def test_junit_names_what_failed_and_what_was_left_out():
    suite = ET.fromstring(report.junit([result("passed"), result("failed"), result("skipped")]))[0]

    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")


def test_the_page_shows_what_was_said_and_runs_none_of_it():
    assert "why &lt;b&gt;" in report.html([result("failed")], "http://x")


@pytest.mark.parametrize(
    "raised, outcome, why",
    [
        (Fails("it is slow"), "failed", "it is slow"),
        (Skipped("no sandbox"), "skipped", "no sandbox"),
        (KeyError("items"), "failed", "KeyError: 'items'"),
    ],
)
def test_a_case_ends_with_a_word_whatever_it_raises(raised, outcome, why):
    category = Category("Health")

    @category.case("it lives")
    def lives(_: World) -> None:
        raise raised

    [found] = run.ran(World("", ""), [category], reads_only=False)
    assert (found.outcome, found.why) == (outcome, why)


def test_with_read_only_nothing_that_writes_is_run():
    category = Category("Health")

    @category.case("it writes")
    def writes(_: World) -> None:
        raise AssertionError

    [found] = run.ran(World("", ""), [category], reads_only=True)
    assert found.outcome == "skipped"


def test_a_deployment_that_is_away_fails_with_the_reason(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.setattr(run.screens, "taken", lambda *_, **__: [])

    code = run.main(run.Asked(NOWHERE, NOWHERE, folder=tmp_path))

    said = capsys.readouterr().out
    assert code == 1
    assert "no answer (ConnectionError)" in said
    assert (tmp_path / "junit.xml").is_file()


def test_there_is_a_category_for_each_of_the_checklist():
    assert [category.name for category in run.CATEGORIES] == [
        "Infrastructure Health",
        "Authentication & Authorization",
        "WhatsApp Business API Integration",
        "Multi-tenant Architecture",
        "Dashboard & Analytics",
        "Security & Compliance",
        "Performance",
    ]
