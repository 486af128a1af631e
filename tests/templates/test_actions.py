"""What Meta says of templates, taken over on the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import make_actor, make_channel
from tests.templates.word_of_meta import START, events, listed, names, note, queued, record, the, webhook

from waypost.accounts.permissions import Role
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit.errors import Forbidden, Invalid, NotFound
from waypost.templates import actions, queries
from waypost.templates.actions import MOST_SHOWN
from waypost.templates.models import Template


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def waba(owner) -> str:
    return make_channel(owner).waba_id


def test_a_list_is_taken_over(owner, waba):
    record(owner, waba, listed("parcel", quality="green", next_category="marketing"))

    row = the(owner, "parcel")
    assert (row.meta_id, row.quality, row.next_category) == ("7parcel", "green", "marketing")
    assert row.body == "This is parcel, {{1}}."
    assert [one["template"]["name"] for one in events(owner)] == ["parcel"]


def test_the_same_list_again_changes_and_says_nothing(owner, waba):
    record(owner, waba, listed("parcel"))
    before = the(owner, "parcel")
    record(owner, waba, listed("parcel"), minute=5)

    after = the(owner, "parcel")
    assert (after.id, after.synced_at - before.synced_at) == (before.id, timedelta(minutes=5))
    assert len(events(owner)) == 1
    assert [one["changed"] for one in events(owner, "template.synced")] == [1, 0]


def test_what_changed_keeps_its_row_and_is_announced(owner, waba):
    record(owner, waba, listed("parcel"), listed("code"))
    before = the(owner, "parcel")
    record(owner, waba, listed("parcel", status="disabled"), listed("code"), minute=5)

    assert the(owner, "parcel").id == before.id
    assert [one["template"]["status"] for one in events(owner)] == ["approved", "approved", "disabled"]


def test_what_meta_no_longer_lists_is_deleted_and_can_come_back(owner, waba):
    record(owner, waba, listed("parcel"), listed("code"))
    held = the(owner, "parcel")
    record(owner, waba, listed("code"), minute=5)

    assert names(owner) == ["code"]
    assert queries.access_template(owner, held.id).deleted_at is not None
    assert events(owner)[-1]["template"]["deleted_at"] is not None

    record(owner, waba, listed("code"), listed("parcel"), minute=10)
    assert queries.access_template(owner, held.id).deleted_at is None
    assert queries.access_template(owner, held.id).status == "approved"


def test_a_list_with_rows_that_cannot_be_read_deletes_nothing(owner, waba):
    record(owner, waba, listed("parcel"))
    record(owner, waba, minute=5, is_complete=False)

    assert names(owner) == ["parcel"]


def test_an_older_list_that_comes_late_undoes_nothing(owner, waba):
    record(owner, waba, listed("parcel", status="disabled"), minute=5)
    record(owner, waba, listed("parcel"), listed("gone"), minute=0)
    record(owner, waba, minute=1)

    assert the(owner, "parcel").status == "disabled"


def test_a_list_touches_no_other_account(owner, waba):
    other = make_channel(owner).waba_id
    record(owner, waba, listed("parcel"))
    record(owner, other, listed("parcel"))
    record(owner, other, minute=5)

    with tenant_scope(owner.tenant_id):
        assert [row.waba_id for row in Template.objects.filter(deleted_at=None)] == [waba]


def test_a_long_list_is_announced_as_one(owner, waba):
    record(owner, waba, *(listed(f"t{number:03}") for number in range(MOST_SHOWN + 20)))

    assert len(events(owner)) == MOST_SHOWN
    assert events(owner, "template.synced") == [{"waba_id": waba, "changed": MOST_SHOWN + 20}]


def test_lists_of_ten_jobs_at_once_make_one_row_each(owner, waba):
    rows = [listed(f"t{number}") for number in range(30)]

    def work(minute: int) -> None:
        try:
            record(owner, waba, *(rows if minute % 2 else rows[::-1]), minute=minute)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as jobs:
        list(jobs.map(work, range(10)))

    with tenant_scope(owner.tenant_id):
        assert Template.objects.count() == 30


def test_a_sync_asks_each_account_once(owner):
    first = make_channel(owner)
    make_channel(owner, waba_id=first.waba_id)
    make_channel(owner)

    assert actions.request_sync(owner) == 2
    assert queued(owner, "templates.sync") == 2
    assert actions.request_sync(owner, first.id) == 1


def test_the_picker_shows_approved_ones_first_and_finds_by_name_and_words(owner, waba):
    paused = listed("a_paused", status="paused", category="marketing")
    record(owner, waba, paused, listed("welcome"), listed("parcel"), listed("parcel", language="id"))

    assert names(owner) == ["parcel", "parcel", "welcome", "a_paused"]
    assert names(owner, search="PARC this") == ["parcel", "parcel"]
    assert names(owner, search="100%_\0") == []
    assert names(owner, status="paused") == names(owner, category="MARKETING") == ["a_paused"]


def test_the_picker_of_a_number_shows_what_it_can_send(owner, waba):
    other = make_channel(owner)
    record(owner, waba, listed("parcel"))

    assert names(owner, channel_id=other.id) == []
    with pytest.raises(NotFound):
        queries.template_page(owner, channel_id=uuid4())


def test_pages_meet_without_a_gap_or_a_repeat(owner, waba):
    record(
        owner,
        waba,
        *(listed(f"t{number}", status="approved" if number % 3 else "paused") for number in range(7)),
    )
    seen, cursor = [], None
    while True:
        page = queries.template_page(owner, limit=2, cursor=cursor)
        seen += [one.name for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == ["t1", "t2", "t4", "t5", "t0", "t3", "t6"]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!!",
        "W10",
        "eyJhIjoxfQ",
        "WzAsIlx1MDAwMCIsImEiLCIwMTk4YzlhMi0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDEiXQ",
    ],
)
def test_a_damaged_cursor_is_refused_in_words(owner, cursor):
    with pytest.raises(Invalid, match="first page"):
        queries.template_page(owner, cursor=cursor)


def test_a_preview_shows_the_message_and_what_is_wrong(owner, waba):
    record(owner, waba, listed("parcel"))
    row = the(owner, "parcel")

    assert queries.preview(owner, row.id, {"body": ["Ada"]}).rendered.body == "This is parcel, Ada."
    assert [one.field for one in queries.preview(owner, row.id, {"body": []}).problems] == ["body.1"]
    assert [one.name for one in queries.template_detail(owner, row.id).form.body.blanks] == ["1"]


def test_another_tenants_template_does_not_exist(owner, waba):
    record(owner, waba, listed("parcel"))
    row, stranger = the(owner, "parcel"), make_actor()
    for attempt in (
        lambda: queries.access_template(stranger, row.id),
        lambda: queries.template_detail(stranger, row.id),
        lambda: queries.preview(stranger, row.id, {}),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert names(stranger) == []
    assert queries.for_sending(Actor.system(stranger.tenant_id), [row.id]) == {}
    assert list(queries.for_sending(Actor.system(owner.tenant_id), [row.id])) == [row.id]


def test_two_tenants_keep_the_same_account_apart(owner, waba):
    stranger = make_actor()
    make_channel(stranger, waba_id=waba)
    record(owner, waba, listed("parcel"))
    record(stranger, waba, listed("parcel", status="paused"))
    note(stranger, webhook(waba, "status", "parcel", event="DISABLED"))

    assert (the(owner, "parcel").status, the(stranger, "parcel").status) == ("approved", "disabled")


@pytest.mark.parametrize("role", [Role.AGENT, Role.VIEWER])
def test_a_role_that_only_looks_cannot_sync(owner, waba, role):
    actor = make_actor(owner.tenant_id, role)

    assert names(actor) == []
    with pytest.raises(Forbidden):
        actions.request_sync(actor)


def test_people_cannot_do_what_only_waypost_does(owner):
    for attempt in (
        lambda: actions.record_list(owner, "1", [], started=START, is_complete=True),
        lambda: actions.note_updates(owner, []),
        lambda: actions.ask_each_account(owner),
        lambda: actions.ask_through(owner, uuid4()),
        lambda: queries.for_sending(owner, []),
        lambda: queries.channel_per_account(owner),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_lists_and_webhooks_at_once_do_not_lock_each_other_out(owner, waba):
    rows = [listed(f"t{number}") for number in range(20)]
    record(owner, waba, *rows)
    actions.note_updates(
        Actor.system(owner.tenant_id),
        [one for row in rows for one in webhook(waba, "quality", row.name, new_quality_score="RED")],
    )

    def work(number: int) -> None:
        try:
            if number % 2:
                record(owner, waba, *rows[::-1], minute=number)
            else:
                told = [
                    one
                    for row in rows
                    for one in webhook(waba, "quality", row.name, number, new_quality_score="RED")
                ]
                actions.note_updates(Actor.system(owner.tenant_id), told)  # the frozen clock is of one thread
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        list(people.map(work, range(12)))

    with tenant_scope(owner.tenant_id):
        assert set(Template.objects.values_list("quality", flat=True)) == {"red"}


def explained(sql: str, parameters: list[object]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"explain {sql}", parameters or None)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_five_thousand_templates_are_paged_and_found_by_an_index(owner, waba, postgres_url):
    record(owner, waba, *(listed(f"t{number:04}") for number in range(5000)))
    page = queries.template_page(owner, limit=50)
    ids = [one.id for one in page.items]
    with CaptureQueriesContext(connection) as asked:
        queries.template_page(owner, limit=50)
        queries.template_page(owner, limit=50, cursor=page.next_cursor)
    pages = [one["sql"] for one in asked if "order by" in one["sql"].lower()]
    with psycopg.connect(postgres_url("waypost_owner"), autocommit=True) as keeper:
        keeper.execute("analyze templates_template")
    with tenant_scope(owner.tenant_id):
        first, further = (explained(sql, []) for sql in pages)
        sending = explained("select * from templates_template where id = any(%s)", [ids])
        noted = explained(
            "select * from templates_template where waba_id = any(%s) and meta_id = any(%s)",
            [[waba], ["7t0001"]],
        )

    assert "template_in_order" in first
    assert "template_in_order" in further
    assert "Sort" not in first + further
    assert "templates_template_pkey" in sending
    assert "template_by_meta_id" in noted
