"""Who hears of what, where, and in which version."""

import hashlib
import hmac
import json

import pytest
from sandbox.tests.client import APP_ID, COFFEE, DEWI, WABA
from sandbox.tests.delivery.theatre import HOOK, play

from waypost_sandbox.deliver import Update
from waypost_sandbox.state.accounts import App

ELSEWHERE, OF_NUMBER = "https://account.example/", "https://number.example/"
OTHER = App(
    id="900000000000002",
    secret="other-secret",
    name="Other",
    callback_url="https://other.example/",
    fields=["messages"],
)
ACCOUNT_EVENT = Update(waba_id=WABA, field="account_update", value={"event": "ACCOUNT_DELETED"})
ECHO = Update(
    waba_id=WABA,
    field="smb_message_echoes",
    phone_number_id=COFFEE,
    items="message_echoes",
    item={"id": "wamid.echo"},
)


def addresses(act, **options):
    return [url for _, url, _, _ in play(act, **options).receiver.heard]


def listen(theatre, *fields):
    theatre.world.state.apps[APP_ID].fields = list(fields)


def test_the_address_of_the_number_goes_before_that_of_the_account_and_of_the_app():
    async def act(theatre):
        state = theatre.world.state
        for _ in range(3):
            await theatre.customer_writes()
            await theatre.advance()
            if state.wabas[WABA].subscribed_apps[APP_ID] is None:
                state.wabas[WABA].subscribed_apps[APP_ID] = ELSEWHERE
            else:
                state.phone_numbers[COFFEE].override_url = OF_NUMBER

    assert addresses(act) == [HOOK, ELSEWHERE, OF_NUMBER]


def test_events_of_the_account_go_to_the_apps_own_address():
    async def act(theatre):
        listen(theatre, "account_update", "smb_message_echoes")
        theatre.world.state.wabas[WABA].subscribed_apps[APP_ID] = ELSEWHERE
        theatre.world.state.phone_numbers[COFFEE].override_url = OF_NUMBER
        theatre.world.deliveries.tell(ACCOUNT_EVENT)
        theatre.world.deliveries.tell(ECHO)
        await theatre.advance()

    assert addresses(act) == [HOOK, OF_NUMBER]


def test_only_fields_that_the_app_asked_for_are_told():
    async def act(theatre):
        theatre.world.deliveries.tell(ACCOUNT_EVENT)
        theatre.world.deliveries.tell(ECHO)
        await theatre.advance()
        assert theatre.world.deliveries.figures()["without_subscription"] == 2

    assert addresses(act) == []


def test_a_disabled_app_hears_nothing():
    async def act(theatre):
        theatre.world.state.apps[APP_ID].disabled = True
        await theatre.customer_writes()
        await theatre.advance()

    assert addresses(act) == []


def test_every_subscribed_app_gets_its_own_webhook_signed_with_its_own_secret():
    async def act(theatre):
        theatre.world.state.apps[OTHER.id] = OTHER
        theatre.world.state.wabas[WABA].subscribed_apps[OTHER.id] = None
        await theatre.customer_writes()
        await theatre.advance(0)

    heard = play(act).receiver.heard
    assert {url for _, url, _, _ in heard} == {HOOK, OTHER.callback_url}
    headers, body = next((headers, body) for _, url, headers, body in heard if url == OTHER.callback_url)
    expected = hmac.new(b"other-secret", body, hashlib.sha256).hexdigest()
    assert headers["X-Hub-Signature-256"] == f"sha256={expected}"


def test_after_a_change_the_new_secret_signs_what_was_refused_before():
    async def act(theatre):
        await theatre.customer_writes()
        await theatre.advance(0)
        theatre.world.state.apps[APP_ID].secret = "the-new-one"
        await theatre.advance(2)

    first, second, *_ = play(act, answers=[500]).receiver.heard
    assert first[3] == second[3]
    expected = hmac.new(b"the-new-one", second[3], hashlib.sha256).hexdigest()
    assert second[2]["X-Hub-Signature-256"] == f"sha256={expected}"


def test_the_older_signature_comes_when_it_is_asked_for():
    async def act(theatre):
        await theatre.customer_writes()
        await theatre.advance()
        await theatre.control("/settings", {"webhook_sha1": True})
        await theatre.customer_writes()
        await theatre.advance()

    (_, _, first, _), (_, _, second, body) = play(act).receiver.heard
    assert "X-Hub-Signature" not in first
    secret = play(act).world.state.apps[APP_ID].secret.encode()
    assert second["X-Hub-Signature"] == "sha1=" + hmac.new(secret, body, hashlib.sha1).hexdigest()


@pytest.mark.parametrize(("version", "expected"), [("v23.0", True), ("v24.0", False), ("v25.0", False)])
def test_the_conversation_is_told_to_apps_with_older_webhooks_only(version, expected):
    async def act(theatre):
        theatre.world.state.apps[APP_ID].webhook_version = version
        await theatre.customer_writes()
        await theatre.send()
        await theatre.advance()

    statuses = {status["status"]: status for status in play(act).receiver.statuses()}
    assert ("conversation" in statuses["sent"]) == expected
    if expected:
        assert "expiration_timestamp" in statuses["sent"]["conversation"]
        assert "expiration_timestamp" not in statuses["delivered"]["conversation"]


def test_each_app_hears_the_version_that_it_chose():
    async def act(theatre):
        theatre.world.state.apps[OTHER.id] = OTHER
        OTHER.webhook_version = "v22.0"
        theatre.world.state.wabas[WABA].subscribed_apps[OTHER.id] = None
        await theatre.customer_writes()
        await theatre.send(DEWI)
        await theatre.advance()

    bodies = {url: body for _, url, _, body in play(act).receiver.heard if b'"delivered"' in body}
    told = {url: b"conversation" in body for url, body in bodies.items()}
    assert told == {HOOK: False, OTHER.callback_url: True}
    assert json.loads(bodies[HOOK])["object"] == "whatsapp_business_account"
