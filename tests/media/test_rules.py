"""Decisions about files, without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from waypost.media import rules

NOON = datetime(2026, 11, 23, 12, 10, tzinfo=UTC)
HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    "given",
    [HEX, HEX.upper(), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU="],
)  # fmt: skip
def test_a_digest_in_hex_or_base64_is_the_same_digest(given):
    assert rules.hex_digest(given) == HEX


@pytest.mark.parametrize("given", [None, "", "abc", "x" * 64, "AAAA"])
def test_what_is_no_digest_counts_as_none(given):
    assert rules.hex_digest(given) == ""


@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("menu\r\nSet-Cookie: a=b.pdf", "menuSet-Cookie: a=b.pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("a\0b.txt", "ab.txt"),
        ("...", ""),
        ("Spätlese 2026.pdf", "Spätlese 2026.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_file_name_is_only_a_name(given, kept):
    assert rules.clean_filename(given) == kept


@pytest.mark.parametrize("mime_type", ["text/html", "image/svg+xml", "text/xml", "application/zip", ""])
def test_what_could_act_is_a_download_without_its_type(mime_type):
    assert not rules.is_shown_inline(mime_type)
    assert rules.served_type(mime_type) == "application/octet-stream"


@pytest.mark.parametrize("mime_type", ["image/jpeg", "audio/ogg", "video/mp4", "application/pdf"])
def test_what_people_look_at_is_shown(mime_type):
    assert rules.is_shown_inline(mime_type)
    assert rules.served_type(mime_type) == mime_type


@pytest.mark.parametrize(
    "header, part",
    [
        ("bytes=0-99", (0, 99)),
        ("bytes=900-", (900, 999)),
        ("bytes=-100", (900, 999)),
        ("bytes=0-5000", (0, 999)),
        ("bytes=-5000", (0, 999)),
        ("", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=1-2", None),
        ("bytes=9-3", None),
    ],
)
def test_a_range_names_its_first_and_last_byte(header, part):
    assert rules.byte_range(header, 1000) == part


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=2000-3000", "bytes=-0"])
def test_a_range_outside_the_file_is_an_error(header):
    with pytest.raises(ValueError, match="outside"):
        rules.byte_range(header, 1000)


def test_links_hold_at_least_an_hour_and_stay_the_same_for_one():
    assert rules.links_expire(NOON) == NOON.replace(hour=14, minute=0)
    assert rules.links_expire(NOON.replace(minute=59, second=59)) == NOON.replace(hour=14, minute=0)


def test_a_storage_key_begins_with_tenant_and_month():
    key = rules.storage_key(UUID(int=1), NOON, UUID(int=2), "f" * 32)
    assert key == f"{UUID(int=1)}/2026/11/{UUID(int=2)}-{'f' * 32}"


@pytest.mark.parametrize(
    "status, waits, can_retry, may",
    [
        ("failed", 0, True, True),
        ("failed", 0, False, False),
        ("waiting", 5, False, False),
        ("waiting", 20, False, True),
        ("ready", 20, False, False),
        ("infected", 20, False, False),
    ],
)
def test_who_may_try_again(status, waits, can_retry, may):
    assert rules.may_retry(status, timedelta(minutes=waits), can_retry=can_retry) is may


@pytest.mark.parametrize("code", sorted(rules._PROBLEMS))
def test_every_problem_is_a_sentence(code):
    found = rules.problem(
        code, size="6 MB", most="5 MB", kind="an image", type="x/y", name="Eicar", reason="No."
    )
    assert found.text[0].isupper()
    assert found.text.endswith(".")


def test_a_file_that_is_too_large_is_told_its_size_and_the_limit():
    words = rules.size_words(6 * rules.MEGABYTE, 5 * rules.MEGABYTE, "image")
    assert rules.problem("too_large", **words).text == (
        "The file has 6 MB; at most 5 MB can be sent as an image. Send a smaller one."
    )
