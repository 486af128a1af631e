"""What customers send, from Meta (the sandbox) into the storage and onto the screen."""

import base64
import hashlib
import io
import urllib.request

import pytest
from django.test import Client
from PIL import Image
from tests.media import corpus
from tests.media.scanner import EICAR, running_scanner

from waypost.kit import env
from waypost.media import actions, fetching, queries, storage
from waypost.media.actions import Arrival
from waypost.media.fetching import CannotFetch
from waypost.media.rules import FETCH_TRIES
from waypost.media.storage import StorageAway


def sent_by_customer(sandbox, content: bytes, mime_type: str) -> str:
    request = urllib.request.Request(
        f"{sandbox.base_url}/_sandbox/people/6281234567890/media?phone_number_id={sandbox.phone_number_id}",
        data=content,
        headers={"content-type": mime_type},
    )
    import json

    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["id"]


@pytest.fixture
def arrive(sandbox, connected, system):
    """A file that a customer sent, announced as a webhook does; the id that it got."""

    def arrive(kind: str, content: bytes, mime_type: str, **more):
        given = {"sha256": base64.b64encode(hashlib.sha256(content).digest()).decode(), **more}
        meta_media_id = sent_by_customer(sandbox, content, mime_type)
        [media_id] = actions.expect(
            system, [Arrival(connected.id, meta_media_id, kind, mime_type, **given)]
        ).values()
        return media_id

    return arrive


def got(link: str):
    """The answer, read to its end."""
    answer = Client().get(link)
    answer.read = b"".join(answer.streaming_content)
    return answer


def test_a_picture_is_fetched_stored_and_shown_with_a_thumbnail(owner, system, arrive):
    content = corpus.rotated_jpeg()
    media_id = arrive("image", content, "image/jpeg")

    fetching.fetch(system, media_id)

    shape = queries.media_shape(owner, media_id)
    assert (shape.status, shape.kind, shape.mime_type) == ("ready", "image", "image/jpeg")
    assert (shape.width, shape.height, shape.size) == (
        300,
        600,
        len(content),
    )  # as it is seen, not as it lies
    answer = got(shape.url)
    assert answer.read == content
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    thumbnail = Image.open(io.BytesIO(got(shape.thumbnail_url).read))
    assert (thumbnail.format, thumbnail.size) == ("WEBP", (160, 320))
    assert not thumbnail.getexif()


def test_a_voice_note_has_a_length_and_a_waveform(owner, system, arrive):
    media_id = arrive("audio", corpus.sound("ogg", "libopus", 3), "audio/ogg; codecs=opus", is_voice=True)

    fetching.fetch(system, media_id)

    shape = queries.media_shape(owner, media_id)
    assert (shape.status, shape.is_voice, shape.mime_type) == ("ready", True, "audio/ogg")
    assert shape.duration_seconds == pytest.approx(3, abs=0.2)
    assert len(shape.waveform) == 64
    assert shape.waveform[0] < 20
    assert max(shape.waveform) == 100


def test_a_document_is_a_download_under_its_name(owner, system, arrive):
    content = corpus.office("word", macros=True)
    media_id = arrive("document", content, "application/zip", filename="../Ménu \r\n1.docm")

    fetching.fetch(system, media_id)

    shape = queries.media_shape(owner, media_id)
    assert (shape.status, shape.filename) == ("ready", "Ménu 1.docm")
    answer = got(shape.url)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"M_nu 1.docm\"; filename*=UTF-8''M%C3%A9nu%201.docm"
    )


def test_a_page_that_calls_itself_a_picture_is_never_shown_as_one(owner, system, arrive):
    media_id = arrive("image", corpus.HTML, "image/jpeg")

    fetching.fetch(system, media_id)

    shape = queries.media_shape(owner, media_id)
    assert (shape.status, shape.kind, shape.problem_code) == ("ready", "document", "only_download")
    answer = got(shape.url)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_file_is_fetched_once_however_often_its_job_runs(owner, system, arrive, sandbox):
    media_id = arrive("image", corpus.saved("JPEG"), "image/jpeg")
    fetching.fetch(system, media_id)
    first = queries.served(system, media_id, "file")

    fetching.fetch(system, media_id)

    assert queries.served(system, media_id, "file") == first


