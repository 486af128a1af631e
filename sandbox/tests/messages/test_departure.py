"""What happens between Meta's answer and the first status: links are fetched, files are looked at."""

from copy import deepcopy

import pytest
from sandbox.tests.client import wait_for
from sandbox.tests.messages.bodies import BODIES, FILES, PICTURE, TEMPLATES, VOICE, message, sticker
from sandbox.tests.messages.files import FileServer, upload

PAGES = {
    "/a.png": FILES[PICTURE],
    "/b.png": FILES[PICTURE],
    "/sticker.webp": ("image/webp", sticker()),
    "/wide.webp": ("image/webp", sticker(512, 500)),
    "/heavy.webp": ("image/webp", sticker(size=101 * 1024)),
    "/moving.webp": ("image/webp", sticker(size=101 * 1024, animated=True)),
    "/false.png": ("image/png", b"not a picture"),
    "/page": ("text/html", b"<html>"),
    "/huge.png": ("image/png", b"x" * (5 * 1024 * 1024 + 1)),
    "/table.csv": ("text/csv", b"a,b"),
}


@pytest.fixture
def pages():
    server = FileServer(PAGES)
    yield server
    server.stop()


def fate(meta, receiver, body):
    """The first status of a message, or the code of its failure."""
    meta.open_window()
    answer = meta.post_message(body)
    assert answer.status == 200, answer.raw
    message_id = answer.json["messages"][0]["id"]
    wait_for(lambda: any(row["id"] == message_id for row in meta.control("/messages")["messages"]))
    meta.advance()
    statuses = wait_for(lambda: receiver.statuses(message_id))
    codes = [error["code"] for status in statuses for error in status.get("errors", [])]
    return codes[0] if codes else statuses[0]["status"]


@pytest.mark.parametrize(
    "file, becomes",
    [
        (("image", "/a.png"), "sent"),
        (("document", "/table.csv"), "sent"),
        (("image", "/nothing.png"), 131053),
        (("image", "/page"), 131053),
        (("image", "/huge.png"), 131053),
        (("video", "/a.png"), 131053),
        (("image", "/false.png"), 131053),
        (("sticker", "/sticker.webp"), "sent"),
        (("sticker", "/moving.webp"), "sent"),
        (("sticker", "/wide.webp"), 131053),
        (("sticker", "/heavy.webp"), 131053),
    ],
)
def test_a_link_is_fetched_and_fails_later_when_it_cannot_be_sent(meta, receiver, pages, file, becomes):
    kind, path = file
    assert fate(meta, receiver, message(kind, {"link": pages.url + path})) == becomes


def test_a_link_that_nobody_answers_fails_later(meta, receiver):
    assert fate(meta, receiver, message("image", {"link": "http://127.0.0.1:9/a.png"})) == 131053


def test_a_link_is_kept_for_ten_minutes(meta, receiver, pages):
    body = message("image", {"link": f"{pages.url}/a.png"})
    fate(meta, receiver, body)
    fate(meta, receiver, body)
    assert pages.asked["/a.png"] == 1
    fate(meta, receiver, message("image", {"link": f"{pages.url}/b.png?again"}))
    meta.advance(601)
    fate(meta, receiver, body)
    assert pages.asked["/a.png"] == 2


def test_the_same_link_is_asked_for_once_at_a_time(meta, pages):
    meta.open_window()
    body = message("image", {"link": f"{pages.url}/a.png"})
    sent = {meta.post_message(body).json["messages"][0]["id"] for _ in range(10)}
    assert wait_for(lambda: {row["id"] for row in meta.control("/messages")["messages"]} == sent)
    assert pages.asked["/a.png"] == 1


@pytest.mark.parametrize("path, becomes", [("/a.png", "sent"), ("/page", 131053)])
def test_the_links_of_headers_and_templates_are_fetched_too(meta, receiver, pages, path, becomes):
    picture = {"link": pages.url + path}
    button = deepcopy(BODIES["button"])
    button["interactive"]["header"]["image"] = picture
    offer = deepcopy(TEMPLATES["offer"])
    offer["template"]["components"][0]["parameters"][0]["image"] = picture
    for body in (button, offer):
        assert fate(meta, receiver, body) == becomes


def test_a_voice_note_that_is_not_opus_fails_later(meta, receiver):
    mime_type, content = FILES[VOICE]
    voice, music = upload(meta, content, mime_type), upload(meta, b"ID3 a song", "audio/mpeg")
    assert fate(meta, receiver, message("audio", {"id": voice, "voice": True})) == "sent"
    assert fate(meta, receiver, message("audio", {"id": music, "voice": True})) == 131053
    assert fate(meta, receiver, message("audio", {"id": music})) == "sent"
