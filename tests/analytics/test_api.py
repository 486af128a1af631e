"""The overview over HTTP: whose it is, what is refused, and the table that leaves."""

import csv
import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from tests.factories import make_channel, make_member
from tests.pipeline.stage import conversation_with

from waypost.accounts import actions as accounts
from waypost.accounts.permissions import Permission
from waypost.accounts.schemas import ApiKeyIn
from waypost.analytics import actions, rules
from waypost.channels.models import Channel
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope

pytestmark = pytest.mark.usefixtures("empty_queues")


@pytest.fixture
def owner() -> Actor:
    return make_member()


def counted(owner: Actor, channel: Channel) -> None:
    quarter = rules.quarter_of(datetime.now(UTC))
    actions.mark({(owner.tenant_id, rules.Touched(channel.id, quarter))})
    actions.recount(Actor.system(owner.tenant_id))


def asked(owner: Actor, path: str = "", **query: str):
    scopes = [Permission.OVERVIEW_READ]
    secret = accounts.create_api_key(owner, ApiKeyIn(name="Report", scopes=scopes)).secret
    day = datetime.now(UTC).date().isoformat()
    return Client().get(
        f"/api/v1/overview{path}",
        {"first": day, "last": day, **query},
        headers={"Authorization": f"Bearer {secret}"},
    )


def test_a_tenant_sees_its_own_figures_and_no_others(owner):
    channel = make_channel(owner)
    conversation_with(owner, channel, "628110000001")
    counted(owner, channel)

    mine, others = asked(owner).json(), asked(make_member()).json()

    assert (mine["figures"]["received"], mine["now"]["open"]) == (1, 1)
    assert (others["figures"]["received"], others["now"]["open"], others["numbers"]) == (0, 0, [])


def test_another_tenants_number_shows_nothing(owner):
    channel = make_channel(owner)
    conversation_with(owner, channel, "628110000001")
    counted(owner, channel)

    shown = asked(make_member(), channel_id=str(channel.id)).json()

    assert shown["figures"]["received"] == 0
    assert shown["now"]["waiting"] == 0


@pytest.mark.parametrize(
    "query, said",
    [
        ({"zone": "Mars/Olympus"}, "There is no such time zone"),
        ({"zone": "../../etc/passwd"}, "There is no such time zone"),
        ({"first": "2026-11-02", "last": "2026-11-01"}, "The last day is before the first"),
        ({"first": "2020-01-01", "last": "2026-01-01"}, "At most 732 days"),
        ({"first": "2026-01-01", "last": "2026-06-01", "by": "hour"}, "At most 31 days by the hour"),
        ({"first": "0001-01-01", "last": "0001-01-02"}, "between 2000 and 2999"),
    ],
)
def test_a_range_that_cannot_be_shown_is_refused_with_the_reason(owner, query, said):
    answer = asked(owner, **query)

    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_the_table_is_csv_and_a_name_in_it_is_never_run_as_a_formula(owner):
    channel = make_channel(owner)
    with tenant_scope(owner.tenant_id):
        Channel.objects.filter(id=channel.id).update(name='=HYPERLINK("http://evil")')
    conversation_with(owner, channel, "628110000001")
    counted(owner, channel)

    answer = asked(owner, "/table.csv")

    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert [(one["number"], one["received"]) for one in lines] == [('\'=HYPERLINK("http://evil")', "1")]


def test_a_cursor_of_nonsense_is_refused(owner):
    answer = asked(owner, "/messages", figure="sent", cursor=str(uuid4()))

    assert answer.status_code == 422
