"""Files up and down, links that end, voice notes."""

import base64
import hashlib
import io
import struct
import zipfile

import pytest
from sandbox.tests.client import APP_ID, APP_SECRET, COFFEE, DEWI, TOKEN, wait_for
from sandbox.tests.flows.forms import multipart

from waypost_sandbox import media as files
from waypost_sandbox.ids import Ids
from waypost_sandbox.ogg import SILENT_PACKET, ogg_from_webm, silent_voice_note
from waypost_sandbox.sniffing import sticker_fault
from waypost_sandbox.world import read_world

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
DAY = 86_400


def upload(meta, content=PNG, mime_type="image/png", product="whatsapp", **fields):
    body, headers = multipart({"messaging_product": product} | fields, ("a.png", content, mime_type))
    return meta.call("POST", f"/v23.0/{COFFEE}/media", body, headers=headers)


def test_an_uploaded_file_is_described_and_comes_back_byte_for_byte(meta):
    media_id = upload(meta).json["id"]
    node = meta.call("GET", f"/v23.0/{media_id}").json
    assert node["sha256"] == hashlib.sha256(PNG).hexdigest()
    assert (node["mime_type"], node["file_size"]) == ("image/png", len(PNG))
    assert meta.call("GET", node["url"]).raw == PNG


def test_the_link_wants_the_token_and_ends_after_five_minutes(meta):
    media_id = upload(meta).json["id"]
    url = meta.call("GET", f"/v23.0/{media_id}").json["url"]
    assert meta.call("GET", url, token=None).status == 401
    meta.advance(280)
    assert meta.call("GET", url).status == 200
    meta.advance(21)
    assert meta.call("GET", url).status == 404
    assert meta.call("GET", meta.call("GET", f"/v23.0/{media_id}").json["url"]).status == 200


def test_a_tampered_link_is_refused(meta):
    url = meta.call("GET", f"/v23.0/{upload(meta).json['id']}").json["url"]
    assert meta.call("GET", url.replace("hash=AR", "hash=AX")).status == 404


def test_uploaded_files_end_after_thirty_days(meta):
    media_id = upload(meta).json["id"]
    meta.advance(30 * DAY + 1)
    assert meta.call("GET", f"/v23.0/{media_id}").code == 100


def test_a_deleted_file_is_gone(meta):
    media_id = upload(meta).json["id"]
    assert meta.call("DELETE", f"/v23.0/{media_id}").json == {"success": True}
    assert meta.call("GET", f"/v23.0/{media_id}").json["error"]["error_subcode"] == 33


def test_a_type_that_cannot_be_sent_is_refused(meta):
    assert upload(meta, mime_type="application/zip").code == 100
    assert upload(meta, product="telegram").code == 100
    assert upload(meta, content=b"x" * (5 * 1024 * 1024 + 1)).code == 100


def office(folder):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(f"{folder}/document.xml", "<x/>")
    return archive.getvalue()


def webp(width=512, height=512, *, animated=False, padding=0):
    """An extended WebP header and nothing to see."""
    flags = 0x02 if animated else 0x00
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes((flags, 0, 0, 0)) + sides + b"x" * padding
    return b"RIFF" + struct.pack("<I", len(body)) + body


