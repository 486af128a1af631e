"""Creating templates over HTTP: what is accepted, and each refusal with its code and subcode."""

import json

import pytest
from sandbox.tests.client import TOKEN, WABA, start_sandbox, stop_sandbox
from sandbox.tests.templates import bodies
from sandbox.tests.templates.account import (
    create,
    created,
    delete,
    listed,
    node,
    refusal,
    send,
    status_of,
    upload,
)


def test_a_template_is_pending_first_and_approved_after_review(account):
    answer = create(account, bodies.utility())
    assert answer.json["status"] == "PENDING"
    assert answer.json["category"] == "UTILITY"
    account.advance(1)
    assert status_of(account, answer.json["id"]) == "APPROVED"


def test_a_pending_template_cannot_be_sent(account):
    account.control("/settings", {"template_review_seconds": [86_400, 86_400]})
    create(account, bodies.plain())
    answer = send(account, "short_note")
    assert (answer.status, answer.code) == (404, 132001)


def test_a_refusal_speaks_to_people(account):
    error = create(account, bodies.plain("Short Note")).json["error"]
    assert error["message"] == "Invalid parameter"
    assert error["type"] == "OAuthException"
    assert error["is_transient"] is False
    assert error["error_user_title"] == "Name Format is Incorrect"
    assert error["error_user_msg"]
    assert "error_data" not in error


def test_a_form_is_taken_as_well(account):
    body = (
        "name=by_form&language=en_US&category=UTILITY&"
        "components=%5B%7B%22type%22%3A%22BODY%22%2C%22text%22%3A%22A+note+by+form.%22%7D%5D"
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = account.call("POST", f"/v23.0/{WABA}/message_templates", body.encode(), headers=headers)
    assert answer.json["status"] == "PENDING"


def test_media_headers_need_a_handle_of_an_upload(account):
    body = bodies.plain("with_picture", category="MARKETING")
    header = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [upload(account)]}}
    body["components"].insert(0, header)
    template_id = created(account, body)
    shown = node(account, template_id)["components"][0]["example"]["header_handle"][0]
    assert account.call("GET", shown, token=None).raw.startswith(b"\x89PNG")


def test_a_handle_that_nobody_gave_out_is_refused(account):
    assert refusal(create(account, bodies.offer())) == (100, None)


def test_any_handle_is_taken_when_the_switch_says_so(account):
    account.control("/settings", {"strict_handles": False})
    assert create(account, bodies.offer()).status == 200


def test_a_sample_of_another_type_is_refused(account):
    body = bodies.plain("with_film", category="MARKETING")
    handle = upload(account)
    body["components"].insert(
        0, {"type": "HEADER", "format": "VIDEO", "example": {"header_handle": [handle]}}
    )
    assert refusal(create(account, body)) == (100, None)


def test_a_name_has_each_language_once(account):
    create(account, bodies.plain())
    assert refusal(create(account, bodies.plain(words="Other words for the same."))) == (100, 2388024)
    assert create(account, bodies.plain(language="en_GB")).status == 200


def test_all_languages_of_a_name_have_one_category(account):
    create(account, bodies.plain())
    answer = create(account, bodies.plain(language="en_GB", category="MARKETING"))
    assert refusal(answer) == (100, None)
    assert "UTILITY" in answer.json["error"]["error_user_msg"]


def test_the_same_words_under_another_name_are_refused(account):
    create(account, bodies.plain())
    assert refusal(create(account, bodies.plain("other_note"))) == (100, None)


def test_codes_may_say_the_same_under_many_names(account):
    create(account, bodies.authentication())
    assert create(account, bodies.authentication(name="other_login")).status == 200


def test_the_name_of_a_deleted_template_rests_for_thirty_days(account):
    created(account, bodies.plain())
    delete(account, name="short_note")
    assert refusal(create(account, bodies.plain())) == (100, 2388023)
    account.advance(29 * 86_400)
    assert refusal(create(account, bodies.plain())) == (100, 2388023)
    account.advance(2 * 86_400)
    assert create(account, bodies.plain()).status == 200


def test_one_deleted_language_rests_while_the_others_do_not(account):
    template_id = created(account, bodies.plain())
    created(account, bodies.plain(language="en_GB"))
    delete(account, name="short_note", hsm_id=template_id)
    assert refusal(create(account, bodies.plain())) == (100, 2388023)
    assert create(account, bodies.plain(language="en_AU")).status == 200


