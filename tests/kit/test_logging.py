"""What must not be read in a log is not in it."""

import json
import subprocess
import sys

import pytest

from waypost.kit.logging import mask


def masked(**fields: object) -> dict[str, object]:
    return dict(mask(None, "info", dict(fields)))


@pytest.mark.parametrize(
    "name",
    [
        "access_token",
        "app_secret",
        "password",
        "Authorization",
        "cookie",
        "api_key",
        "signature",
        "verify_token",
    ],
)
def test_secret_fields_are_masked(name: str) -> None:
    assert masked(**{name: "hidden"}) == {name: "***"}


@pytest.mark.parametrize("name", ["phone", "customer_phone", "wa_id", "body", "text", "email", "username"])
def test_personal_fields_are_masked(name: str) -> None:
    assert masked(**{name: "hidden"}) == {name: "***"}


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Meta refused EAAGm0PX4ZCpsBAExample", "EAAGm0PX4"),
        ("header was Bearer abc.def", "abc.def"),
        ("key wp_12345678abcdef", "12345678abcdef"),
        ("cannot reach postgresql://waypost_app:hunter2@db/waypost", "hunter2"),
        ("not delivered to +628110000001", "628110000001"),
        ("not delivered to 628110000001", "628110000001"),
    ],
)
def test_secrets_and_numbers_inside_a_text_are_masked(text: str, hidden: str) -> None:
    assert hidden not in str(masked(reason=text))


def test_masking_reaches_into_what_is_nested() -> None:
    found = masked(request={"headers": [{"authorization": "hidden"}], "to": ["+628110000001"]})
    assert found == {"request": {"headers": [{"authorization": "***"}], "to": ["***"]}}


def test_identifiers_and_counts_stay_readable() -> None:
    plain = {"tenant_id": "01a207c0-56df-70ef-b0fe-e083cf694998", "count": 1234567890123, "event": "stored"}
    assert masked(**plain) == plain


def test_an_exception_is_one_line_of_json_without_the_secret_in_it() -> None:
    code = """
import structlog
from waypost.kit import logging
logging.configure("INFO", process="ingest")
log = structlog.get_logger()
log.debug("too_quiet")
try:
    raise ValueError("token EAAGm0PX4ZCpsBAExample")
except ValueError:
    log.exception("request_failed", status=500)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (line,) = done.stderr.splitlines()
    assert "EAAGm0" not in line
    logged = json.loads(line)
    assert (logged["event"], logged["process"], logged["status"]) == ("request_failed", "ingest", 500)
    assert "ValueError" in logged["exception"]
