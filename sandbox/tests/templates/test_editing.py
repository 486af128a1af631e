"""Editing: what may be changed, how often, and what happens then."""

from sandbox.tests.templates import bodies
from sandbox.tests.templates.account import (
    create,
    created,
    edit,
    events,
    node,
    refusal,
    status_of,
    steer,
    told,
)

DAY = 86_400
OTHER = [{"type": "BODY", "text": "Your bike waits for you in the shop."}]


def words(number):
    return [{"type": "BODY", "text": f"Your bike number {number} waits for you in the shop."}]


def test_an_edited_template_is_reviewed_again(account, receiver):
    template_id = created(account, bodies.plain())
    account.control("/settings", {"template_review_seconds": [60, 60]})
    answer = edit(account, template_id, {"components": OTHER})
    assert answer.json == {"success": True, "id": template_id, "name": "short_note", "category": "UTILITY"}
    assert status_of(account, template_id) == "PENDING"
    account.advance(61)
    assert events(receiver, template_id) == ["APPROVED", "APPROVED"]
    assert node(account, template_id)["components"] == OTHER


def test_an_edit_is_told_with_the_new_parts(account, receiver):
    template_id = created(account, bodies.plain())
    edit(account, template_id, {"components": bodies.utility()["components"]})
    account.advance(1)
    value = told(receiver, "message_template_components_update")[0]
    assert value == {
        "message_template_id": int(template_id),
        "message_template_name": "short_note",
        "message_template_language": "en_US",
        "message_template_element": "Hi {{1}}, your parcel arrives at {{2}} today.",
        "message_template_title": "Order {{1}}",
        "message_template_footer": "Mol Bikes",
        "message_template_buttons": [
            {
                "message_template_button_type": "QUICK_REPLY",
                "message_template_button_text": "Reschedule",
            },
            {
                "message_template_button_type": "URL",
                "message_template_button_text": "Track",
                "message_template_button_url": "https://p.example/t/{{1}}",
            },
            {
                "message_template_button_type": "PHONE_NUMBER",
                "message_template_button_text": "Call us",
                "message_template_button_phone_number": "+31201234567",
            },
        ],
    }


def test_a_pending_template_cannot_be_edited(account):
    account.control("/settings", {"template_review_seconds": [60, 60]})
    template_id = create(account, bodies.plain()).json["id"]
    assert refusal(edit(account, template_id, {"components": OTHER})) == (100, 2388039)


def test_a_disabled_template_cannot_be_edited(account):
    template_id = created(account, bodies.plain())
    steer(account, template_id, status="DISABLED")
    assert refusal(edit(account, template_id, {"components": OTHER})) == (100, 2388039)


def test_an_approved_template_is_edited_once_a_day(account):
    template_id = created(account, bodies.plain())
    assert edit(account, template_id, {"components": words(1)}).status == 200
    account.advance(10)
    assert refusal(edit(account, template_id, {"components": words(2)})) == (100, None)
    account.advance(DAY)
    assert edit(account, template_id, {"components": words(2)}).status == 200


def test_an_approved_template_is_edited_ten_times_in_thirty_days(account):
    template_id = created(account, bodies.plain())
    for number in range(10):
        assert edit(account, template_id, {"components": words(number)}).status == 200
        account.advance(DAY + 1)
    assert refusal(edit(account, template_id, {"components": words(10)})) == (100, None)
    account.advance(21 * DAY)
    assert edit(account, template_id, {"components": words(10)}).status == 200


def test_a_rejected_template_is_edited_as_often_as_one_likes(account):
    template_id = created(account, bodies.plain(words="You have won a bike, fetch it at our shop."))
    for number in range(3):
        body = [{"type": "BODY", "text": f"You have won {number} bikes, fetch them at our shop."}]
        assert edit(account, template_id, {"components": body}).status == 200
        account.advance(1)
    assert edit(account, template_id, {"components": OTHER, "category": "MARKETING"}).status == 200
    account.advance(1)
    assert node(account, template_id, "status,category") == {
        "status": "APPROVED",
        "category": "MARKETING",
        "id": template_id,
    }


def test_the_category_of_an_approved_template_stays(account):
    template_id = created(account, bodies.plain())
    assert refusal(edit(account, template_id, {"category": "MARKETING"})) == (100, None)


def test_another_category_must_fit_the_words_that_are_there(account):
    template_id = created(account, bodies.plain(words="You have won a bike, fetch it at our shop."))
    assert edit(account, template_id, {"category": "MARKETING"}).status == 200
    account.advance(1)
    assert refusal(edit(account, template_id, {"category": "AUTHENTICATION"})) == (100, 2388043)


def test_an_edit_is_checked_like_a_new_template(account):
    template_id = created(account, bodies.plain())
    answer = edit(account, template_id, {"components": [{"type": "BODY", "text": "x" * 1025}]})
    assert refusal(answer) == (100, 2388040)


def test_an_edit_without_anything_to_change_is_refused(account):
    template_id = created(account, bodies.plain())
    assert refusal(edit(account, template_id, {"name": "other"})) == (100, None)


def test_how_long_a_message_may_wait_changes_without_a_review(account):
    template_id = created(account, bodies.plain())
    assert edit(account, template_id, {"message_send_ttl_seconds": 60}).status == 200
    assert node(account, template_id, "status,message_send_ttl_seconds") == {
        "status": "APPROVED",
        "message_send_ttl_seconds": 60,
        "id": template_id,
    }


def test_tracking_of_links_is_switched_off_in_the_query(account):
    template_id = created(account, bodies.plain("a_note", category="MARKETING"))
    path = f"/v23.0/{template_id}?cta_url_link_tracking_opted_out=true&category=marketing"
    assert account.call("POST", path).json["success"] is True
    shown = node(account, template_id, "cta_url_link_tracking_opted_out,status")
    assert (shown["cta_url_link_tracking_opted_out"], shown["status"]) == (True, "APPROVED")


def test_an_edit_ends_a_pause(account):
    template_id = created(account, bodies.plain())
    steer(account, template_id, quality="RED")
    assert status_of(account, template_id) == "PAUSED"
    assert edit(account, template_id, {"components": OTHER}).status == 200
    account.advance(1)
    assert status_of(account, template_id) == "APPROVED"
