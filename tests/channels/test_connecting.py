"""A number is connected step by step, and each step says what happened and what to do next."""

import json
import urllib.request
from contextlib import suppress

import pytest
from django.db import connection
from tests.channels.working import choose, connect, discover, go_on, run_jobs, shown
from tests.factories import make_actor

from waypost.accounts.permissions import Role
from waypost.channels import actions, queries
from waypost.channels.schemas import AnswerIn, ChoiceIn, DiscoverIn, SignupIn
from waypost.core.actor import Actor
from waypost.kit.errors import Forbidden, NotFound


@pytest.fixture
def owner() -> Actor:
    return make_actor()


def test_a_token_shows_the_numbers_that_it_can_see(owner, meta):
    found = discover(owner, meta)

    assert (found.status, found.step) == ("waiting", "choose")
    assert [one.display_phone_number for one in found.numbers] == ["+62 811 1000 2001", "+62 811 1000 2002"]


def test_a_token_that_meta_does_not_take_ends_with_what_to_do(owner, meta):
    found = discover(owner, meta, access_token="EAAnobodyknowsthis")

    assert (found.status, found.step) == ("failed", "token")
    assert "begin again" in found.remedy


def test_a_token_without_a_scope_is_told(owner, meta):
    token = meta.control("/tokens", {"scopes": ["whatsapp_business_messaging"]})["access_token"]

    found = discover(owner, meta, access_token=token)

    assert (found.status, found.says) == ("failed", "This token lacks whatsapp_business_management.")


def test_a_token_of_another_app_is_told(owner, meta):
    found = discover(owner, meta, app_id="1234567", app_secret=None)

    assert found.status == "failed"
    assert "belongs to the app" in found.says


def test_a_token_that_may_see_everything_asks_for_the_account(owner, meta):
    found = discover(owner, meta, waba_id=None)
    assert (found.status, found.step) == ("waiting", "accounts")

    found = go_on(owner, found, waba_id=meta.waba_id)

    assert found.step == "choose"


def test_a_token_of_two_accounts_shows_the_numbers_of_both(owner, meta):
    both = [waba["id"] for waba in meta.control("/world")["wabas"]]
    token = meta.control("/tokens", {"waba_ids": both})["access_token"]

    found = discover(owner, meta, access_token=token, waba_id=None)

    assert {one.waba_id for one in found.numbers} == set(both)
    assert len(found.numbers) == 3


def test_a_chosen_number_ends_connected_with_all_that_meta_says(owner, meta):
    channel = connect(owner, meta)

    assert channel.status == "connected"
    assert (channel.messages_per_second, channel.messaging_limit) == (80, "TIER_2K")
    assert (channel.waba_name, channel.business_id) == ("Senja", "229900118844221")
    assert (channel.name_status, channel.number_status) == ("APPROVED", "CONNECTED")
    assert channel.checked_at is not None


def test_the_account_is_told_our_address(owner, meta):
    channel = connect(owner, meta)

    assert _webhooks(meta)["whatsapp_business_account"] == channel.webhook_url


def test_two_tenants_of_one_app_have_addresses_of_their_own(owner, meta):
    other = make_actor()
    first = connect(owner, meta)
    second_number = meta.control("/world")["wabas"][0]["phone_numbers"][1]["id"]
    second = choose(other, discover(other, meta), second_number)

    assert second.status == "done"
    address = queries.channel_shape(other, second.channel_id).webhook_url
    assert address != first.webhook_url
    assert _webhooks(meta, second_number)["phone_number"] == address
    assert _webhooks(meta)["whatsapp_business_account"] == first.webhook_url


def test_without_a_secret_the_guide_asks_for_it_and_believes_only_the_right_one(owner, meta):
    found = choose(owner, discover(owner, meta, app_secret=None), meta.phone_number_id)
    assert (found.status, found.step) == ("waiting", "secret")

    wrong = go_on(owner, found, app_secret="0123456789abcdef")
    assert (wrong.status, wrong.step) == ("waiting", "secret")
    assert "not the secret" in wrong.says

    assert go_on(owner, wrong, app_secret=meta.app_secret).status == "done"


def test_a_number_that_is_not_verified_goes_through_the_code(owner, meta):
    number(meta, registered=False, verification="NOT_VERIFIED")
    found = choose(owner, discover(owner, meta), meta.phone_number_id)
    assert (found.status, found.step) == ("waiting", "method")

    found = go_on(owner, found, code_method="SMS")
    assert (found.status, found.step) == ("waiting", "code")
    found = go_on(owner, found, code="000-001")
    assert (found.status, found.step) == ("waiting", "code")
    code = meta.control(f"/phone_numbers/{meta.phone_number_id}")["code"]
    found = go_on(owner, found, code=code)

    assert found.status == "done"
    assert meta.control(f"/phone_numbers/{meta.phone_number_id}")["registered"]


def test_a_number_with_a_pin_asks_for_it_and_says_when_it_is_wrong(owner, meta):
    number(meta, registered=False, pin="271828")
    meta.settings(api_quotas=False)
    found = choose(owner, discover(owner, meta), meta.phone_number_id)
    assert (found.status, found.step) == ("waiting", "pin")

    found = go_on(owner, found, pin="111111")
    assert (found.step, found.says) == ("pin", "The PIN is wrong.")

    assert go_on(owner, found, pin="271828").status == "done"


