"""Nothing is believed, and nothing stored, unless the app's own secret signed exactly these bytes."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.ingest.meta import SECRET, Meta, signature, webhook
from tests.kit.running import Running, until

from waypost.ingest.signature import is_signed, parse_header


def test_a_signed_webhook_is_stored_byte_for_byte_with_its_tenant(meta: Meta) -> None:
    body = webhook()
    assert meta.send(body).status == 200
    assert meta.rows("tenant_id, app_id, lane, body") == [(meta.tenant_id, meta.id, 0, body)]


def test_only_statuses_go_to_the_second_lane(meta: Meta) -> None:
    for body in (webhook("statuses"), webhook("messages"), webhook("history")):
        assert meta.send(body).status == 200
    assert meta.rows("lane") == [(1,), (0,), (0,)]


def test_a_webhook_without_a_signature_is_refused(meta: Meta) -> None:
    answer = meta.ingest.ask("POST", meta.path, webhook())
    assert (answer.status, answer.json["code"]) == (401, "not_signed")
    assert meta.stored() == []


@pytest.mark.parametrize(
    "header",
    ["", "sha256=", "sha256=abc", "sha1=" + "0" * 64, "sha256=" + "z" * 64, "sha256=" + "0" * 65, "0" * 64],
)
def test_a_malformed_signature_is_refused(meta: Meta, header: str) -> None:
    assert meta.ingest.ask("POST", meta.path, webhook(), X_Hub_Signature_256=header).status == 401
    assert meta.stored() == []


def test_a_signature_by_another_secret_or_of_other_bytes_is_refused(meta: Meta) -> None:
    assert meta.send(webhook(), secret="guessed").json["code"] == "wrong_signature"
    other = signature(webhook())
    assert meta.ingest.ask("POST", meta.path, webhook(), X_Hub_Signature_256=other).status == 401
    assert meta.stored() == []


def test_the_secret_of_another_app_does_not_open_this_one(meta: Meta, postgres_url) -> None:
    Meta(postgres_url, meta.ingest, "the-other-secret")
    assert meta.send(webhook(), secret="the-other-secret").status == 401
    assert meta.stored() == []


@pytest.mark.parametrize("signed_with", ["", SECRET])
def test_an_app_without_a_usable_secret_refuses_everything(
    postgres_url, ingest: Running, signed_with: str
) -> None:
    meta = Meta(postgres_url, ingest, secret=None)
    answer = meta.send(webhook(), secret=signed_with)
    assert (answer.status, answer.json["code"]) == (401, "no_secret")
    assert meta.stored() == []


@pytest.mark.parametrize(
    "key", ["unknown-key-000", "", "short", "a/b", "x" * 500, "%00%00%00%00%00%00%00%00"]
)
def test_an_address_that_nobody_was_given_is_not_found(meta: Meta, key: str) -> None:
    body = webhook()
    answer = meta.ingest.ask("POST", f"/webhooks/whatsapp/{key}", body, X_Hub_Signature_256=signature(body))
    assert answer.status == 404


def test_both_secrets_are_accepted_while_one_replaces_the_other(meta: Meta) -> None:
    assert meta.send(webhook()).status == 200
    meta.replace_secret("the-newer-secret")
    until(lambda: meta.send(webhook(), secret="the-newer-secret").status == 200, seconds=3)
    assert meta.send(webhook()).status == 200


def test_the_old_secret_is_refused_once_its_time_is_over(meta: Meta) -> None:
    meta.replace_secret("the-newer-secret", old_until=datetime.now(UTC) - timedelta(seconds=1))
    assert meta.send(webhook(), secret="the-newer-secret").status == 200
    assert meta.send(webhook()).status == 401
    assert len(meta.stored()) == 1


def test_an_old_secret_ends_on_time_also_while_the_app_is_remembered(meta: Meta) -> None:
    meta.replace_secret("the-newer-secret", old_until=datetime.now(UTC) + timedelta(seconds=1.5))
    assert meta.send(webhook()).status == 200
    until(lambda: meta.send(webhook()).status == 401, seconds=4)


def test_secrets_and_bodies_never_reach_the_log(meta: Meta) -> None:
    meta.send(webhook(text="a very private question"), secret="guessed")
    meta.send(webhook(text="a very private question"))
    assert "webhook_refused" in meta.ingest.log
    for hidden in (SECRET, "private question", meta.key):
        assert hidden not in meta.ingest.log


def test_a_header_is_read_only_in_its_exact_form() -> None:
    digest = bytes(range(32))
    assert parse_header(b"sha256=" + digest.hex().encode()) == digest
    assert parse_header(b"SHA256=" + digest.hex().encode()) is None
    assert parse_header(None) is None


def test_no_secret_means_not_signed() -> None:
    assert not is_signed(b"", b"", ())
