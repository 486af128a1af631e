"""Channels on the real database, as the ordinary role."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from tests.factories import fresh_digits, make_actor, make_channel

from waypost.accounts.permissions import Role
from waypost.channels import actions, queries
from waypost.channels.actions import ELSEWHERE, Checked
from waypost.channels.models import App, Channel
from waypost.channels.schemas import ChannelIn, ChannelPatch
from waypost.core.actor import Actor
from waypost.core.fields import vault
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.kit.errors import Conflict, Forbidden, NotFound


@pytest.fixture
def owner() -> Actor:
    return make_actor()


def number(**given: str) -> ChannelIn:
    plain = {
        "name": "Front desk",
        "waba_id": fresh_digits(),
        "phone_number_id": fresh_digits(),
        "access_token": "EAA-the-access-token-0001",
        "app_id": fresh_digits(),
        "app_secret": "the-app-secret-0001",
    }
    return ChannelIn(**{**plain, **given})


def test_secrets_lie_sealed_and_never_leave_through_the_api(owner):
    channel = actions.connect_channel(owner, number())

    shown = queries.channel_shape(owner, channel.id).model_dump_json()
    with tenant_scope(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute(
            "select access_token || secret from channels_channel c join channels_app a on a.id = c.app_id"
        )
        [stored] = cursor.fetchone()
    for secret in ("EAA-the-access-token-0001", "the-app-secret-0001"):
        assert secret not in shown
        assert secret.encode() not in bytes(stored)
    assert queries.channel_shape(owner, channel.id).access_token_hint == "…0001"


def test_no_event_carries_a_secret(owner):
    channel = actions.connect_channel(owner, number())
    actions.change_channel(owner, channel.id, ChannelPatch(access_token="EAA-the-second-token-0002"))

    with tenant_scope(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute("select string_agg(payload::text, '') from core_domainevent")
        [payloads] = cursor.fetchone()
    assert "EAA-the" not in payloads
    assert "the-app-secret" not in payloads


def test_a_new_number_is_checked_by_a_job_that_commits_with_it(owner):
    channel = actions.connect_channel(owner, number())

    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name from procrastinate_jobs where args->>'channel_id' = %s", [str(channel.id)]
        )
        assert cursor.fetchall() == [("channels.check",)]
    assert channel.status == "checking"


def test_webhooks_of_a_number_count_only_after_meta_confirmed_it(owner):
    channel = actions.connect_channel(owner, number())
    system = Actor.system(owner.tenant_id)
    assert queries.routes_for(system, [channel.phone_number_id]) == {}

    actions.record_check(system, channel.id, Checked(display_phone_number="+62 21 555 0100"))

    assert (
        queries.routes_for(system, [channel.phone_number_id])[channel.phone_number_id].channel_id
        == channel.id
    )


def test_a_number_confirmed_for_one_tenant_cannot_be_taken_by_another(owner):
    held = make_channel(owner)
    rival = make_actor()
    claimed = actions.connect_channel(rival, number(phone_number_id=held.phone_number_id))

    actions.record_check(Actor.system(rival.tenant_id), claimed.id, Checked())

    shape = queries.channel_shape(rival, claimed.id)
    assert (shape.status, shape.status_reason) == ("failed", ELSEWHERE)
    assert queries.channel_shape(owner, held.id).status == "connected"


def test_a_disconnected_number_leaves_no_token_behind(owner):
    channel = make_channel(owner)

    actions.disconnect_channel(owner, channel.id)

    with tenant_scope(owner.tenant_id):
        assert bytes(Channel.objects.get(id=channel.id).access_token) == b""


def test_a_disconnected_number_is_free_for_the_next(owner):
    held = make_channel(owner)
    actions.disconnect_channel(owner, held.id)

    again = make_channel(make_actor(), phone_number_id=held.phone_number_id)

    assert again.status == "connected"


def test_the_same_number_twice_in_one_tenant_is_refused_in_words(owner):
    held = make_channel(owner)

    with pytest.raises(Conflict, match="connected already"):
        actions.connect_channel(owner, number(phone_number_id=held.phone_number_id))


def test_a_failed_check_says_why(owner):
    channel = actions.connect_channel(owner, number())

    actions.record_check(Actor.system(owner.tenant_id), channel.id, Checked(problem="The token has expired."))

    shape = queries.channel_shape(owner, channel.id)
    assert (shape.status, shape.status_reason) == ("failed", "The token has expired.")


def test_a_new_app_secret_keeps_the_old_one_for_a_day(owner):
    channel = actions.connect_channel(owner, number())

    actions.change_channel(owner, channel.id, ChannelPatch(app_secret="the-app-secret-0002"))

    with tenant_scope(owner.tenant_id):
        app = App.objects.get(id=channel.app_id)
    opened = vault().open(bytes(app.secret), f"channels_app:{app.id}:secret")
    before = vault().open(bytes(app.previous_secret), f"channels_app:{app.id}:previous_secret")
    assert (opened, before) == ("the-app-secret-0002", "the-app-secret-0001")
    assert app.previous_secret_until - clock.now() > timedelta(hours=23)


def test_two_numbers_of_one_meta_app_share_its_webhook_address(owner):
    first = make_channel(owner, app_id="445566")
    second = make_channel(owner, app_id="445566")

    addresses = {queries.channel_shape(owner, one.id).webhook_url for one in (first, second)}
    assert len(addresses) == 1


def test_ingest_finds_an_app_by_its_key_and_the_ordinary_role_may_not(owner, postgres_url):
    channel = make_channel(owner)
    with psycopg.connect(postgres_url("waypost_ingest")) as ingest:
        row = ingest.execute(
            "select app_id, tenant_id from channels_webhook_app(%s)", [channel.app.webhook_key]
        ).fetchone()
    assert row == (channel.app_id, owner.tenant_id)
    with (
        psycopg.connect(postgres_url("waypost_app")) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("select * from channels_webhook_app('x')")


def test_ingest_can_read_no_channel(owner, postgres_url):
    make_channel(owner)
    with (
        psycopg.connect(postgres_url("waypost_ingest")) as ingest,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        ingest.execute("select * from channels_channel")


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.VIEWER])
def test_only_owners_and_admins_change_channels(owner, role):
    channel = make_channel(owner)
    actor = make_actor(owner.tenant_id, role)
    for attempt in (
        lambda: actions.connect_channel(actor, number()),
        lambda: actions.change_channel(actor, channel.id, ChannelPatch(name="x")),
        lambda: actions.check_channel(actor, channel.id),
        lambda: actions.disconnect_channel(actor, channel.id),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_another_tenants_channel_does_not_exist(owner):
    channel = make_channel(owner)
    stranger = make_actor()
    for attempt in (
        lambda: queries.access_channel(stranger, channel.id),
        lambda: actions.change_channel(stranger, channel.id, ChannelPatch(name="x")),
        lambda: actions.check_channel(stranger, channel.id),
        lambda: actions.disconnect_channel(stranger, channel.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.channels(stranger) == []
    with tenant_scope(owner.tenant_id):
        assert Channel.objects.get(id=channel.id).disconnected_at is None


def test_people_cannot_do_what_only_waypost_does(owner):
    channel = make_channel(owner)
    for attempt in (
        lambda: queries.credentials(owner, [channel.id]),
        lambda: queries.routes_for(owner, [channel.phone_number_id]),
        lambda: actions.record_check(owner, channel.id, Checked()),
        lambda: actions.pause_channel(owner, channel.id, "x"),
        lambda: actions.note_webhook_seen(owner, [uuid4()]),
    ):
        with pytest.raises(Forbidden):
            attempt()
