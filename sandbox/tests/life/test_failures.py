"""Failures that come by webhook after a 200."""

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI
from sandbox.tests.life.sends import MARKETING, UTILITY, failure_of, first_status, send_template, send_text

US, CANADA = "12125550142", "14165550142"
DAY = 86_400


def test_without_a_window_a_text_fails_with_131047(meta, receiver):
    assert failure_of(meta, receiver, send_text(meta, ADA)) == 131047


@pytest.mark.parametrize(
    "change", [{"on_whatsapp": False}, {"blocked": [COFFEE]}, {"old_app": True}], ids=lambda c: next(iter(c))
)
def test_who_cannot_be_reached_fails_with_131026_and_meta_does_not_say_why(meta, receiver, change):
    meta.control(f"/people/{DEWI}", change)
    sent = send_template(meta, DEWI)
    assert failure_of(meta, receiver, sent) == 131026
    assert receiver.statuses(sent)[0]["errors"][0]["error_data"]["details"] == "Message Undeliverable."


def test_an_old_app_still_takes_a_text(meta, receiver):
    meta.open_window()
    meta.control(f"/people/{DEWI}", {"old_app": True})
    assert failure_of(meta, receiver, send_text(meta, DEWI)) is None


def test_without_a_payment_method_what_would_be_billed_fails_with_131042(accounts, receiver):
    assert failure_of(accounts, receiver, send_template(accounts, DEWI, UTILITY, number="1001")) == 131042


def test_without_a_payment_method_even_the_free_answers_stop(accounts, receiver):
    accounts.customer_writes(phone_number_id="1001")
    assert failure_of(accounts, receiver, send_text(accounts, DEWI, number="1001")) == 131042
    accounts.control("/settings", {"service_needs_payment": False})
    assert failure_of(accounts, receiver, send_text(accounts, DEWI, number="1001")) is None


def test_without_a_payment_method_a_free_entry_point_is_still_free(accounts, receiver):
    accounts.control(f"/people/{DEWI}/click_ad", {"phone_number_id": "1001"})
    assert failure_of(accounts, receiver, send_text(accounts, DEWI, number="1001")) is None


def test_who_stopped_marketing_gets_131050_until_they_resume(meta, receiver):
    meta.control(f"/people/{DEWI}/stop_marketing", {"phone_number_id": COFFEE})
    assert failure_of(meta, receiver, send_template(meta, DEWI, MARKETING)) == 131050
    assert failure_of(meta, receiver, send_template(meta, DEWI, UTILITY)) is None
    meta.control(f"/people/{DEWI}/resume_marketing", {"phone_number_id": COFFEE})
    assert failure_of(meta, receiver, send_template(meta, DEWI, MARKETING)) is None


def test_marketing_to_the_united_states_is_never_delivered(meta, receiver):
    assert failure_of(meta, receiver, send_template(meta, US, MARKETING)) == 131049
    assert failure_of(meta, receiver, send_template(meta, US, UTILITY)) is None
    assert failure_of(meta, receiver, send_template(meta, CANADA, MARKETING)) is None


def test_beyond_the_cap_marketing_fails_with_131049_until_a_day_has_passed(meta, receiver):
    meta.control("/settings", {"marketing_cap": 2})
    found = [failure_of(meta, receiver, send_template(meta, DEWI)) for _ in range(3)]
    assert found == [None, None, 131049]
    meta.advance(DAY)
    assert failure_of(meta, receiver, send_template(meta, DEWI)) is None


def test_trying_too_often_beyond_the_cap_blocks_for_another_day(meta, receiver):
    meta.control("/settings", {"marketing_cap": 1})
    send_template(meta, DEWI)
    meta.advance(DAY - 60)
    for _ in range(5):
        assert failure_of(meta, receiver, send_template(meta, DEWI)) == 131049
    meta.advance(120)
    assert failure_of(meta, receiver, send_template(meta, DEWI)) == 131049
    meta.advance(DAY)
    assert failure_of(meta, receiver, send_template(meta, DEWI)) is None


def test_the_cap_counts_all_businesses_together(accounts, receiver):
    accounts.control("/settings", {"marketing_cap": 1})
    assert failure_of(accounts, receiver, send_template(accounts, DEWI, number="2001")) is None
    assert failure_of(accounts, receiver, send_template(accounts, DEWI, number="3001")) == 131049


def test_the_cap_does_not_hold_in_europe_nor_inside_a_window(meta, receiver):
    meta.control("/settings", {"marketing_cap": 0})
    assert failure_of(meta, receiver, send_template(meta, ADA)) is None
    meta.open_window()
    assert failure_of(meta, receiver, send_template(meta, DEWI)) is None


def test_a_person_in_an_experiment_gets_no_marketing(meta, receiver):
    meta.control("/settings", {"experiment_share": 1.0})
    assert failure_of(meta, receiver, send_template(meta, DEWI, MARKETING)) == 130472
    assert failure_of(meta, receiver, send_template(meta, DEWI, UTILITY)) is None


def test_a_link_that_cannot_be_fetched_fails_with_131053(meta, receiver):
    meta.open_window()
    body = {"to": DEWI, "type": "image", "image": {"link": "http://127.0.0.1:9/none.jpg"}}
    sent = meta.post_message(body).json["messages"][0]["id"]
    assert failure_of(meta, receiver, sent) == 131053


def test_a_reaction_to_ones_own_message_fails_with_131009(meta, receiver):
    meta.open_window()
    target = send_text(meta, DEWI)
    body = {"to": DEWI, "type": "reaction", "reaction": {"message_id": target, "emoji": "👍"}}
    assert failure_of(meta, receiver, meta.post_message(body).json["messages"][0]["id"]) == 131009


def test_a_failed_message_has_no_contacts_and_no_price(meta, receiver):
    failed = first_status(meta, receiver, send_text(meta, ADA))
    assert "pricing" not in failed
    assert all("contacts" not in v for v in receiver.values() if "statuses" in v)
