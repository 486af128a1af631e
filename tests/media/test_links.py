"""Links to files: what they open, for how long, and what a browser may do with what it gets."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from moto import mock_aws

from waypost.core.actor import Actor
from waypost.kit import clock
from waypost.media import actions, links, queries, storage
from waypost.media.actions import Examined
from waypost.media.intake import keep
from waypost.media.settings import storage_origin, storages

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def kept(owner, tmp_path):
    """A file of the owner's that is ready: its shape."""
    from waypost.media.converter import Converted

    def kept(mime_type: str = "audio/ogg", filename: str = "note.ogg", content: bytes = CONTENT):
        path = tmp_path / "content"
        path.write_bytes(content)
        examined = Examined("audio", mime_type, len(content), "a" * 64)
        made = keep(owner.tenant_id, Converted(path, None, examined, 0))
        return actions.add_ready(owner, filename, mime_type, examined, made)

    return kept


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_player_gets_the_part_that_it_asks_for(kept):
    answer = Client().get(kept().url, headers={"Range": "bytes=100-199"})

    assert answer.status_code == 206
    assert answer["Content-Range"] == "bytes 100-199/1024"
    assert answer["Content-Length"] == "100"
    assert body(answer) == CONTENT[100:200]


def test_a_part_that_is_not_there_is_refused(kept):
    answer = Client().get(kept().url, headers={"Range": "bytes=5000-"})

    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */1024")


def test_the_whole_file_says_that_parts_can_be_asked_for(kept):
    answer = Client().get(kept().url)

    assert (answer.status_code, answer["Accept-Ranges"], body(answer)) == (200, "bytes", CONTENT)
    assert answer["Content-Disposition"] == 'inline; filename="note.ogg"'


def test_a_download_can_be_asked_for(kept):
    answer = Client().get(kept().url + "?download=true")
    body(answer)

    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("mime_type", ["image/svg+xml", "text/html", "text/xml", "application/xhtml+xml"])
def test_what_could_act_is_a_download_and_not_named(kept, mime_type):
    answer = Client().get(kept(mime_type, "page.html").url)
    body(answer)

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_link_ends(kept):
    shape = kept()
    with clock.frozen_at(clock.now() + timedelta(hours=2, seconds=1)):
        answer = Client().get(shape.url)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_link_holds_for_an_hour_at_least(kept):
    shape = kept()
    with clock.frozen_at(clock.now() + timedelta(minutes=59)):
        answer = Client().get(shape.url)
        body(answer)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-2], lambda t: "A" + t[1:], lambda t: "é", lambda t: t + "AAAA"]
)
def test_a_link_that_was_changed_opens_nothing(kept, spoil):
    token = kept().url.removeprefix(links.PATH)

    assert Client().get(links.PATH + spoil(token)).status_code == 404


def test_a_link_signed_for_another_tenant_opens_nothing(kept, owner):
    from uuid import uuid4

    shape = kept()

    assert Client().get(links.link(uuid4(), shape.id, "file", clock.now())).status_code == 404


def test_a_file_that_left_the_folder_is_a_404(kept, owner):
    shape = kept()
    storage.forget(queries.served(Actor.system(owner.tenant_id), shape.id, "file").storage_key)

    assert Client().get(shape.url).status_code == 404


def test_a_bucket_gives_the_file_itself_and_is_told_how(kept, owner, tmp_path, monkeypatch):
    import boto3
    import requests

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws(), override_settings(STORAGES=storages("s3://waypost-media?region=us-east-1")):
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="waypost-media")
        shape = kept("text/html", "Käse.html")
        served = queries.served(Actor.system(owner.tenant_id), shape.id, "file")

        answer = Client().get(shape.url)
        link = answer["Location"]

        assert answer.status_code == 302
        assert link.startswith(f"https://waypost-media.s3.amazonaws.com/{served.storage_key}?")
        assert "response-content-disposition=attachment" in link
        assert "response-content-type=application%2Foctet-stream" in link
        assert "X-Amz-Expires=600" in link
        assert requests.get(link, timeout=5).content == CONTENT
        storage.fetch(served.storage_key, tmp_path / "again")
        assert (tmp_path / "again").read_bytes() == CONTENT
        storage.forget(served.storage_key)
        with pytest.raises(storage.StorageAway):
            storage.fetch(served.storage_key, tmp_path / "gone")


def test_where_files_are_kept_cannot_be_guessed(kept, owner):
    key = queries.served(Actor.system(owner.tenant_id), kept().id, "file").storage_key

    tenant, _, _, name = key.split("/")
    assert tenant == str(owner.tenant_id)
    assert len(name) == 36 + 1 + 32


@pytest.mark.parametrize(
    "address, origin",
    [
        ("file:var/media", ""),
        ("gs://bucket", "https://storage.googleapis.com"),
        ("s3://bucket?endpoint=https://minio.example:9000", "https://minio.example:9000"),
    ],
)
def test_a_page_may_load_from_where_the_files_are(address, origin):
    assert storage_origin(address) == origin


@pytest.mark.parametrize("address", ["var/media", "ftp://host", "s3://", "gs:bucket"])
def test_a_storage_that_makes_no_sense_stops_the_start(address):
    from waypost.kit.env import SettingsMissing

    with pytest.raises(SettingsMissing, match="WAYPOST_MEDIA_STORAGE"):
        storages(address)


def test_google_gets_its_bucket_and_signs():
    options = storages("gs://waypost-media")["media"]["OPTIONS"]

    assert (options["bucket_name"], options["file_overwrite"]) == ("waypost-media", False)
