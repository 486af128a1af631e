"""Channels follow what Meta says, by webhook and by asking, and tokens are replaced without a gap."""

import json
import time
from datetime import timedelta

import pytest
from django.db import connection
from tests.channels.doctoring import Case
from tests.channels.working import run_jobs
from tests.factories import make_actor, make_channel, make_tenant
from tests.kit.running import until

from waypost.channels import actions, queries, tasks
from waypost.channels.actions import Checked
from waypost.channels.facts import STOPS_EVERYTHING
from waypost.channels.models import Channel
from waypost.channels.schemas import ChannelOut, ChannelPatch, ProfileIn
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.kit.errors import Forbidden
from waypost.pipeline import inbound
from waypost.whatsapp.webhook import parse


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def channel(owner) -> Channel:
    return make_channel(owner)


@pytest.fixture
def case(meta, monkeypatch) -> Case:
    return Case(make_actor(), meta, monkeypatch, {"elsewhere": "", "self_signed": ""})


def tell(actor: Actor, waba_id: str, field: str, value: dict, **more) -> None:
    body = {"entry": [{"id": waba_id, "time": 1, "changes": [{"field": field, "value": value}]}]}
    actions.note_account_fields(Actor.system(actor.tenant_id), parse(json.dumps(body).encode()), **more)


def shape(actor: Actor, channel: Channel) -> ChannelOut:
    return queries.channel_shape(actor, channel.id)


BAN = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}
REINSTATE = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}}


def test_a_ban_pauses_and_reinstatement_lets_it_go_on(owner, channel):
    tell(owner, channel.waba_id, "account_update", BAN)
    paused = shape(owner, channel)
    assert paused.status == "paused"
    assert "banned" in paused.status_reason

    tell(owner, channel.waba_id, "account_update", REINSTATE)

    assert shape(owner, channel).status == "connected"


def test_reinstatement_does_not_end_a_pause_of_another_cause(owner, channel):
    actions.pause_channel(Actor.system(owner.tenant_id), channel.id, "Meta cannot charge this account.")

    tell(owner, channel.waba_id, "account_update", REINSTATE)

    assert shape(owner, channel).status == "paused"


def test_news_of_another_account_change_nothing(owner, channel):
    tell(owner, "999", "account_update", BAN)

    assert shape(owner, channel).status == "connected"


def test_another_tenants_webhook_changes_nothing(owner, channel):
    tell(make_actor(), channel.waba_id, "account_update", BAN)

    assert shape(owner, channel).status == "connected"


def test_an_app_speaks_only_of_its_own_channels(owner, channel):
    other = make_channel(owner)

    tell(owner, channel.waba_id, "account_update", BAN, app_id=other.app_id)

    assert shape(owner, channel).status == "connected"


def test_the_same_news_twice_end_the_same(owner, channel):
    for _ in range(2):
        tell(owner, channel.waba_id, "account_update", BAN)

    assert shape(owner, channel).status == "paused"


def test_a_second_restriction_does_not_end_the_first(owner, channel):
    later = int(time.time()) + 3600
    for kind in (STOPS_EVERYTHING, "RESTRICTED_UTILITY_TEMPLATES"):
        row = {"restriction_type": kind, "expiration": later}
        tell(
            owner,
            channel.waba_id,
            "account_update",
            {"event": "ACCOUNT_RESTRICTION", "restriction_info": [row]},
        )

    found = shape(owner, channel)
    assert len(found.restrictions) == 2
    assert found.status == "paused"


