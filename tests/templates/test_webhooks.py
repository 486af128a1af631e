"""Webhooks about templates: late, twice, in any order, and beside lists."""

from datetime import timedelta

import msgspec
import pytest
from tests.factories import make_actor, make_channel
from tests.templates.word_of_meta import START, events, listed, names, note, queued, record, the, webhook

from waypost.core.actor import Actor


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def waba(owner) -> str:
    return make_channel(owner).waba_id


def test_a_pause_comes_by_webhook_with_its_end(owner, waba):
    record(owner, waba, listed("parcel"))

    note(owner, webhook(waba, "status", "parcel", event="PAUSED", other_info={"title": "FIRST_PAUSE"}))

    row = the(owner, "parcel")
    assert (row.status, row.paused_until, row.changed_at) == ("paused", START + timedelta(hours=3), START)
    assert events(owner)[-1]["template"]["status"] == "paused"


def test_the_same_webhook_twice_is_announced_once(owner, waba):
    record(owner, waba, listed("parcel"))
    told = webhook(waba, "quality", "parcel", new_quality_score="RED")

    note(owner, told)
    note(owner, told)

    assert len(events(owner)) == 2
    assert the(owner, "parcel").quality == "red"


def test_webhooks_of_one_batch_count_in_metas_order(owner, waba):
    record(owner, waba, listed("parcel"))

    note(
        owner,
        webhook(waba, "status", "parcel", 60, event="APPROVED")
        + webhook(waba, "status", "parcel", event="PAUSED"),
    )

    assert the(owner, "parcel").status == "approved"


def test_a_list_that_began_before_a_webhook_does_not_undo_it(owner, waba):
    record(owner, waba, listed("parcel"))
    note(owner, webhook(waba, "status", "parcel", event="DISABLED"), minute=2)
    record(owner, waba, listed("parcel", components=[{"type": "BODY", "text": "New words."}]), minute=1)

    row = the(owner, "parcel")
    assert (row.status, row.body) == ("disabled", "New words.")


def test_a_list_that_began_after_a_webhook_is_believed(owner, waba):
    record(owner, waba, listed("parcel"))
    told = webhook(waba, "status", "parcel", event="PAUSED", other_info={"title": "FIRST_PAUSE"})
    note(owner, told, minute=2)
    record(owner, waba, listed("parcel"), minute=3)

    row = the(owner, "parcel")
    assert (row.status, row.paused_until) == ("approved", None)


def test_a_list_keeps_the_end_of_a_pause_and_the_words_of_a_rejection(owner, waba):
    record(owner, waba, listed("parcel"), listed("code"))
    paused = webhook(waba, "status", "parcel", event="PAUSED", other_info={"title": "FIRST_PAUSE"})
    rejected = webhook(
        waba, "status", "code", event="REJECTED", reason="SCAM", rejection_info={"reason": "Too good"}
    )
    note(owner, paused + rejected, minute=2)
    again = listed("parcel", status="paused"), listed("code", status="rejected", status_reason="scam")
    record(owner, waba, *again, minute=3)

    assert the(owner, "parcel").paused_until == START + timedelta(hours=3)
    assert the(owner, "code").status_reason == "Too good"


def test_a_webhook_that_is_hours_late_does_not_undo_a_list(owner, waba):
    record(owner, waba, listed("parcel"))
    record(owner, waba, listed("parcel"), minute=300)
    told = webhook(waba, "status", "parcel", event="PAUSED", other_info={"title": "FIRST_PAUSE"})

    note(owner, told, minute=310)
    note(owner, told, minute=311)

    assert the(owner, "parcel").status == "approved"
    assert queued(owner, "templates.refresh") == 2
    assert len(events(owner)) == 1


def test_a_deleted_template_goes_by_webhook(owner, waba):
    record(owner, waba, listed("parcel"))

    note(owner, webhook(waba, "status", "parcel", event="DELETED"))

    assert names(owner) == []


def test_an_unknown_template_is_asked_for_once(owner, waba):
    note(
        owner,
        webhook(waba, "status", "new", event="APPROVED")
        + webhook(waba, "quality", "new", new_quality_score="RED"),
    )
    note(owner, webhook(waba, "status", "gone", event="DELETED"))

    assert queued(owner, "templates.sync") == 1


def test_new_words_are_asked_for_by_themselves(owner, waba):
    record(owner, waba, listed("parcel"))

    note(owner, webhook(waba, "components", "parcel", message_template_element="Hi"))

    assert (queued(owner, "templates.refresh"), queued(owner, "templates.sync")) == (1, 0)


def test_many_new_words_are_one_list(owner, waba):
    rows = [listed(f"t{number}") for number in range(8)]
    record(owner, waba, *rows)

    note(owner, [one for row in rows for one in webhook(waba, "components", row.name)])

    assert (queued(owner, "templates.refresh"), queued(owner, "templates.sync")) == (0, 1)


def test_a_webhook_of_an_account_that_is_not_ours_does_nothing(owner, waba):
    note(owner, webhook("99", "status", "parcel", event="APPROVED"))

    assert queued(owner, "templates.sync") == 0


def test_a_webhook_with_an_impossible_time_still_counts(owner, waba):
    record(owner, waba, listed("parcel"))
    [told] = webhook(waba, "status", "parcel", event="DISABLED")

    note(owner, [msgspec.structs.replace(told, timestamp=10**18)])

    assert the(owner, "parcel").status == "disabled"
