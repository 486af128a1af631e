"""Meta asks once whether this address is ours, before it sends anything."""

from urllib.parse import urlencode

from tests.ingest.meta import VERIFY_TOKEN, Meta
from tests.kit.running import Answer, until


def shake(meta: Meta, token: str = VERIFY_TOKEN, path: str | None = None, **changed: str) -> Answer:
    asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
    asked |= {f"hub.{name}": value for name, value in changed.items()}
    return meta.ingest.ask("GET", f"{path or meta.path}?{urlencode(asked)}")


def test_the_right_token_gets_the_challenge_back_raw_and_as_plain_text(meta: Meta) -> None:
    answer = shake(meta)
    assert (answer.status, answer.body) == (200, b"1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_wrong_token_is_refused_with_a_sentence(meta: Meta) -> None:
    answer = shake(meta, "guessed")
    assert answer.status == 403
    assert answer.json["code"] == "not_verified"


def test_an_unknown_address_answers_like_a_wrong_token(meta: Meta) -> None:
    unknown, wrong = shake(meta, path="/webhooks/whatsapp/unknown-key-000"), shake(meta, "guessed")
    assert (unknown.status, unknown.body) == (wrong.status, wrong.body)


def test_an_empty_token_another_mode_or_no_challenge_is_refused(meta: Meta) -> None:
    assert shake(meta, "").status == 403
    assert shake(meta, mode="unsubscribe").status == 403
    assert shake(meta, challenge="").status == 403
    assert shake(meta, challenge="x" * 1_000).status == 403
    assert meta.ingest.ask("GET", meta.path).status == 403


def test_a_token_that_was_changed_just_now_is_accepted_and_the_old_one_is_not(meta: Meta) -> None:
    assert shake(meta).status == 200
    meta.replace_verify_token("newer")
    until(lambda: shake(meta, "newer").status == 200, seconds=3)
    assert shake(meta).status == 403
