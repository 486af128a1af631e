"""Files up and down, links that end, voice notes."""

import base64
import hashlib

from sandbox.tests.client import COFFEE, DEWI, wait_for

from waypost_sandbox.ogg import SILENT_PACKET, ogg_from_webm, silent_voice_note

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
DAY = 86_400


def upload(meta, content=PNG, mime_type="image/png", product="whatsapp"):
    edge = "xxBOUNDARYxx"
    product_part = 'Content-Disposition: form-data; name="messaging_product"'
    file_part = f'Content-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: {mime_type}'
    head = f"--{edge}\r\n{product_part}\r\n\r\n{product}\r\n--{edge}\r\n{file_part}\r\n\r\n"
    body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
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
    meta.advance(299)
    assert meta.call("GET", url).status == 200
    meta.advance(2)
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
