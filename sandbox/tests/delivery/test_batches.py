"""Many updates in one webhook, and what happens to it on the way."""

import json
from itertools import pairwise

import pytest
from sandbox.tests.client import ADA, APP_ID, COFFEE, DEWI, WABA
from sandbox.tests.delivery.theatre import DAY, play

from waypost_sandbox.deliver import Update
from waypost_sandbox.deliver.updates import envelope
from waypost_sandbox.journal import KEPT, LARGEST_KEPT, Journal, Told
from waypost_sandbox.world import read_world

STATE = read_world(None).state
OTHER_NUMBER = next(number for number in STATE.wabas[WABA].phone_numbers if number != COFFEE)
OTHER_ACCOUNT = next(waba for waba in STATE.wabas.values() if waba.id != WABA)


def status(serial, number=COFFEE, *, failed=False, person=DEWI):
    return Update(
        waba_id=STATE.phone_numbers[number].waba_id,
        phone_number_id=number,
        items="statuses",
        item={"id": f"wamid.{serial}", "status": "failed" if failed else "sent"},
        contacts=None if failed else [{"wa_id": person, "user_id": f"ID.{person}"}],
    )


def test_one_webhook_holds_several_entries_changes_and_items():
    event = Update(waba_id=WABA, field="account_update", value={"event": "ACCOUNT_DELETED"})
    updates = [
        status(1),
        status(2, person=ADA),
        status(3),
        status(4, failed=True),
        status(5, OTHER_NUMBER),
        status(6, OTHER_ACCOUNT.phone_numbers[0]),
        event,
        status(7),
    ]
    found = envelope(updates, STATE, 1789000000.9)
    shape = [
        (
            entry["id"],
            entry.get("time"),
            [len(change["value"].get("statuses", ())) for change in entry["changes"]],
        )
        for entry in found["entry"]
    ]
    assert shape == [
        (WABA, None, [3, 1, 1]),
        (OTHER_ACCOUNT.id, None, [1]),
        (WABA, 1789000000, [0]),
        (WABA, None, [1]),
    ]
    first, failed, *_ = found["entry"][0]["changes"]
    assert [contact["wa_id"] for contact in first["value"]["contacts"]] == [DEWI, ADA]
    assert "contacts" not in failed["value"]


def test_a_webhook_holds_a_thousand_updates_at_most():
    async def act(theatre):
        for serial in range(2500):
            theatre.world.deliveries.tell(status(serial))
        await theatre.advance(0)

    heard = play(act).receiver.heard
    assert [body.count(b'"status":') for _, _, _, body in heard] == [1000, 1000, 500]


def test_a_webhook_is_three_megabytes_at_most():
    async def act(theatre):
        for serial in range(10):
            update = status(serial)
            update.item["biz_opaque_callback_data"] = "/" * 500_000
            theatre.world.deliveries.tell(update)
        await theatre.advance(0)

    theatre = play(act)
    bodies = [body for _, _, _, body in theatre.receiver.heard]
    assert all(len(body) <= 3 * 1024 * 1024 for body in bodies)
    assert [found["id"] for found in theatre.receiver.statuses()] == [
        f"wamid.{serial}" for serial in range(10)
    ]


def test_shuffled_webhooks_tell_delivered_before_sent():
    async def act(theatre):
        await theatre.faults({"kind": "shuffle_webhooks"}, {"kind": "batch_webhooks", "delay_seconds": 10})
        await theatre.customer_writes()
        for _ in range(5):
            await theatre.send()
        await theatre.advance(11)

    theatre = play(act)
    order = [found["status"] for found in theatre.receiver.statuses()]
    assert len(theatre.receiver.heard) == 1
    assert sorted(order) == ["delivered"] * 5 + ["sent"] * 5
    assert order != sorted(order, reverse=True)


def test_a_webhook_may_come_again_though_it_was_answered():
    async def act(theatre):
        await theatre.faults({"kind": "redeliver_webhook", "count": 1, "delay_seconds": 600})
        await theatre.customer_writes()
        await theatre.advance(0)
        assert len(theatre.receiver.heard) == 1
        await theatre.advance(600)
        assert theatre.world.deliveries.pending == 0

    first, second = play(act).receiver.heard
    assert first[3] == second[3]


def test_a_delayed_update_is_overtaken():
    async def act(theatre):
        await theatre.faults({"kind": "delay_webhook", "count": 1, "items": "messages", "delay_seconds": 120})
        early = await theatre.customer_writes(text="early")
        late = await theatre.customer_writes(text="late")
        await theatre.advance(119)
        assert [message["id"] for message in theatre.receiver.messages()] == [late]
        await theatre.advance(2)
        assert [message["id"] for message in theatre.receiver.messages()] == [late, early]

    play(act)


def test_a_fault_for_statuses_of_one_number_leaves_the_others_alone():
    async def act(theatre):
        await theatre.faults({"kind": "lose_webhook", "items": "statuses", "phone_number_id": COFFEE})
        theatre.world.deliveries.tell(status(1))
        theatre.world.deliveries.tell(status(2, OTHER_NUMBER))
        await theatre.customer_writes()
        await theatre.advance()

    theatre = play(act)
    assert [found["id"] for found in theatre.receiver.statuses()] == ["wamid.2"]
    assert len(theatre.receiver.messages()) == 1


def test_waits_grow_until_seven_days_are_over():
    async def act(theatre):
        await theatre.customer_writes()
        await theatre.advance(8 * DAY)

    theatre = play(act, answers=[500] * 100)
    moments = [at for at, _, _, _ in theatre.receiver.heard]
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert all(later > earlier * 1.6 for earlier, later in pairwise(waits[:14]))
    assert 6 * DAY < moments[-1] - moments[0] <= 7 * DAY
    assert len({body for _, _, _, body in theatre.receiver.heard}) == 1


@pytest.mark.parametrize("answer", [201, 204, 302, 404, 500, 0])
def test_only_200_counts(answer):
    async def act(theatre):
        await theatre.customer_writes()
        await theatre.advance(30)

    assert len(play(act, answers=[answer]).receiver.heard) == 2


def test_the_journal_tells_every_attempt():
    async def act(theatre):
        await theatre.customer_writes()
        await theatre.advance(30)

    theatre = play(act, answers=[500, 0])
    (told,) = theatre.world.journal.told
    assert [attempt.status for attempt in told.attempts] == [500, 0, 200]
    assert "ServerDisconnected" in told.attempts[1].error
    assert (told.outcome, told.app_id, told.updates) == ("answered", APP_ID, 1)
    assert json.loads(told.body)["entry"]
    assert [attempt.at for attempt in told.attempts] == [at for at, _, _, _ in theatre.receiver.heard]


def test_the_journal_keeps_a_bounded_number_and_size():
    journal = Journal()
    for serial in range(KEPT + 10):
        journal.tell(Told(serial, 0.0, "", "", b"x", 1))
    assert (len(journal.told), journal.told[-1].seq) == (KEPT, KEPT + 9)
    for serial in range(100):
        journal.tell(Told(serial, 0.0, "", "", b"x" * 2**20, 1))
    assert sum(len(told.body) for told in journal.told) <= LARGEST_KEPT