def test_of_two_workers_with_one_file_the_second_clears_up(owner, system, arrive, monkeypatch):
    media_id = arrive("image", corpus.saved("JPEG"), "image/jpeg")
    kept, record = [], actions.record_ready

    def slower(actor, one, examined, mine):
        kept.append(mine)
        if len(kept) == 1:
            fetching.fetch(system, media_id)
        return record(actor, one, examined, mine)

    monkeypatch.setattr(actions, "record_ready", slower)
    fetching.fetch(system, media_id)

    loser, winner = kept
    assert queries.served(system, media_id, "file").storage_key == winner.storage_key
    storage.local_file(winner.storage_key).close()
    with pytest.raises(FileNotFoundError):
        storage.local_file(loser.storage_key)


def test_a_digest_that_does_not_fit_is_tried_again_and_then_told(owner, system, arrive):
    media_id = arrive("image", corpus.saved("JPEG"), "image/jpeg", sha256="ab" * 32)

    for _ in range(FETCH_TRIES - 1):
        with pytest.raises(CannotFetch):
            fetching.fetch(system, media_id)
    fetching.fetch(system, media_id)

    shape = queries.media_shape(owner, media_id)
    assert (shape.status, shape.problem_code, shape.can_retry) == ("failed", "not_as_announced", True)


def test_what_meta_no_longer_has_is_told_at_once(owner, system, connected):
    [media_id] = actions.expect(system, [Arrival(connected.id, "404404", "image")]).values()

    fetching.fetch(system, media_id)

    shape = queries.media_shape(owner, media_id)
    assert (shape.problem_code, shape.can_retry) == ("expired", False)
    assert "seven days" in shape.problem


def test_while_meta_is_away_the_job_tries_again(owner, system, connected, monkeypatch):
    monkeypatch.setattr(env, "meta", lambda: env.Meta(graph_url="http://127.0.0.1:1"))
    [media_id] = actions.expect(system, [Arrival(connected.id, "1", "image")]).values()

    with pytest.raises(CannotFetch, match="could not be reached"):
        fetching.fetch(system, media_id)

    assert queries.media_shape(owner, media_id).status == "waiting"


def test_while_the_storage_is_away_the_job_tries_again(owner, system, arrive, monkeypatch):
    def full(*_):
        raise StorageAway("no space left")

    media_id = arrive("image", corpus.saved("JPEG"), "image/jpeg")
    monkeypatch.setattr(storage, "save", full)

    with pytest.raises(CannotFetch, match="could not be stored"):
        fetching.fetch(system, media_id)


def test_a_file_above_the_limit_is_not_downloaded(owner, system, arrive, monkeypatch):
    monkeypatch.setattr(env, "media", lambda: env.Media(largest_mb=1))
    media_id = arrive("document", b"x" * (1024 * 1024 + 1), "text/plain")

    fetching.fetch(system, media_id)

    assert queries.media_shape(owner, media_id).problem == (
        "The file has 1 MB; at most 1 MB can be sent as a file. Send a smaller one."
    )


@pytest.fixture
def scanner(monkeypatch):
    with running_scanner() as scanner:
        monkeypatch.setattr(env, "media", lambda: env.Media(clamd_url=scanner.address))
        yield scanner


def test_an_infected_file_is_never_served(owner, system, arrive, scanner):
    media_id = arrive("document", EICAR, "text/plain")

    fetching.fetch(system, media_id)

    shape = queries.media_shape(owner, media_id)
    assert (shape.status, shape.url, shape.can_retry) == ("infected", None, False)
    assert "Eicar-Test-Signature" in shape.problem
    assert queries.served(system, media_id, "file") is None
    assert queries.sendable(system, media_id) is None


def test_a_clean_file_passes_the_scanner_whole(owner, system, arrive, scanner):
    content = corpus.saved("JPEG", corpus.noise(800, 600))
    media_id = arrive("image", content, "image/jpeg")

    fetching.fetch(system, media_id)

    assert queries.media_shape(owner, media_id).status == "ready"
    assert scanner.seen == [content]


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OKAY\0"])
def test_without_a_clear_word_of_the_scanner_a_file_is_held_back(owner, system, arrive, scanner, answer):
    scanner.answer = answer
    media_id = arrive("document", b"Hello", "text/plain")

    with pytest.raises(CannotFetch, match="virus scanner could not be asked"):
        fetching.fetch(system, media_id)

    assert queries.media_shape(owner, media_id).url is None


def test_while_the_scanner_is_away_a_file_is_held_back(owner, system, arrive, monkeypatch):
    monkeypatch.setattr(env, "media", lambda: env.Media(clamd_url="unix:///nowhere/clamd.sock"))
    media_id = arrive("document", b"Hello", "text/plain")

    with pytest.raises(CannotFetch):
        fetching.fetch(system, media_id)

    assert queries.media_shape(owner, media_id).status == "waiting"
