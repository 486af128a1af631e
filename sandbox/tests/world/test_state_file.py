"""The world kept in a file over a restart."""

import json
import sqlite3
import urllib.request

import pytest

from waypost_sandbox.testing import NotPossibleError, running_sandbox

DEWI = "6281234567890"


def send(sandbox, text):
    body = {"messaging_product": "whatsapp", "to": DEWI, "type": "text", "text": {"body": text}}
    request = urllib.request.Request(
        f"{sandbox.base_url}/v23.0/{sandbox.phone_number_id}/messages",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {sandbox.token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["messages"][0]["id"]


def test_messages_customers_and_windows_are_there_after_a_restart(tmp_path):
    kept = ("--state", str(tmp_path / "world.sqlite"))
    with running_sandbox(*kept) as sandbox:
        sandbox.customer_writes(DEWI, "Before")
        sandbox.person(DEWI, online=False)
        sent = send(sandbox, "Waits for Dewi")
        sandbox.advance(5)
    with running_sandbox(*kept) as sandbox:
        texts = [message["text"] for message in sandbox.messages(direction="all")]
        assert texts == ["Before", "Waits for Dewi"]
        assert sandbox.messages(to=DEWI)[0]["id"] == sent
        sandbox.person(DEWI, online=True)
        assert sandbox.wait_for_message(to=DEWI, status="delivered")["received"] == 1


def test_an_id_is_never_made_twice_with_the_same_seed_and_file(tmp_path):
    kept = ("--state", str(tmp_path / "world.sqlite"), "--seed", "7")
    ids = []
    for _ in range(2):
        with running_sandbox(*kept) as sandbox:
            ids.append(sandbox.customer_writes(DEWI, "Again"))
    assert len(set(ids)) == 2


def test_what_is_gone_from_the_world_is_gone_from_the_file(tmp_path):
    path = tmp_path / "world.sqlite"
    with running_sandbox("--state", str(path)) as sandbox:
        sandbox.customer_writes(DEWI, "Forget me")
        sandbox.advance(1)
        sandbox.reset()
    with sqlite3.connect(path) as file:
        assert file.execute("SELECT count(*) FROM record WHERE family = 'messages'").fetchone() == (0,)
    file.close()


def test_the_order_of_the_world_survives(tmp_path):
    kept = ("--state", str(tmp_path / "world.sqlite"))
    with running_sandbox(*kept) as sandbox:
        before = [customer["name"] for customer in sandbox.customers]
        sandbox.person(DEWI, reads=True)
    with running_sandbox(*kept) as sandbox:
        assert [customer["name"] for customer in sandbox.customers] == before


def test_a_file_that_is_no_world_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("my shopping list, which is long enough to be a file of its own " * 20)
    with (
        pytest.raises(NotPossibleError, match="Name another --state file"),
        running_sandbox("--state", str(path)),
    ):
        pass


def test_a_message_on_its_way_goes_on_after_a_restart(tmp_path):
    kept = ("--state", str(tmp_path / "world.sqlite"))
    with running_sandbox(*kept) as sandbox:
        sandbox.settings(sent_seconds=[30, 30])
        sandbox.customer_writes(DEWI, "Before")
        sent = send(sandbox, "On its way")
    with running_sandbox(*kept) as sandbox:
        assert sandbox.messages(to=DEWI)[0]["status"] == "accepted"
        sandbox.advance(60)
        assert sandbox.wait_for_message(to=DEWI, status="delivered")["id"] == sent


def test_the_clock_goes_on_from_where_it_was(tmp_path):
    kept = ("--state", str(tmp_path / "world.sqlite"))
    with running_sandbox(*kept) as sandbox:
        before = sandbox.advance(86_400)
    with running_sandbox(*kept) as sandbox:
        assert sandbox.control("/clock")["now"] >= before
