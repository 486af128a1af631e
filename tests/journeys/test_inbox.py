"""A customer writes, a person answers, and the ticks come back."""

import time

import psycopg
from bench.stage import Stage
from playwright.sync_api import Page, expect
from tests.journeys.conftest import customer_writes, received, sandbox


def open_conversation(page: Page, text: str) -> None:
    page.locator("a[id^=conversation-]").filter(has_text=text).first.click()
    expect(page.get_by_role("log")).to_contain_text(text)


def show_contact(page: Page) -> None:
    button = page.get_by_role("button", name="About the contact")
    if button.get_attribute("aria-expanded") != "true":
        button.click()


def answer(page: Page, text: str) -> None:
    box = page.get_by_label("Your answer")
    box.fill(text)
    box.press("Enter")


def test_a_customer_writes_and_the_answer_and_its_ticks_come_back(stage: Stage, agent: Page):
    customer_writes(stage, "6281900000001", "Is the big table free tonight?")
    open_conversation(agent, "Is the big table free tonight?")

    answer(agent, "Yes! For how many?")

    bubble = agent.get_by_role("log").locator("[data-mine]").filter(has_text="Yes! For how many?")
    expect(bubble).to_have_count(1)
    expect(bubble.get_by_title("Delivered")).to_be_visible()
    assert received(stage, "6281900000001") == ["Yes! For how many?"]
    sandbox(stage, "/_sandbox/people/6281900000001/read", {})
    expect(bubble.get_by_title("Read")).to_be_visible()


def test_a_message_appears_without_reloading_and_counts_as_unread_elsewhere(stage: Stage, agent: Page):
    open_conversation(agent, "So good to hear")

    customer_writes(stage, "6281900000002", "Do you ship to Bandung?")

    row = agent.locator("a[id^=conversation-]").filter(has_text="Do you ship to Bandung?")
    expect(row).to_be_visible()
    expect(row).to_contain_text("1 unread message")


def test_the_customers_phone_shows_the_conversation(stage: Stage, agent: Page, phone: Page):
    world = sandbox(stage, "/_sandbox/world")
    customer = next(one for one in world["customers"] if one["wa_id"])
    customer_writes(stage, customer["wa_id"], "Hello from my phone")
    open_conversation(agent, "Hello from my phone")

    answer(agent, "Hello from the shop")

    phone.get_by_role("button", name=customer["name"]).click()
    phone.get_by_role("button", name="Senja Coffee").click()
    expect(phone.get_by_role("listitem").filter(has_text="Senja Coffee: Hello from the shop")).to_be_visible()


def test_a_refused_answer_says_why_and_stays_as_the_draft_through_a_reload(stage: Stage, agent: Page):
    customer_writes(stage, "6281900000003", "Can I return it?")
    open_conversation(agent, "Can I return it?")
    with psycopg.connect(stage.postgres.url("waypost_operator"), autocommit=True) as operator:
        operator.execute(
            """update messaging_conversation c set last_inbound_at = now() - interval '25 hours'
               from contacts_contact p where p.id = c.contact_id and p.wa_id = '6281900000003'"""
        )

    answer(agent, "Of course, within 14 days.")

    expect(agent.get_by_role("alert").filter(has_text="24-hour window closed")).to_be_visible()
    expect(agent.get_by_label("Your answer")).to_have_value("Of course, within 14 days.")
    agent.reload()
    expect(agent.get_by_label("Your answer")).to_have_value("Of course, within 14 days.")
    assert received(stage, "6281900000003") == []


def test_a_conversation_is_found_by_the_end_of_its_number(stage: Stage, agent: Page):
    customer_writes(stage, "6281977345612", "I lost my umbrella")
    expect(agent.get_by_text("I lost my umbrella").first).to_be_visible()

    agent.get_by_role("searchbox").or_(agent.get_by_label("Search by name or number")).first.fill("345612")

    expect(agent.locator("a[id^=conversation-]")).to_have_count(1)
    expect(agent.locator("a[id^=conversation-]")).to_contain_text("I lost my umbrella")


def test_what_was_missed_while_live_was_away_is_there_afterwards(stage: Stage, agent: Page):
    stage.kill("live")
    customer_writes(stage, "6281900000004", "Written while nobody listened")
    time.sleep(1)

    stage.start("live")

    expect(
        agent.locator("a[id^=conversation-]").filter(has_text="Written while nobody listened")
    ).to_be_visible(timeout=45_000)


def test_an_answer_that_got_lost_on_the_way_is_reconciled_and_not_sent_twice(stage: Stage, agent: Page):
    customer_writes(stage, "6281900000005", "Which size do I need?")
    open_conversation(agent, "Which size do I need?")
    drop = {"path": "/messages", "method": "POST", "kind": "drop_answer", "probability": 1.0, "count": 1}
    sandbox(stage, "/_sandbox/faults", {"rules": [drop]})

    answer(agent, "Size M fits most.")

    bubble = agent.get_by_role("log").locator("[data-mine]").filter(has_text="Size M fits most.")
    expect(bubble.get_by_title("Delivered")).to_be_visible()
    assert received(stage, "6281900000005") == ["Size M fits most."]
