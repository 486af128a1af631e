"""What the reviewer decides, and how the webhooks tell it."""

import pytest
from sandbox.tests.client import WABA, start_sandbox, stop_sandbox
from sandbox.tests.templates import bodies
from sandbox.tests.templates.account import create, created, entries, events, node, told


def test_an_approval_is_told_with_whole_numbers(account, receiver):
    template_id = created(account, bodies.plain())
    entry = entries(receiver, "message_template_status_update")[0]
    assert entry["id"] == WABA
    assert isinstance(entry["time"], int)
    assert entry["changes"] == [
        {
            "field": "message_template_status_update",
            "value": {
                "event": "APPROVED",
                "message_template_id": int(template_id),
                "message_template_name": "short_note",
                "message_template_language": "en_US",
                "message_template_category": "UTILITY",
                "reason": "NONE",
            },
        }
    ]


def test_neighbouring_variables_are_rejected_with_advice(account, receiver):
    body = bodies.plain(words="Hello {{1}}{{2}}, your bike is ready to be fetched.")
    body["components"][0]["example"] = {"body_text": [["Ada", "Mol"]]}
    template_id = created(account, body)
    value = told(receiver, "message_template_status_update")[0]
    assert (value["event"], value["reason"]) == ("REJECTED", "INVALID_FORMAT")
    assert set(value["rejection_info"]) == {"reason", "recommendation"}
    shown = node(account, template_id, "status,rejected_reason")
    assert shown == {"status": "REJECTED", "rejected_reason": "INVALID_FORMAT", "id": template_id}


@pytest.mark.parametrize(
    "words, language, reason",
    [
        ("Your verification code is on its way to your screen.", "en_US", "INCORRECT_CATEGORY"),
        ("We will sue you if the bike is not brought back today.", "en_US", "ABUSIVE_CONTENT"),
        ("You have won a bike, fetch it at our shop before evening.", "en_US", "SCAM"),
        ("Your bike is ready and you can come to fetch it.", "ar", "TAG_CONTENT_MISMATCH"),
        ("Your bike is ready and you can come to fetch it.", "id", "TAG_CONTENT_MISMATCH"),
        ("دراجتك جاهزة ويمكنك أخذها اليوم", "en_US", "TAG_CONTENT_MISMATCH"),
        ("Je fiets staat klaar en je kunt het voor de avond halen.", "en_US", "TAG_CONTENT_MISMATCH"),
    ],
)
def test_words_that_the_reviewer_rejects(account, words, language, reason):
    template_id = created(account, bodies.plain("for_review", words, language=language))
    assert node(account, template_id, "rejected_reason")["rejected_reason"] == reason


@pytest.mark.parametrize(
    "words, language",
    [
        ("Je fiets staat klaar en je kunt het voor de avond halen.", "nl"),
        ("Sepeda anda sudah siap dan bisa diambil hari ini.", "id"),
        ("دراجتك جاهزة ويمكنك أخذها اليوم", "ar_EG"),
        ("您的自行车已经准备好了,今天可以来取。", "zh_CN"),
        ("あなたの自転車は準備ができています。", "ja"),
        ("Ваш велосипед готов, приходите сегодня.", "ru"),
        ("Polkupyöräsi on valmis noudettavaksi tänään.", "fi"),
        ("OK", "ar"),
    ],
)
def test_words_in_their_own_language_are_approved(account, words, language):
    template_id = created(account, bodies.plain("for_review", words, language=language))
    assert node(account, template_id, "status")["status"] == "APPROVED"


def test_a_review_may_take_a_day(account, receiver):
    account.control("/settings", {"template_review_seconds": [80_000, 86_000]})
    template_id = created(account, bodies.plain())
    account.advance(79_000)
    assert node(account, template_id, "status")["status"] == "PENDING"
    account.advance(8_000)
    assert events(receiver, template_id) == ["APPROVED"]


def test_a_review_goes_on_after_a_restart(tmp_path):
    arguments = ("--state", str(tmp_path / "world.db"))
    process, meta = start_sandbox(*arguments)
    try:
        meta.control("/settings", {"template_review_seconds": [3600, 3600]})
        template_id = create(meta, bodies.plain()).json["id"]
    finally:
        stop_sandbox(process)
    process, meta = start_sandbox(*arguments)
    try:
        assert node(meta, template_id, "status")["status"] == "PENDING"
        meta.advance(3601)
        assert node(meta, template_id, "status")["status"] == "APPROVED"
    finally:
        stop_sandbox(process)


def test_an_account_that_nobody_subscribed_to_hears_nothing(account, receiver):
    account.subscribe(receiver.url)
    receiver.clear()
    created(account, bodies.plain())
    assert receiver.bodies == []
