"""One person who is two contacts: merged, read as one thread, and parted again."""

from bench.stage import Stage
from playwright.sync_api import Page, expect
from tests.journeys.conftest import customer_writes
from tests.journeys.test_inbox import open_conversation, show_contact

PRIVATE, WORK = "6281900002001", "6281900002002"


def test_two_contacts_of_one_person_are_merged_and_parted_again(stage: Stage, agent: Page):
    customer_writes(stage, PRIVATE, "My order is late, from my own phone")
    customer_writes(stage, WORK, "And this is me from the shop")
    open_conversation(agent, "my own phone")
    show_contact(agent)
    agent.get_by_role("link", name="All about this contact").click()
    agent.get_by_role("button", name="Find another contact").click()
    agent.get_by_label("Who else is this?").fill(f"+{WORK}")
    agent.get_by_role("button", name="Merge with").click()
    expect(agent.get_by_role("list", name="Merges")).to_be_visible()
    expect(agent.get_by_role("list", name="Known by").get_by_text(f"+{WORK}")).to_be_visible()

    agent.get_by_role("link", name="Conversations").click()
    open_conversation(agent, "from the shop")
    thread = agent.get_by_role("log")
    expect(thread.get_by_text("from my own phone")).to_be_visible()
    expect(thread.get_by_text("from the shop")).to_be_visible()

    agent.go_back()
    agent.go_back()
    agent.get_by_role("button", name="Undo the merge").click()
    expect(agent.get_by_role("list", name="Known by").get_by_text(f"+{WORK}")).to_be_hidden()
    agent.get_by_role("link", name="Conversations").click()
    open_conversation(agent, "my own phone")
    expect(agent.get_by_role("log").get_by_text("from the shop")).to_be_hidden()
