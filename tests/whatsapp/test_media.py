"""Files at Meta: links are followed only to where they may lead, and the token goes nowhere else."""

import json

import pytest
from tests.whatsapp.test_client import NUMBER, TOKEN, break_off, client_of, meta, says

from waypost.whatsapp import media
from waypost.whatsapp.client import GraphRefused, NotSent, OutcomeUnknown
from waypost.whatsapp.media import MediaNode, NotPublic, TooLarge

NODE = {
    "url": "https://lookaside.fbsbx.com/a",
    "mime_type": "image/jpeg",
    "sha256": "ab",
    "file_size": "12",
    "id": "9",
}
NOT_VISIBLE = {"error": {"message": "Unsupported get request.", "code": 100, "error_subcode": 33}}


async def test_a_file_is_described_whether_its_size_is_a_number_or_text():
    async with meta(says(200, NODE)) as wire, client_of(wire.address) as client:
        found = await media.media_url(client, "9", TOKEN, NUMBER)
    assert found == MediaNode("https://lookaside.fbsbx.com/a", "image/jpeg", "ab", 12)
    assert wire.requests[0].line == f"GET /v23.0/9?phone_number_id={NUMBER} HTTP/1.1"


async def test_a_file_of_another_number_is_refused():
    async with meta(says(400, NOT_VISIBLE)) as wire, client_of(wire.address) as client:
        with pytest.raises(GraphRefused) as refused:
            await media.media_url(client, "9", TOKEN, NUMBER)
    assert (refused.value.code, refused.value.subcode) == (100, 33)


async def test_a_link_is_downloaded_with_the_token(tmp_path):
    async with meta(says(200, b"x" * 300_000)) as wire, client_of(wire.address) as client:
        size = await media.download(client, f"{wire.address}/file", TOKEN, tmp_path / "a", most=1_000_000)
    assert (size, (tmp_path / "a").stat().st_size) == (300_000, 300_000)
    assert wire.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


async def test_a_redirect_to_another_host_is_followed_without_the_token(tmp_path):
    async with meta(says(200, b"content")) as other:
        elsewhere = other.address.replace("127.0.0.1", "localhost")
        async with (
            meta(says(302, b"", f"Location: {elsewhere}/there")) as wire,
            client_of(wire.address) as client,
        ):
            await media.download(client, f"{wire.address}/file", TOKEN, tmp_path / "a", most=100)
    assert (tmp_path / "a").read_bytes() == b"content"
    assert "Authorization" not in other.requests[0].headers


async def test_redirects_without_end_are_given_up(tmp_path):
    async with meta(says(302, b"", "Location: /again")) as wire, client_of(wire.address) as client:
        with pytest.raises(OutcomeUnknown, match="without end"):
            await media.download(client, f"{wire.address}/file", TOKEN, tmp_path / "a", most=100)
    assert len(wire.requests) == 4


@pytest.mark.parametrize("body", [b"x" * 101, b"x" * 1_000_000])
async def test_more_than_is_wanted_is_not_read(tmp_path, body):
    async with meta(says(200, body)) as wire, client_of(wire.address) as client:
        with pytest.raises(TooLarge):
            await media.download(client, f"{wire.address}/file", TOKEN, tmp_path / "a", most=100)


async def test_half_a_file_is_no_file(tmp_path):
    async with meta(break_off) as wire, client_of(wire.address) as client:
        with pytest.raises(OutcomeUnknown):
            await media.download(client, f"{wire.address}/file", TOKEN, tmp_path / "a", most=1000)


@pytest.mark.parametrize(
    "status, error", [(404, GraphRefused), (401, GraphRefused), (503, OutcomeUnknown), (429, OutcomeUnknown)]
)
async def test_an_answer_that_is_no_file_is_told_apart(tmp_path, status, error):
    async with meta(says(status, b"no")) as wire, client_of(wire.address) as client:
        with pytest.raises(error):
            await media.download(client, f"{wire.address}/file", TOKEN, tmp_path / "a", most=1000)


async def test_nobody_there_is_not_sent(tmp_path):
    async with client_of("http://127.0.0.1:1") as client:
        with pytest.raises(NotSent):
            await media.download(client, "http://127.0.0.1:1/file", TOKEN, tmp_path / "a", most=1000)


@pytest.mark.parametrize(
    "url",
    [
        "http://lookaside.fbsbx.com/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://169.254.169.254/computeMetadata/v1/",
        "https://10.0.0.5/a",
        "https://localhost/a",
        "file:///etc/passwd",
        "https://0/a",
        "https://2130706433/a",
    ],
)
async def test_a_link_into_a_private_network_is_not_followed(tmp_path, url):
    async with client_of("https://graph.facebook.com") as client:
        with pytest.raises((NotPublic, NotSent)):
            await media.download(client, url, TOKEN, tmp_path / "a", most=1000)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "157.240.1.1"]
)  # fmt: skip
def test_a_public_address_is_public(address):
    assert media.is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "224.0.0.1", "no address"],
)  # fmt: skip
def test_a_private_address_is_not(address):
    assert not media.is_public(address)


async def test_a_copy_is_uploaded_as_a_form_that_names_its_type(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"OggS and more")
    async with meta(says(200, {"id": "77"})) as wire, client_of(wire.address) as client:
        assert await media.upload(client, NUMBER, TOKEN, path, "audio/ogg") == "77"
    [request] = wire.requests
    assert request.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    for part in (
        b'name="messaging_product"',
        b"whatsapp",
        b'filename="file.ogg"',
        b"OggS and more",
        b"audio/ogg",
    ):
        assert part in request.body


async def test_a_copy_that_meta_refuses_is_a_refusal(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x")
    body = {
        "error": {"message": "(#100) Param file must be a file with one of the following types", "code": 100}
    }
    async with meta(says(400, body)) as wire, client_of(wire.address) as client:
        with pytest.raises(GraphRefused, match="Param file"):
            await media.upload(client, NUMBER, TOKEN, path, "application/zip")


async def test_a_copy_can_be_taken_back():
    async with meta(says(200, {"success": True})) as wire, client_of(wire.address) as client:
        await media.delete(client, "77", TOKEN, NUMBER)
    assert wire.requests[0].line.startswith("DELETE /v23.0/77?")


@pytest.mark.parametrize("body", [b"<html>", json.dumps({"success": False}).encode(), b"{}"])
async def test_an_answer_that_makes_no_sense_leaves_it_unknown(body):
    async with meta(says(200, body)) as wire, client_of(wire.address) as client:
        with pytest.raises(OutcomeUnknown):
            await media.delete(client, "77", TOKEN, NUMBER)