def test_a_restriction_on_beginning_is_a_limit_of_sending(owner, channel):
    later = int(time.time()) + 3600
    row = {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": later}
    tell(
        owner, channel.waba_id, "account_update", {"event": "ACCOUNT_RESTRICTION", "restriction_info": [row]}
    )

    limits = queries.sending_limits(Actor.system(owner.tenant_id), [channel.id])[channel.id]
    assert limits.beginning_stopped_until == later
    assert shape(owner, channel).status == "connected"


def test_a_limit_holds_for_all_numbers_of_the_portfolio(owner, channel):
    second = make_channel(owner)
    stranger = make_channel(owner)
    with tenant_scope(owner.tenant_id):
        Channel.objects.filter(id__in=[channel.id, second.id]).update(business_id="42")

    value = {"max_daily_conversations_per_business": "TIER_10K"}
    tell(owner, channel.waba_id, "business_capability_update", value)

    limits = queries.sending_limits(Actor.system(owner.tenant_id), [channel.id, second.id, stranger.id])
    assert [limits[one.id].messaging_limit for one in (channel, second, stranger)] == [10_000, 10_000, None]
    assert limits[channel.id].portfolio_id == limits[second.id].portfolio_id == "42"


def test_news_of_one_number_leave_its_neighbour_alone(owner, channel):
    with tenant_scope(owner.tenant_id):
        Channel.objects.filter(id=channel.id).update(display_phone_number="+31 20 123 0000")
    neighbour = make_channel(owner)
    with tenant_scope(owner.tenant_id):
        Channel.objects.filter(id=neighbour.id).update(waba_id=channel.waba_id)

    value = {"display_phone_number": "31201230000", "event": "THROUGHPUT_UPGRADE"}
    tell(owner, channel.waba_id, "phone_number_quality_update", value)

    assert shape(owner, channel).messages_per_second == 1000
    assert shape(owner, neighbour).messages_per_second == 80


def test_silence_of_meta_stops_nothing_and_a_no_does(owner, channel):
    system = Actor.system(owner.tenant_id)
    actions.record_refresh(system, channel.id, Checked(problem="Meta could not be reached."))
    assert shape(owner, channel).status == "connected"

    actions.record_refresh(system, channel.id, Checked(problem="The token is gone.", is_refused=True))

    assert shape(owner, channel).status == "paused"


def test_asking_again_ends_a_pause_that_meta_caused_and_no_other(owner, channel):
    system = Actor.system(owner.tenant_id)
    tell(owner, channel.waba_id, "account_update", BAN)
    actions.record_refresh(system, channel.id, Checked())
    assert shape(owner, channel).status == "connected"

    actions.pause_channel(system, channel.id, "Meta cannot charge this account.")
    actions.record_refresh(system, channel.id, Checked())

    assert shape(owner, channel).status == "paused"


def test_a_token_that_ends_soon_is_told_once(owner, channel):
    ends = clock.now() + timedelta(days=3)
    checked = Checked(facts={"token_expires_at": ends})
    for _ in range(2):
        actions.record_refresh(Actor.system(owner.tenant_id), channel.id, checked)

    assert "ends on" in shape(owner, channel).last_problem
    assert events(owner, "channel.token_ends_soon") == 1


def test_every_channel_is_asked_about_within_hours(owner, channel):
    make_channel(owner)

    assert actions.plan_refresh(Actor.system(owner.tenant_id)) == 2


def test_all_tenants_are_asked_about():
    owner = make_actor(make_tenant().id)
    make_channel(owner)

    tasks.refresh_all()

    assert planned(owner) == 1


def test_people_cannot_speak_for_meta(owner, channel):
    for attempt in (
        lambda: actions.note_account_fields(owner, []),
        lambda: actions.record_refresh(owner, channel.id, Checked()),
        lambda: actions.swap_token(owner, channel.id, "x", Checked()),
        lambda: actions.note_send_refused(owner, channel.id, 131048, ""),
        lambda: queries.sending_limits(owner, [channel.id]),
        lambda: queries.app_credentials(owner, channel.id),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_a_poll_brings_what_changed(case):
    case.number(quality_rating="YELLOW", throughput="HIGH")
    case.waba(has_payment_method=False)

    case.refresh()

    found = case.channel()
    assert (found.quality_rating, found.messages_per_second) == ("YELLOW", 1000)
    assert "payment" in found.payment_problem


@pytest.mark.parametrize("code", [4, 80007, 2, 131000])
def test_a_quota_or_a_hiccup_of_meta_pauses_nothing(case, code):
    case.meta.faults({"kind": "error", "code": code})

    case.refresh()

    assert case.channel().status == "connected"


def test_a_token_that_was_revoked_pauses_and_a_new_one_lets_it_go_on(case):
    token = case.own_token()
    case.meta.control("/tokens/revoke", {"token": token})
    case.refresh()
    assert case.channel().status == "paused"

    new = case.meta.control("/tokens", {})["access_token"]
    actions.change_channel(case.owner, case.id, ChannelPatch(access_token=new))
    run_jobs(case.owner)

    assert case.channel().status == "connected"


def test_a_ban_that_meta_tells_by_webhook_arrives(case, empty_queues):
    """From Meta through ingest and the pipeline to the channel, and back."""
    case.meta.control(f"/wabas/{case.meta.waba_id}", {"banned": True})
    until(lambda: inbound.step() >= 0 and case.channel().status == "paused")

    case.meta.control(f"/wabas/{case.meta.waba_id}", {"banned": False})

    until(lambda: inbound.step() >= 0 and case.channel().status == "connected")


def test_a_number_on_the_business_app_has_twenty_a_second(case):
    case.number(on_business_app=True)

    case.refresh()

    assert case.channel().messages_per_second == 20


def test_a_new_token_takes_over_once_meta_took_it(case):
    token = case.meta.control("/tokens", {})["access_token"]
    actions.change_channel(case.owner, case.id, ChannelPatch(access_token=token))
    waiting = case.channel()
    assert (waiting.status, waiting.token_is_being_replaced) == ("connected", True)
    assert used(case) == case.meta.token

    run_jobs(case.owner)

    assert used(case) == token
    assert not case.channel().token_is_being_replaced


def test_a_new_token_that_does_not_work_changes_nothing(case):
    actions.change_channel(case.owner, case.id, ChannelPatch(access_token="EAA-no-such-token"))
    run_jobs(case.owner)

    found = case.channel()
    assert used(case) == case.meta.token
    assert (found.status, found.token_is_being_replaced) == ("connected", False)
    assert "still in use" in found.last_problem


def test_a_token_that_ends_soon_is_exchanged_for_a_longer_one(case):
    token = case.meta.control("/tokens", {"expires_in_seconds": 3 * 86_400})["access_token"]
    case.use_token(token)

    case.refresh()
    run_jobs(case.owner)

    assert used(case) != token
    assert case.channel().token_expires_at > clock.now() + timedelta(days=50)


def test_a_token_keeps_the_override_of_its_account(case):
    token = case.meta.control("/tokens", {})["access_token"]
    actions.change_channel(case.owner, case.id, ChannelPatch(access_token=token))
    run_jobs(case.owner)

    [app] = case.graph("GET", f"{case.meta.waba_id}/subscribed_apps")["data"]
    assert app["override_callback_uri"] == case.channel().webhook_url


def test_the_profile_is_what_meta_took(case):
    actions.edit_profile(
        case.owner, case.id, ProfileIn(about="Open from eight", websites=["https://senja.example/"])
    )
    run_jobs(case.owner)

    found = case.channel()
    assert found.profile["about"] == "Open from eight"
    assert found.profile_problem == ""


def test_a_profile_that_meta_refuses_says_why_and_keeps_what_was_wanted(case):
    actions.edit_profile(case.owner, case.id, ProfileIn(vertical="ROCKETS", username="senja.kopi"))
    run_jobs(case.owner)

    assert "vertical" in case.channel().profile_problem
    assert case.graph("GET", f"{case.meta.phone_number_id}/username")["username"] == "senja.kopi"


def used(case: Case) -> str:
    return queries.credentials(case.system, [case.id])[case.id].token


def planned(owner: Actor) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*) from procrastinate_jobs where task_name = 'channels.refresh'
               and args->>'tenant_id' = %s and scheduled_at is not null""",
            [str(owner.tenant_id)],
        )
        return cursor.fetchone()[0]


def events(owner: Actor, kind: str) -> int:
    with tenant_scope(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute("select count(*) from core_domainevent where type = %s", [kind])
        return cursor.fetchone()[0]
