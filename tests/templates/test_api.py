"""Templates over HTTP: what only the way there can break."""

import pytest
from django.test import Client
from tests.factories import make_channel, make_member
from tests.templates.word_of_meta import listed, record, the

from waypost.accounts.models import User
from waypost.core.actor import Actor


@pytest.fixture
def owner() -> Actor:
    return make_member()


@pytest.fixture
def client(owner) -> Client:
    found = Client()
    found.force_login(User.objects.get(id=owner.id))
    return found


@pytest.fixture
def address(owner) -> str:
    record(owner, make_channel(owner).waba_id, listed("parcel"))
    return f"/api/v1/templates/{the(owner, 'parcel').id}"


@pytest.mark.parametrize(
    "values",
    [
        '{"body":["\\ud800"]}',
        '{"\\udfff":1,"body":[NaN]}',
        '{"body":[1e999]}',
        '{"offer_expires_at":"9999-12-31T23:59:59-23:59"}',
    ],
)
def test_a_preview_answers_whatever_it_is_given(values, client, address):
    answer = client.post(f"{address}/preview", f'{{"values":{values}}}', content_type="application/json")

    assert answer.status_code == 200
    assert answer.json()["problems"]


def test_a_template_comes_with_its_form(client, address):
    found = client.get(address).json()

    assert (found["name"], found["status"]) == ("parcel", "approved")
    assert [blank["name"] for blank in found["form"]["body"]["blanks"]] == ["1"]


@pytest.mark.parametrize("query", ["status=%00", "limit=0", "limit=101", "channel_id=x", "category=a-b"])
def test_a_filter_that_makes_no_sense_is_refused(query, client, address):
    assert client.get(f"/api/v1/templates?{query}").status_code == 422


def test_a_search_of_anything_finds_nothing_and_breaks_nothing(client, address):
    assert client.get("/api/v1/templates?search=%00%25_\\").json() == {"items": [], "next_cursor": None}


def test_a_sync_is_taken_at_once(client, address):
    answer = client.post("/api/v1/templates/sync", "{}", content_type="application/json")

    assert (answer.status_code, answer.json()) == (202, {"accounts": 1})
