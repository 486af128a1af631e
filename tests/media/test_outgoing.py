"""Files that go out: handed in over HTTP, made fit, uploaded to Meta once and reused."""

import asyncio
import hashlib
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from tests.factories import make_actor, make_member
from tests.media import corpus
from tests.media.scanner import EICAR, running_scanner

from waypost.accounts.models import User
from waypost.accounts.permissions import Role
from waypost.core.actor import Actor
from waypost.kit import clock, env
from waypost.media import actions, converter, intake, queries, storage, uploading
from waypost.media.storage import StorageAway
from waypost.media.uploading import NotSendable, Uploads
from waypost.whatsapp.client import GraphClient


@pytest.fixture
def owner() -> Actor:
    """Somebody who can sign in."""
    cache.clear()
    return make_member(role=Role.OWNER)


def hand_in(actor: Actor, content: bytes, filename: str = "a", **form: str):
    client = Client()
    client.force_login(User.objects.get(id=actor.id))
    return client.post("/api/v1/media", {"file": SimpleUploadedFile(filename, content), **form})


def added(actor: Actor, content: bytes, filename: str = "a", **form: str) -> UUID:
    answer = hand_in(actor, content, filename, **form)
    assert answer.status_code == 201, answer.json()
    return UUID(answer.json()["id"])


def at_meta(sandbox, meta_media_id: str) -> bytes:
    with urllib.request.urlopen(f"{sandbox.base_url}/_sandbox/media/{meta_media_id}", timeout=10) as answer:
        return answer.read()


def test_a_picture_is_ready_when_the_answer_comes(owner):
    content = corpus.saved("JPEG")

    shape = hand_in(owner, content, "photo.jpg").json()

    assert (shape["status"], shape["kind"], shape["mime_type"]) == ("ready", "image", "image/jpeg")
    assert (shape["direction"], shape["size"], shape["width"]) == ("out", len(content), 640)
    assert b"".join(Client().get(shape["url"]).streaming_content) == content


@pytest.mark.parametrize(
    "form, codec, channels",
    [("webm", "libopus", 1), ("webm", "libopus", 2), ("mp4", "aac", 1), ("ogg", "libopus", 1), ("wav", "pcm_s16le", 2)],
)  # fmt: skip
def test_a_voice_note_of_any_browser_becomes_ogg_with_one_channel_of_opus(owner, form, codec, channels):
    media_id = added(owner, corpus.sound(form, codec, 2, channels), "note", voice="true")

    shape = queries.media_shape(owner, media_id)
    assert (shape.kind, shape.mime_type, shape.is_voice) == ("audio", "audio/ogg", True)
    assert shape.duration_seconds == pytest.approx(2, abs=0.2)
    content = b"".join(Client().get(shape.url).streaming_content)
    head = content.find(b"OpusHead")
    assert (content[:4], content[head + 9]) == (b"OggS", 1)


def test_a_file_that_cannot_be_sent_is_refused_in_words_and_not_kept(owner):
    answer = hand_in(owner, corpus.archive(a=b"x"), "a.zip")

    assert answer.status_code == 422
    assert answer.json()["code"] == "media_type_not_taken"
    assert "PDF, Word, Excel" in answer.json()["detail"]


def test_more_than_the_limit_is_refused_before_it_is_read(owner, monkeypatch):
    monkeypatch.setattr(env, "media", lambda: env.Media(largest_mb=1))

    answer = hand_in(owner, b"x" * (3 * 1024 * 1024))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_little_more_than_the_limit_is_told_the_limit(owner, monkeypatch):
    monkeypatch.setattr(env, "media", lambda: env.Media(largest_mb=1))

    answer = hand_in(owner, b"x" * (1024 * 1024 + 100))

    assert (answer.status_code, answer.json()["code"]) == (422, "media_too_large")


def test_without_a_file_there_is_nothing_to_take(owner):
    client = Client()
    client.force_login(User.objects.get(id=owner.id))

    answer = client.post("/api/v1/media", {"kind": "image"})

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["file"])


def test_a_foreign_video_is_converted_by_a_job(owner):
    media_id = added(owner, corpus.film("avi", "mpeg4", audio="libmp3lame"), "a.avi")
    system = Actor.system(owner.tenant_id)
    assert queries.media_shape(owner, media_id).status == "waiting"
    assert queries.served(system, media_id, "file") is None

    intake.prepare_stored(system, media_id)

    shape = queries.media_shape(owner, media_id)
    assert (shape.status, shape.mime_type, shape.problem) == ("ready", "video/mp4", "")
    assert shape.thumbnail_url
    assert shape.duration_seconds == pytest.approx(1, abs=0.1)


def test_a_job_that_finds_a_broken_file_says_so(owner):
    system = Actor.system(owner.tenant_id)
    media_id = added(owner, corpus.film("avi", "mpeg4"), "a.avi")
    key = actions.begin(system, media_id, "out").storage_key
    with storage.local_file(key) as file:
        Path(file.name).write_bytes(b"RIFF\0\0\0\0AVI broken")

    intake.prepare_stored(system, media_id)

    assert queries.media_shape(owner, media_id).problem_code == "not_readable"


