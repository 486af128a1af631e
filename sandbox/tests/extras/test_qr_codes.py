"""QR codes and short links."""

import re
import urllib.parse

import pytest
from sandbox.tests.client import COFFEE

from waypost_sandbox.graph.qr_codes import MOST_CODES

PATH = f"/v23.0/{COFFEE}/message_qrdls"


def create(meta, words="Is it in stock?", **more):
    return meta.call("POST", PATH, {"prefilled_message": words, **more})


def test_a_code_has_a_link_and_no_picture_unless_asked_for(meta):
    made = create(meta).json
    assert set(made) == {"code", "prefilled_message", "deep_link_url"}
    assert re.fullmatch(r"[A-Z2-7]{14}", made["code"])
    assert made["deep_link_url"] == f"https://wa.me/message/{made['code']}"


@pytest.mark.parametrize(
    ("kind", "mime_type", "start"),
    [("SVG", "image/svg+xml", b"<?xml"), ("PNG", "image/png", b"\x89PNG")],
)
def test_the_picture_can_be_fetched_without_a_token(meta, kind, mime_type, start):
    url = create(meta, generate_qr_image=kind).json["qr_image_url"]
    picture = meta.call("GET", url, token=None)
    assert picture.status == 200
    assert picture.headers["Content-Type"].startswith(mime_type)
    assert picture.raw.startswith(start)
    assert meta.call("GET", url.replace("/qr_images/", "/qr_images/0"), token=None).status == 404


def test_codes_are_listed_newest_first_with_the_fields_asked_for(meta):
    codes = [create(meta, words).json["code"] for words in ("One", "Two", "Three")]
    assert [row["code"] for row in meta.call("GET", PATH).json["data"]] == codes[::-1]
    fields = urllib.parse.quote("code,qr_image_url.format(PNG)")
    row = meta.call("GET", f"{PATH}?fields={fields}&code={codes[0]}").json["data"]
    assert [set(one) for one in row] == [{"code", "qr_image_url"}]
    assert row[0]["qr_image_url"].endswith(".png")
    page = meta.call("GET", f"{PATH}?limit=2").json
    rest = meta.call("GET", f"{PATH}?limit=2&after={page['paging']['cursors']['after']}").json
    assert [row["code"] for row in page["data"] + rest["data"]] == codes[::-1]


def test_a_code_is_changed_shown_and_deleted(meta):
    code = create(meta, "Old words").json["code"]
    changed = meta.call("POST", PATH, {"code": code, "prefilled_message": "New words"})
    assert changed.json["prefilled_message"] == "New words"
    shown = meta.call("GET", f"{PATH}/{code}").json["data"]
    assert [row["prefilled_message"] for row in shown] == ["New words"]
    assert meta.call("DELETE", f"{PATH}/{code}").json == {"success": True}
    gone = meta.call("GET", f"{PATH}/{code}")
    assert (gone.status, gone.code, gone.json["error"]["error_subcode"]) == (400, 100, 33)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 131008),
        ({"prefilled_message": "x" * 141}, 131009),
        ({"prefilled_message": 7}, 100),
        ({"prefilled_message": "x", "generate_qr_image": "GIF"}, 100),
        ({"prefilled_message": "x", "code": "AAAAAAAAAAAAAA"}, 100),
    ],
)
def test_broken_codes_are_refused(meta, body, code):
    assert meta.call("POST", PATH, body).code == code


@pytest.mark.parametrize("fields", ["colour", "qr_image_url.format(GIF)"])
def test_unknown_fields_are_refused(meta, fields):
    create(meta)
    assert meta.call("GET", f"{PATH}?fields={urllib.parse.quote(fields)}").code == 100


def test_a_number_has_two_thousand_codes_at_most(meta):
    for number in range(MOST_CODES):
        assert create(meta, str(number)).status == 200
    assert create(meta).code == 100
