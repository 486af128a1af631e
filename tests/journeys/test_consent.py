"""A customer says STOP: the panel shows it with its proof, and the journal has the webhook."""

from bench.stage import Stage
from playwright.sync_api import Page, expect
from tests.journeys.conftest import customer_writes
from tests.journeys.test_inbox import open_conversation, show_contact

CUSTOMER = "6281900003001"


def test_stop_shows_in_the_panel_with_its_proof(stage: Stage, agent: Page):
    customer_writes(stage, CUSTOMER, "Do you have decaf?")
    open_conversation(agent, "Do you have decaf?")
    show_contact(agent)
    panel = agent.get_by_role("complementary", name="About the contact")
    expect(panel.get_by_text("Nobody has said anything yet.")).to_be_visible()
    customer_writes(stage, CUSTOMER, "STOP")
    expect(panel.get_by_text("Stopped").first).to_be_visible()
    panel.get_by_role("button", name="History").click()
    history = agent.get_by_role("list", name="History")
    expect(history.get_by_text("Wrote it").first).to_be_visible()
    expect(history.get_by_text("STOP").first).to_be_visible()


def test_a_webhook_that_is_replayed_doubles_nothing(stage: Stage, agent: Page):
    customer_writes(stage, "6281900003002", "Only once, whatever happens")
    open_conversation(agent, "Only once, whatever happens")
    agent.goto(stage.url("api") + "/settings/journal?search=Only%20once")
    agent.get_by_role("list", name="Journal").get_by_role("button").first.click()
    agent.get_by_role("button", name="Replay").click()
    expect(agent.get_by_text("1 webhook is taken in again.")).to_be_visible()
    agent.goto(stage.url("api") + "/inbox")
    open_conversation(agent, "Only once, whatever happens")
    expect(agent.get_by_role("log").get_by_text("Only once, whatever happens")).to_have_count(1)
