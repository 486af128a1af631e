"""More than words: pictures, voice notes, files, and a template when the window is closed."""

import base64
import time
from pathlib import Path

import psycopg
import pytest
from bench.stage import Stage
from PIL import Image
from playwright.sync_api import Page, expect
from tests.journeys.conftest import customer_writes, sandbox
from tests.journeys.test_inbox import answer, open_conversation


def phone_number_id(stage: Stage) -> str:
    return sandbox(stage, "/_sandbox/world")["wabas"][0]["phone_numbers"][0]["id"]


def sent_to(stage: Stage, wa_id: str, kind: str) -> list[dict]:
    """Waits until something of the kind reached the customer."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        rows = sandbox(stage, f"/_sandbox/messages?to={wa_id}&type={kind}")["messages"]
        if any(row["received"] for row in rows):
            return rows
        time.sleep(0.2)
    return []


@pytest.fixture
def picture(tmp_path) -> Path:
    path = tmp_path / "shop window.png"
    Image.new("RGB", (640, 480), (200, 120, 40)).save(path)
    return path


def test_a_picture_from_a_customer_is_shown(stage: Stage, agent: Page, picture: Path):
    number = phone_number_id(stage)
    customer_writes(stage, "6281900001001", "Look at this")
    order = {
        "phone_number_id": number,
        "type": "image",
        "image": {
            "caption": "The broken cup",
            "data_base64": base64.b64encode(picture.read_bytes()).decode(),
        },
    }
    sandbox(stage, "/_sandbox/people/6281900001001/send", order)

    open_conversation(agent, "The broken cup")

    shown = agent.get_by_role("log").get_by_role("img", name="The broken cup")
    expect(shown).to_be_visible()
    agent.wait_for_function(
        "image => image.complete && image.naturalWidth > 0", arg=shown.element_handle(), timeout=15_000
    )


def test_a_picture_is_sent_with_what_is_written_as_its_caption(stage: Stage, agent: Page, picture: Path):
    customer_writes(stage, "6281900001002", "Show me the shop")
    open_conversation(agent, "Show me the shop")
    agent.get_by_label("Your answer").fill("Here it is")

    agent.locator("input[type=file]").set_input_files(picture)

    [sent] = sent_to(stage, "6281900001002", "image")
    assert sent["content"]["caption"] == "Here it is"
    expect(agent.get_by_role("log").get_by_role("img", name="Here it is")).to_be_visible()
    expect(agent.get_by_label("Your answer")).to_have_value("")


def test_a_voice_note_is_recorded_and_arrives_as_one(stage: Stage, agent: Page):
    customer_writes(stage, "6281900001003", "Tell me how")
    open_conversation(agent, "Tell me how")

    agent.get_by_role("button", name="Record a voice note").click()
    expect(agent.get_by_role("timer")).to_have_text("0:02", timeout=10_000)
    agent.get_by_role("button", name="Stop and send").click()

    [sent] = sent_to(stage, "6281900001003", "audio")
    assert sent["content"]["voice"] is True
    expect(agent.get_by_role("log").locator("audio")).to_have_count(1)


def test_a_voice_note_from_a_customer_can_be_heard(stage: Stage, agent: Page):
    customer_writes(stage, "6281900001004", "I will tell you")
    open_conversation(agent, "I will tell you")

    order = {"phone_number_id": phone_number_id(stage), "type": "audio", "audio": {"voice": True}}
    sandbox(stage, "/_sandbox/people/6281900001004/send", order)

    expect(agent.get_by_role("log").locator("audio")).to_have_count(1)


def test_outside_the_window_a_template_is_chosen_filled_in_and_sent(stage: Stage, agent: Page):
    customer_writes(stage, "6281900001005", "When does it leave?")
    open_conversation(agent, "When does it leave?")
    with psycopg.connect(stage.postgres.url("waypost_operator"), autocommit=True) as operator:
        operator.execute(
            """update messaging_conversation c set last_inbound_at = now() - interval '25 hours'
               from contacts_contact p where p.id = c.contact_id and p.wa_id = '6281900001005'"""
        )
    answer(agent, "Tomorrow!")
    expect(agent.get_by_role("alert").filter(has_text="24-hour window closed")).to_be_visible()

    agent.get_by_role("button", name="Send a template").click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_role("button", name="order_update").first.click()
    dialog.get_by_label("Value of 1").fill("Ayu")
    dialog.get_by_label("Value of 2").fill("#4182")
    expect(dialog.get_by_role("group", name="What the contact sees")).to_contain_text("Ayu, ")
    dialog.get_by_role("button", name="Send", exact=True).click()

    [sent] = sent_to(stage, "6281900001005", "template")
    assert "Ayu" in sent["text"]
    expect(agent.get_by_role("log")).to_contain_text("#4182")


def test_what_happened_to_a_message_is_told(stage: Stage, agent: Page):
    customer_writes(stage, "6281900001006", "Are you there?")
    open_conversation(agent, "Are you there?")
    answer(agent, "Yes, we are")
    bubble = agent.get_by_role("log").locator("[data-mine]").filter(has_text="Yes, we are")
    expect(bubble.get_by_title("Delivered")).to_be_visible()

    bubble.get_by_title("What happened to this message").click()

    story = agent.get_by_role("dialog")
    for step in ("Queued", "Sent to Meta", "Meta accepted it", "Delivered"):
        expect(story).to_contain_text(step)
    expect(story).to_contain_text("wamid.")