def test_while_the_storage_is_away_nothing_is_taken(owner, monkeypatch):
    def full(*_):
        raise StorageAway("no space left")

    monkeypatch.setattr(storage, "save", full)

    answer = hand_in(owner, corpus.saved("JPEG"))

    assert (answer.status_code, answer.json()["detail"]) == (
        503,
        "The file could not be stored. Try again in a minute.",
    )


def test_an_infected_file_is_refused(owner, monkeypatch):
    with running_scanner() as scanner:
        monkeypatch.setattr(env, "media", lambda: env.Media(clamd_url=scanner.address))
        answer = hand_in(owner, EICAR, "a.txt")

    assert (answer.status_code, answer.json()["code"]) == (422, "media_infected")


def test_while_the_scanner_is_away_a_file_waits_for_its_job(owner, monkeypatch):
    system = Actor.system(owner.tenant_id)
    monkeypatch.setattr(env, "media", lambda: env.Media(clamd_url="tcp://127.0.0.1:1"))
    media_id = added(owner, corpus.saved("PNG"), "a.png")
    assert queries.media_shape(owner, media_id).status == "waiting"

    monkeypatch.setattr(env, "media", env.Media)
    intake.prepare_stored(system, media_id)

    shape = queries.media_shape(owner, media_id)
    assert (shape.status, shape.kind, shape.mime_type) == ("ready", "image", "image/png")


def test_a_file_goes_to_meta_once_and_its_copy_is_reused(owner, connected, sandbox):
    system = Actor.system(owner.tenant_id)
    content = corpus.saved("PNG")
    media_id = added(owner, content, "a.png")

    first = uploading.prepare_for(system, connected.id, media_id)
    again = uploading.prepare_for(system, connected.id, media_id)

    assert first == again
    assert hashlib.sha256(at_meta(sandbox, first)).digest() == hashlib.sha256(content).digest()
    with clock.frozen_at(clock.now() + timedelta(days=29, minutes=1)):
        assert uploading.prepare_for(system, connected.id, media_id) != first


async def test_many_messages_that_wait_for_a_file_cause_one_upload(owner, connected, sandbox):
    pool = ThreadPoolExecutor(1)
    add = partial(added, owner, corpus.saved("PNG"), "a.png")
    media_id = await asyncio.get_running_loop().run_in_executor(pool, add)
    async with GraphClient(base_url=sandbox.base_url, version="v23.0", connections=4) as client:
        uploads = Uploads(client, pool)
        system = Actor.system(owner.tenant_id)
        ids = await asyncio.gather(*(uploads.prepare_for(system, connected.id, media_id) for _ in range(20)))
    pool.submit(connections.close_all)
    pool.shutdown()

    assert len(set(ids)) == 1


@pytest.mark.parametrize(
    "content, filename",
    [
        (corpus.SVG, "a.svg"),
        (corpus.PDF, "a.pdf"),
        (corpus.old_word(), "a.doc"),
        (corpus.office("xl"), "a.xlsx"),
        ("Käse;3 €".encode("cp1252"), "a.csv"),
        (corpus.sound("webm", "libopus"), "a.webm"),
        (corpus.sound("wav", "pcm_s16le"), "a.wav"),
        (corpus.film("matroska", audio="aac"), "a.mkv"),
        (corpus.headless_mp3(), "a.mp3"),
        (corpus.heic(), "a.heic"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_was_prepared_is_taken_by_meta(owner, connected, content, filename):
    media_id = added(owner, content, filename)

    assert uploading.prepare_for(Actor.system(owner.tenant_id), connected.id, media_id)


@pytest.mark.parametrize("animated", [False, True])
def test_a_sticker_that_was_prepared_is_taken_by_meta(owner, connected, animated):
    content = corpus.animation("GIF") if animated else corpus.saved("JPEG", corpus.noise(900, 700))
    media_id = added(owner, content, "a", kind="sticker")

    assert uploading.prepare_for(Actor.system(owner.tenant_id), connected.id, media_id)


def test_a_file_of_another_tenant_or_one_that_waits_is_not_sendable(owner, connected):
    waiting = added(owner, corpus.film("avi", "mpeg4"), "a.avi")
    stranger = make_actor()

    with pytest.raises(NotSendable, match="not ready"):
        uploading.prepare_for(Actor.system(owner.tenant_id), connected.id, waiting)
    with pytest.raises(NotSendable, match="disconnected"):
        uploading.prepare_for(Actor.system(stranger.tenant_id), connected.id, waiting)


def test_the_process_that_opens_files_knows_no_secret(tmp_path, monkeypatch):
    seen = {}

    def run(*_, **given):
        seen.update(given["env"])
        raise converter.subprocess.TimeoutExpired("convert", 1)

    monkeypatch.setattr(converter.subprocess, "run", run)
    path = tmp_path / "a"
    path.write_bytes(b"x")

    made = converter.examine(path, tmp_path, "image")

    assert not [name for name in seen if "WAYPOST" in name or "AWS" in name]
    assert (made.examined.kind, made.examined.note.code) == ("document", "too_heavy")