def test_a_name_that_was_never_approved_is_free_again_at_once(account):
    account.control("/settings", {"template_review_seconds": [3600, 3600]})
    create(account, bodies.plain())
    delete(account, name="short_note")
    assert create(account, bodies.plain()).status == 200


def test_a_hundred_templates_an_hour_can_be_created(account):
    for number in range(100):
        words = f"This is the note with the number {number} for today."
        assert create(account, bodies.plain(f"note_{number}", words)).status == 200
    answer = create(account, bodies.plain())
    assert (answer.status, answer.code) == (400, 80007)
    account.advance(3601)
    assert create(account, bodies.plain()).status == 200


def test_a_small_account_has_room_for_250_templates(tmp_path):
    rows = [
        bodies.plain(f"note_{number}", "Note.", id=str(10**15 + number), status="APPROVED")
        for number in range(250)
    ]
    number = {"id": "118833445566001", "display_phone_number": "+31201234567", "verified_name": "Mol"}
    business = {"id": "2", "name": "Mol", "verified": False}
    account = {"id": WABA, "name": "Mol", "numbers": [number], "templates": rows}
    world = {
        "apps": [{"id": "1", "secret": "s", "name": "Mol"}],
        "tokens": [{"value": TOKEN}],
        "businesses": [business | {"accounts": [account]}],
    }
    path = tmp_path / "world.yaml"
    path.write_text(json.dumps(world))
    process, meta = start_sandbox("--world", str(path))
    try:
        summary = listed(meta, summary="total_count,message_template_limit")["summary"]
        assert summary == {"total_count": 250, "message_template_limit": 250}
        assert refusal(create(meta, bodies.plain())) == (100, 2388019)
    finally:
        stop_sandbox(process)


def test_creating_needs_the_permission_to_manage(account):
    assert account.call("POST", f"/v23.0/{WABA}/message_templates", bodies.plain(), token=None).code == 104
    answer = account.call("POST", f"/v23.0/{WABA}/message_templates", bodies.plain(), token=f"{TOKEN}x")
    assert answer.code == 190


def test_words_of_promotion_make_it_marketing_at_once(account):
    answer = create(account, bodies.plain("big_sale", "Our summer sale begins on Monday, come early."))
    assert answer.json["category"] == "MARKETING"


def test_how_long_a_message_may_wait_is_kept(account):
    template_id = created(account, bodies.plain(message_send_ttl_seconds=3600))
    assert node(account, template_id, "message_send_ttl_seconds")["message_send_ttl_seconds"] == 3600


def test_a_sent_template_fills_what_was_created(account):
    created(account, bodies.utility())
    answer = send(
        account,
        "parcel_news",
        components=[
            {"type": "header", "parameters": [{"type": "text", "text": "88"}]},
            {
                "type": "body",
                "parameters": [{"type": "text", "text": "Ada"}, {"type": "text", "text": "15:30"}],
            },
            {
                "type": "button",
                "sub_type": "url",
                "index": "1",
                "parameters": [{"type": "text", "text": "88"}],
            },
        ],
    )
    assert answer.status == 200, answer.raw


def test_authentication_templates_come_back_as_meta_writes_them(account):
    template_id = created(account, bodies.authentication(bodies.one_tap()))
    body, footer, buttons = node(account, template_id)["components"]
    assert body["text"] == ("*{{1}}* is your verification code. For your security, do not share this code.")
    assert footer["text"] == "This code expires in 5 minutes."
    button = buttons["buttons"][0]
    assert button["type"] == "URL"
    assert button["url"].startswith("https://www.whatsapp.com/otp/code/?otp_type=ONE_TAP")
    assert button["url"].endswith("&code=otp{{1}}")


def test_what_was_refused_is_not_listed(account):
    create(account, bodies.plain("Not Right"))
    assert "Not Right" not in {row["name"] for row in listed(account, limit=100)["data"]}


@pytest.mark.parametrize("language", ["en_XX", "eng", "", None, "EN_us"])
def test_languages_that_templates_cannot_have_are_refused(account, language):
    answer = create(account, bodies.plain(language=language))
    assert refusal(answer) == (100, None)
    assert answer.json["error"]["message"].startswith("(#100) Param language")