MP4 = b"\x00\x00\x00\x18ftypisom" + b"x" * 20
OFFICE = "application/vnd.openxmlformats-officedocument."
GOOD = [
    ("image/jpeg", b"\xff\xd8\xff\xe0" + b"x" * 20),
    ("image/png", PNG),
    ("image/webp", webp()),
    ("image/webp", webp(animated=True, padding=200 * 1024)),
    ("video/mp4", MP4),
    ("video/3gpp", b"\x00\x00\x00\x18ftyp3gp4" + b"x" * 20),
    ("audio/mp4", MP4.replace(b"isom", b"M4A ")),
    ("audio/aac", b"\xff\xf1" + b"x" * 20),
    ("audio/amr", b"#!AMR\n" + b"x" * 20),
    ("audio/mpeg", b"ID3" + b"x" * 20),
    ("audio/mpeg", b"\xff\xfb" + b"x" * 20),
    ("audio/ogg; codecs=opus", silent_voice_note(1)),
    ("text/plain", "Käse".encode()),
    ("application/pdf", b"%PDF-1.7\n"),
    ("application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 20),
    (f"{OFFICE}wordprocessingml.document", office("word")),
    (f"{OFFICE}spreadsheetml.sheet", office("xl")),
    (f"{OFFICE}presentationml.presentation", office("ppt")),
]


@pytest.mark.parametrize(("mime_type", "content"), GOOD)
def test_every_type_can_be_uploaded(meta, mime_type, content):
    assert upload(meta, content, mime_type).status == 200


@pytest.mark.parametrize("mime_type", sorted({kind for kind, _ in GOOD} - {"text/plain"}))
def test_bytes_of_another_type_are_refused_with_131053(meta, mime_type):
    assert upload(meta, b"These are only words.", mime_type).code == 131053


def test_an_audio_file_of_another_codec_or_in_stereo_is_refused(meta):
    stereo = silent_voice_note(1).replace(b"OpusHead\x01\x01", b"OpusHead\x01\x02", 1)
    assert upload(meta, stereo, "audio/ogg").code == 131053
    assert upload(meta, b"OggS" + b"\x01vorbis" * 20, "audio/ogg").code == 131053


@pytest.mark.parametrize(
    "content", [webp(512, 500), webp(padding=100 * 1024), webp(animated=True, padding=500 * 1024)]
)
def test_a_sticker_of_wrong_size_is_refused(meta, content):
    assert upload(meta, content, "image/webp").code == 100


def test_the_parts_type_counts_and_another_named_beside_it_is_refused(meta):
    assert upload(meta, type="image/png").status == 200
    assert upload(meta, type="image/jpeg").code == 100
    refusal = upload(meta, mime_type="", type="image/png").json["error"]
    assert (refusal["code"], "application/octet-stream" in refusal["message"]) == (100, True)


def test_a_file_is_found_through_its_own_number_only(meta):
    media_id = upload(meta).json["id"]
    assert meta.call("GET", f"/v23.0/{media_id}?phone_number_id={COFFEE}").status == 200
    wrong = meta.call("GET", f"/v23.0/{media_id}?phone_number_id=118833445566002").json["error"]
    assert (wrong["code"], wrong["error_subcode"]) == (100, 33)
    assert meta.call("DELETE", f"/v23.0/{media_id}?phone_number_id=118833445566002").code == 100


def test_a_file_is_not_sent_from_another_account(meta):
    media_id = upload(meta).json["id"]
    body = {"messaging_product": "whatsapp", "to": DEWI, "type": "image", "image": {"id": media_id}}
    assert meta.call("POST", "/v23.0/118833445566003/messages", body).code == 131009


def test_the_link_takes_no_token_in_the_address(meta):
    url = meta.call("GET", f"/v23.0/{upload(meta).json['id']}").json["url"]
    assert meta.call("GET", f"{url}&access_token={TOKEN}", token=None).status == 401
    assert meta.call("GET", url, token="EAAnobodys").status == 401


def test_received_files_end_after_seven_days(meta, receiver):
    meta.customer_writes(type="image")
    (message,) = wait_for(receiver.messages)
    meta.advance(7 * DAY + 1)
    assert meta.call("GET", f"/v23.0/{message['image']['id']}").code == 100


def test_an_image_is_sent_by_id_and_a_wrong_kind_refused(meta):
    media_id = upload(meta).json["id"]
    sent = {"to": DEWI, "type": "image", "image": {"id": media_id, "caption": "Beans"}}
    assert meta.post_message(sent).status == 200
    assert meta.post_message({"to": DEWI, "type": "audio", "audio": {"id": media_id}}).code == 131009


def test_a_link_that_cannot_be_fetched_fails_later_with_131053(meta, receiver):
    meta.open_window()
    image = {"link": "http://127.0.0.1:9/none.png"}
    wamid = meta.post_message({"to": DEWI, "type": "image", "image": image}).json["messages"][0]["id"]
    found = wait_for(lambda: receiver.statuses(wamid))
    assert found[0]["errors"][0]["code"] == 131053


def test_a_customers_voice_note_is_ogg_and_can_be_fetched(meta, receiver):
    meta.customer_writes(type="audio")
    (message,) = wait_for(receiver.messages)
    audio = message["audio"]
    assert (audio["mime_type"], audio["voice"]) == ("audio/ogg; codecs=opus", True)
    node = meta.call("GET", f"/v23.0/{audio['id']}").json
    content = meta.call("GET", audio["url"]).raw
    assert content.startswith(b"OggS")
    assert base64.b64decode(audio["sha256"]).hex() == node["sha256"]


def test_a_number_without_storage_keeps_files_for_as_long_as_the_call_says(meta):
    meta.call("POST", f"/v23.0/{COFFEE}/deregister")
    storage = {"storage_configuration": {"status": "NO_STORAGE_ENABLED", "retention_minutes": 60}}
    assert meta.call("POST", f"/v23.0/{COFFEE}/settings", storage).status == 200
    usual, short = upload(meta).json["id"], upload(meta, ttl_minutes="5").json["id"]
    assert upload(meta, ttl_minutes="soon").code == 100
    meta.advance(301)
    assert meta.call("GET", f"/v23.0/{short}").code == 100
    assert meta.call("GET", f"/v23.0/{usual}").status == 200
    meta.advance(3300)
    assert meta.call("GET", f"/v23.0/{usual}").code == 100


def test_a_customers_sticker_is_a_sticker(meta, receiver):
    meta.customer_writes(type="sticker")
    (message,) = wait_for(receiver.messages)
    assert message["sticker"]["mime_type"] == "image/webp"
    assert sticker_fault(meta.call("GET", message["sticker"]["url"]).raw) is None


def test_the_oldest_files_go_when_there_is_no_more_room(monkeypatch):
    state = read_world(None).state
    ids = Ids(1, lambda: state)
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    kept = [files.store(state, ids, COFFEE, b"x" * 40, "image/png", expires_at=1.0).id for _ in range(3)]
    assert list(state.media) == kept[1:]
    files.forget(state, kept[1])
    assert state.media_bytes == 40


def test_a_customers_own_file_is_passed_on(meta, receiver):
    answer = meta.call(
        "POST", f"/_sandbox/people/{DEWI}/media", PNG, token=None, headers={"Content-Type": "image/png"}
    )
    meta.customer_writes(type="image", image={"id": answer.json["id"], "caption": "Broken cup"})
    (message,) = wait_for(receiver.messages)
    assert message["image"]["caption"] == "Broken cup"
    assert meta.call("GET", message["image"]["url"]).raw == PNG


def test_a_browsers_recording_is_repacked_as_ogg():
    packets = [SILENT_PACKET, b"\xf8" + b"a" * 300, SILENT_PACKET]
    blocks = b"".join(element(b"\xa3", b"\x81\x00\x00\x80" + p) for p in packets)
    cluster = b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff" + element(b"\xe7", b"\x00") + blocks
    tracks = element(b"\x16\x54\xae\x6b", element(b"\xae", element(b"\x86", b"A_OPUS")))
    webm = (
        element(b"\x1a\x45\xdf\xa3", b"")
        + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"
        + tracks
        + cluster
    )
    ogg = ogg_from_webm(webm)
    assert ogg is not None
    assert all(packet in ogg for packet in packets)
    assert ogg_from_webm(silent_voice_note(1)) is None


def element(name, body):
    return name + (0x4000 | len(body)).to_bytes(2, "big") + body


PDF = b"%PDF-1.7\n" + b"x" * 90


def begin(meta, **parameters):
    given = {"file_name": "a.pdf", "file_length": len(PDF), "file_type": "application/pdf"} | parameters
    query = "&".join(f"{name}={value}" for name, value in given.items())
    return meta.call("POST", f"/v23.0/{APP_ID}/uploads?{query}")


def put(meta, upload_id, content, offset=0):
    headers = {"Authorization": f"OAuth {TOKEN}", "file_offset": str(offset)}
    return meta.call("POST", f"/v23.0/{upload_id}", content, token=None, headers=headers)


def test_an_upload_in_one_piece_gives_a_handle(meta):
    upload_id = begin(meta).json["id"]
    assert upload_id.startswith("upload:MTphdHRhY2htZW50")
    handle = put(meta, upload_id, PDF).json["h"]
    assert handle.startswith(f"4::{base64.b64encode(b'application/pdf').decode()}:AR")


def test_an_interrupted_upload_goes_on_where_it_stood(meta):
    upload_id = begin(meta).json["id"]
    put(meta, upload_id, PDF[:40])
    headers = {"Authorization": f"OAuth {TOKEN}"}
    stands = meta.call("GET", f"/v23.0/{upload_id}", token=None, headers=headers).json
    assert stands == {"id": upload_id, "file_offset": 40}
    assert put(meta, upload_id, PDF[50:], 50).code == 100
    assert "h" in put(meta, upload_id, PDF[40:], 40).json


@pytest.mark.parametrize(
    "parameters",
    [{"file_type": "image/gif"}, {"file_length": 0}, {"file_length": ""}, {"file_length": 10**9}],
)
def test_an_upload_that_cannot_be_is_refused(meta, parameters):
    assert begin(meta, **parameters).status == 400


def test_an_upload_must_have_the_length_and_type_that_were_named(meta):
    assert put(meta, begin(meta).json["id"], PDF + b"x").code == 100
    assert put(meta, begin(meta).json["id"], b"x" * len(PDF)).code == 100


def test_an_upload_needs_a_users_token(meta):
    path = f"/v23.0/{APP_ID}/uploads?file_length=9&file_type=application/pdf"
    assert meta.call("POST", path, token=f"{APP_ID}|{APP_SECRET}").code == 200
