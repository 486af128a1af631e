"""Every kind of message is drawn, and every button does what it does on a phone."""

import json

import pytest
from sandbox.tests.client import COFFEE, DEWI
from sandbox.tests.phone.gallery import send_all


@pytest.fixture
def chat(meta, page):
    send_all(meta)
    page.goto(f"{meta.url}/phone?as={DEWI}&chat={COFFEE}")
    page.locator("#log").get_by_text("is your verification code").wait_for()
    return page


def answered(meta, kind, name=None):
    """The customer's latest message of that kind."""
    for message in reversed(meta.control("/messages?direction=in")["messages"]):
        if message["type"] == kind and (name is None or message["content"]["type"] == name):
            return message
    return None


def came(meta, chat, kind, name=None):
    for _ in range(100):
        if found := answered(meta, kind, name):
            return found["content"]
        chat.wait_for_timeout(50)
    raise AssertionError(f"the business got no {kind}")


WORDS = (
    "Fresh from Gayo",
    "roasts.txt",
    "Senja Braga",
    "Ada Mol",
    "Shall we keep a set for you?",
    "See slots",
    "Pay now",
    "Send location",
    "Share contact info",
    "Choose preference",
    "Call Senja",
    "All our roasts",
    "Toraja, natural",
    "Book a tasting",
    "Change something",
    "See the set",
)


def test_each_kind_shows_its_words(chat):
    log = chat.locator("#log")
    assert [words for words in WORDS if not log.get_by_text(words, exact=True).count()] == []


def test_bold_words_and_links_are_drawn(chat):
    assert chat.locator("b", has_text="Yes").count()
    assert (
        chat.get_by_role("link", name="https://senja.example/set").first.get_attribute("rel")
        == "noopener noreferrer"
    )


def test_a_reply_button_answers(meta, chat):
    chat.get_by_role("button", name="Yes, please").click()
    assert came(meta, chat, "interactive")["button_reply"] == {"id": "yes", "title": "Yes, please"}


def test_a_row_of_a_list_answers(meta, chat):
    chat.get_by_role("button", name="See slots").click()
    chat.get_by_role("button", name="13:00-15:00").click()
    assert came(meta, chat, "interactive")["list_reply"]["id"] == "t13"


def test_a_button_of_a_template_answers_with_its_payload(meta, chat):
    chat.get_by_role("button", name="All good").click()
    assert came(meta, chat, "button")["text"] == "All good"


def test_a_cart_is_sent_from_several_products(meta, chat):
    chat.get_by_role("button", name="View items").click()
    chat.get_by_label("How many of TORAJA-250").fill("2")
    chat.get_by_role("button", name="Send cart").click()
    item = came(meta, chat, "order")["product_items"][0]
    assert (item["product_retailer_id"], item["quantity"]) == ("TORAJA-250", 2)


def test_a_place_answers_the_question_for_it(meta, chat):
    chat.get_by_role("button", name="Send location").first.click()
    chat.get_by_role("dialog").get_by_role("button", name="Send location").click()
    assert came(meta, chat, "location")["name"] == "Jalan Braga"


def test_the_number_is_shared_when_asked_for(meta, chat):
    chat.get_by_role("button", name="Share contact info").click()
    chat.get_by_role("button", name="Share", exact=True).click()
    assert came(meta, chat, "contacts")[0]["phones"][0]["wa_id"] == DEWI


def test_calls_are_allowed(meta, chat):
    chat.get_by_role("button", name="Choose preference").click()
    chat.get_by_role("button", name="Always allow").click()
    assert came(meta, chat, "interactive")["call_permission_reply"]["is_permanent"] is True


def test_a_form_is_filled_in_and_sent(meta, chat):
    chat.get_by_role("button", name="Book a tasting").click()
    form = chat.get_by_role("dialog")
    form.get_by_label("Your name").fill("Dewi")
    form.get_by_label("Where").select_option(index=1)
    form.get_by_label("Day").fill("2026-12-03")
    form.get_by_label("10 in the morning").check()
    form.get_by_role("button", name="Next").click()
    while form.get_by_role("button", name="Next").count():
        chat.wait_for_timeout(50)
    for box in form.get_by_role("checkbox").all():
        box.check()
    form.get_by_role("button").last.click()
    reply = came(meta, chat, "interactive", "nfm_reply")["nfm_reply"]
    assert reply["name"] == "flow"
    assert "Dewi" in json.loads(reply["response_json"]).values()


def test_a_business_is_blocked_and_nothing_more_arrives(meta, chat):
    chat.get_by_role("button", name="More about this business").click()
    chat.get_by_role("button", name="Block").click()
    chat.get_by_text("You blocked this business.").wait_for()
    sent = meta.send(DEWI, "Are you there?").json["messages"][0]["id"]
    meta.advance(5)
    assert meta.control(f"/messages/{sent}")["message"]["failure"]["code"] == 131026


def test_offers_are_stopped(meta, chat):
    chat.get_by_role("button", name="More about this business").click()
    chat.get_by_role("button", name="Stop offers").click()
    chat.get_by_text("You stopped offers from this business.").wait_for()
    body = {
        "to": DEWI,
        "type": "template",
        "template": {"name": "tasting_set", "language": {"code": "en_US"}},
    }
    sent = meta.post_message(body).json["messages"][0]["id"]
    meta.advance(5)
    assert meta.control(f"/messages/{sent}")["message"]["failure"]["code"] == 131050


def test_several_phones_stand_side_by_side(meta, page):
    page.goto(f"{meta.url}/phones")
    page.locator("iframe").nth(2).wait_for()
    page.get_by_label("Add a phone").select_option(label="Ada Mol")
    page.locator("iframe").nth(3).wait_for()
    page.get_by_role("button", name="Put Dewi Prasetyo's phone away").click()
    assert page.locator("iframe").count() == 3
    assert "31612345678" in page.url


def test_nothing_is_wider_than_a_small_phone(meta, page):
    send_all(meta)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{meta.url}/phone?as={DEWI}&chat={COFFEE}")
    page.locator("#log").get_by_text("is your verification code").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
