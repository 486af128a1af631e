"""Writing, ticks, quotes, reactions, voice and places on the phone."""

from sandbox.tests.client import COFFEE, DEWI

from waypost_sandbox.sample_files import picture


def test_a_customer_writes_and_sees_ticks_typing_and_the_answer(meta, page):
    page.goto(f"{meta.url}/phone")
    page.get_by_role("button", name="Dewi Prasetyo").click()
    page.wait_for_url("**/phone?as=6281234567890")
    page.get_by_label("Message", exact=True).fill("Is it <b>open</b> today?")
    page.keyboard.press("Enter")
    page.get_by_role("img", name="Delivered").wait_for()
    wamid = meta.control("/messages?direction=in")["messages"][0]["id"]
    meta.post_message({"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}})
    page.get_by_role("img", name="Read by the business").wait_for()
    page.get_by_text("typing…").wait_for()
    meta.send(text="Yes, until nine.", context={"message_id": wamid})
    answer = page.locator(".message.theirs", has_text="Yes, until nine.")
    answer.locator(".quote", has_text="Is it <b>open</b> today?").wait_for()
    assert page.get_by_text("typing…").count() == 0


def test_a_reply_button_is_pressed_and_a_reaction_given(meta, page, receiver):
    meta.open_window()
    replies = [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]
    interactive = {"type": "button", "body": {"text": "Is 15:30 fine?"}, "action": {"buttons": replies}}
    page.goto(f"{meta.url}/phone?as={DEWI}&chat={COFFEE}")
    page.get_by_text("Hi", exact=True).first.wait_for()
    meta.post_message({"to": DEWI, "type": "interactive", "interactive": interactive})
    page.get_by_role("button", name="Yes", exact=True).click()
    page.locator(".message.theirs").hover()
    page.get_by_role("button", name="React").click()
    page.get_by_role("button", name="React with 👍").click()
    page.get_by_role("img", name="Reactions: 👍").wait_for()
    kinds = [m["type"] for m in meta.control("/messages?direction=in")["messages"]]
    assert kinds == ["text", "interactive", "reaction"]


def test_a_place_and_a_picture_are_sent(meta, page):
    page.goto(f"{meta.url}/phone?as={DEWI}&chat={COFFEE}")
    page.get_by_label("Attach").click()
    page.get_by_role("button", name="Location").click()
    page.get_by_role("button", name="Send location").click()
    page.get_by_text("Braga, Bandung").wait_for()
    cup = {"name": "cup.png", "mimeType": "image/png", "buffer": picture()}
    page.set_input_files("#image-file", cup)
    page.locator("img.picture").wait_for()
    assert [m["type"] for m in meta.control("/messages?direction=in")["messages"]] == ["location", "image"]


def test_on_a_narrow_screen_the_list_leads_to_the_chat_and_back(meta, page):
    page.set_viewport_size({"width": 390, "height": 760})
    meta.open_window()
    meta.send(text="Ready for pick-up")
    meta.advance()
    page.goto(f"{meta.url}/phone?as={DEWI}")
    page.get_by_label("1 unread").wait_for()
    page.get_by_role("button", name="Senja Coffee").click()
    page.get_by_text("Ready for pick-up").last.wait_for()
    page.get_by_role("button", name="Back to the chats").click()
    page.get_by_role("button", name="Senja Coffee").wait_for()
    assert page.get_by_label("1 unread").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_narrow_screen_every_customer_can_be_chosen(meta, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{meta.url}/phone")
    people = page.locator("#people button")
    people.last.wait_for()
    edges = [box["x"] + box["width"] for box in (one.bounding_box() for one in people.all())]
    assert max(edges) <= 390