def test_a_number_without_a_pin_gets_one_that_we_keep(owner, meta):
    number(meta, registered=False, pin=None)
    found = choose(owner, discover(owner, meta), meta.phone_number_id)

    kept = queries.examined(Actor.system(owner.tenant_id), found.channel_id).pin
    assert kept == meta.control(f"/phone_numbers/{meta.phone_number_id}")["pin"]


def test_embedded_signup_needs_nothing_but_the_code(owner, meta):
    signed = meta.control("/embedded_signups", {"business_name": "Client"})
    told = signed["message"]["data"] if "message" in signed else signed["data"]
    row = actions.sign_up(
        owner,
        SignupIn(code=signed["code"], waba_id=told["waba_id"], phone_number_id=told["phone_number_id"]),
    )
    run_jobs(owner)
    found = shown(owner, row.id)
    while found.status == "waiting" and found.step in ("method", "code"):
        code = meta.control(f"/phone_numbers/{told['phone_number_id']}")["code"]
        found = go_on(owner, found, **({"code_method": "SMS"} if found.step == "method" else {"code": code}))

    assert found.status == "done", found


def test_a_code_that_is_too_old_says_to_open_the_window_again(owner, meta):
    row = actions.sign_up(owner, SignupIn(code="AQnot-a-code-of-meta", waba_id=meta.waba_id))
    run_jobs(owner)

    found = shown(owner, row.id)
    assert found.status == "failed"
    assert "window again" in found.remedy


def test_a_connection_that_meta_did_not_answer_goes_on_where_it_stood(owner, meta):
    found = discover(owner, meta)
    meta.faults({"kind": "error", "code": 2, "path": "/subscribed_apps"})
    failed = choose(owner, found, meta.phone_number_id)
    assert (failed.status, failed.step) == ("failed", "subscribe")

    meta.faults()

    assert go_on(owner, failed).status == "done"


def test_a_number_of_another_tenant_is_left_alone_at_meta(owner, meta):
    first = connect(owner, meta)
    rival = make_actor()

    found = choose(rival, discover(rival, meta), meta.phone_number_id)

    assert (found.status, found.says) == ("failed", actions.ELSEWHERE)
    assert _webhooks(meta)["whatsapp_business_account"] == first.webhook_url


@pytest.mark.parametrize("step", ["token", "accounts", "secret", "subscribe", "register", "connected"])
def test_a_crash_after_meta_did_a_step_and_before_it_was_recorded_is_made_good(
    owner, meta, monkeypatch, step
):
    number(meta, registered=False, pin=None)
    crashed = []
    record = actions.record_progress

    def dies_once(actor, connection_id, at, progress):
        if at == step and not crashed:
            crashed.append(at)
            raise KeyboardInterrupt
        return record(actor, connection_id, at, progress)

    monkeypatch.setattr(actions, "record_progress", dies_once)
    row = actions.discover(
        owner, DiscoverIn(access_token=meta.token, app_secret=meta.app_secret, waba_id=meta.waba_id)
    )
    until_it_waits(owner)
    actions.choose_number(owner, row.id, ChoiceIn(phone_number_id=meta.phone_number_id, name="Desk"))
    until_it_waits(owner)
    if shown(owner, row.id).status == "working":
        actions.continue_connection(owner, row.id, AnswerIn())
        until_it_waits(owner)

    assert crashed == [step]
    assert shown(owner, row.id).status == "done"
    kept = queries.examined(Actor.system(owner.tenant_id), shown(owner, row.id).channel_id).pin
    assert kept == meta.control(f"/phone_numbers/{meta.phone_number_id}")["pin"]


def until_it_waits(owner: Actor) -> None:
    """A job that dies is run again, as the worker does."""
    for _ in range(3):
        with suppress(KeyboardInterrupt):
            run_jobs(owner)
            return
        again(owner)


def again(owner: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """update procrastinate_jobs set status = 'todo' where id = (
                   select max(id) from procrastinate_jobs
                   where task_name = 'channels.connect' and status = 'doing' and args->>'tenant_id' = %s)""",
            [str(owner.tenant_id)],
        )


def test_doing_all_of_it_twice_makes_one_channel(owner, meta):
    connect(owner, meta)
    connect(owner, meta)

    assert len(queries.channels(owner)) == 1


def test_no_secret_leaves_with_a_connection(owner, meta):
    found = choose(owner, discover(owner, meta), meta.phone_number_id)

    text = found.model_dump_json()
    assert meta.token not in text
    assert meta.app_secret not in text


def test_another_tenants_connection_does_not_exist(owner, meta):
    found = discover(owner, meta)

    with pytest.raises(NotFound):
        queries.access_connection(make_actor(), found.id)


def test_an_agent_begins_no_connection(owner, meta):
    with pytest.raises(Forbidden):
        actions.discover(make_actor(owner.tenant_id, Role.AGENT), DiscoverIn(access_token="EAA-a-token"))


def number(meta, **change):
    meta.control(f"/phone_numbers/{meta.phone_number_id}", change)


def _webhooks(meta, phone_number_id: str | None = None) -> dict[str, str]:
    url = (
        f"{meta.base_url}/v23.0/{phone_number_id or meta.phone_number_id}"
        f"?fields=webhook_configuration&access_token={meta.token}"
    )
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)["webhook_configuration"]
