"""Google's APIs through a real sign-in, against the stand-in."""

import pytest
from tests.standins.google import standing_in

from waypost.ops.google import GoogleCloud, GoogleFailed

SERVICES = "v2/projects/p/locations/r/services"


@pytest.fixture
def google(tmp_path, monkeypatch):
    with standing_in() as standin:
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(standin.sign_in_file(tmp_path)))
        standin.put(
            f"run/{SERVICES}/waypost-api", {"name": "waypost-api", "scaling": {"minInstanceCount": 1}}
        )
        yield standin


@pytest.fixture
def cloud(google):
    return GoogleCloud("p", "r", google.url)


def test_a_resource_is_read_after_signing_in(cloud):
    assert cloud.get("run", f"{SERVICES}/waypost-api")["scaling"] == {"minInstanceCount": 1}


def test_a_collection_is_listed(cloud):
    assert [one["name"] for one in cloud.listed("run", SERVICES)] == ["waypost-api"]


def test_a_change_is_merged_and_waited_for(cloud):
    operation = cloud.patch("run", f"{SERVICES}/waypost-api", {"scaling": {"maxInstanceCount": 3}})

    assert cloud.finished("run", operation)["scaling"] == {"minInstanceCount": 1, "maxInstanceCount": 3}


def test_what_is_not_there_says_so(cloud):
    with pytest.raises(GoogleFailed) as failed:
        cloud.get("run", f"{SERVICES}/waypost-live")

    assert failed.value.status == 404


def test_a_refusal_keeps_googles_words(cloud, google):
    google.refuse("run/", 403, "Permission 'run.services.get' denied")

    with pytest.raises(GoogleFailed, match=r"run\.services\.get"):
        cloud.get("run", f"{SERVICES}/waypost-api")


def test_nobody_listening_is_no_traceback(google):
    with pytest.raises(GoogleFailed, match="cannot be reached"):
        GoogleCloud("p", "r", "http://127.0.0.1:9").get("run", SERVICES)


def test_without_an_identity_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))

    with pytest.raises(GoogleFailed, match="no identity"):
        GoogleCloud("p", "r")
