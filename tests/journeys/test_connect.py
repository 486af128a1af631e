"""A number is connected by its token, and the doctor puts right what Meta was told wrongly since."""

import urllib.request

from bench.stage import Stage
from playwright.sync_api import Page, expect
from tests.journeys.conftest import sandbox

TOKEN = "EAAsandboxSenja0Q2VZBpWcF7xkTn3LrYhGd81UoJm"
CUSTOMER = "31612345678"
LONG = 30_000


def forget_app(stage: Stage, waba_id: str) -> None:
    """Somebody takes the app off the account, at Meta."""
    path = f"/v23.0/{waba_id}/subscribed_apps?access_token={TOKEN}"
    request = urllib.request.Request(stage.url("sandbox") + path, method="DELETE")
    urllib.request.urlopen(request, timeout=10).close()


def test_a_client_signs_in_with_meta_and_the_number_is_connected(stage: Stage, agent: Page):
    agent.goto(stage.url("api") + "/settings/channels/new")
    with agent.expect_popup() as opened:
        agent.get_by_role("button", name="Sign in with Meta").click()
    window = opened.value
    window.get_by_label("Business").fill("Harbour Books")
    window.get_by_role("button", name="Continue").click()
    expect(agent.get_by_role("heading", name="The number is connected")).to_be_visible(timeout=LONG)
    agent.get_by_role("link", name="Examine the connection").click()
    expect(agent.get_by_role("heading", name="Harbour Books")).to_be_visible()
    agent.get_by_role("button", name="Disconnect").click()
    expect(agent.get_by_role("link", name="Harbour Books")).to_be_hidden()


def test_a_number_is_connected_and_repaired_with_the_doctor_s_help(stage: Stage, agent: Page):
    account = sandbox(stage, "/_sandbox/world")["wabas"][1]
    number = account["phone_numbers"][0]
    agent.goto(stage.url("api") + "/settings/channels")
    agent.get_by_role("link", name="Connect a number").click()
    agent.get_by_label("Access token", exact=True).fill(TOKEN)
    agent.get_by_role("button", name="Find my numbers").click()
    agent.get_by_label("WhatsApp Business Account ID").fill(account["id"], timeout=LONG)
    agent.get_by_role("button", name="Go on").click()

    agent.get_by_role("radio", name="+31 20 123 4567").check(timeout=LONG)
    expect(agent.get_by_label("Name", exact=True)).to_have_value("Mol Bikes")
    agent.get_by_role("button", name="Connect this number").click()
    expect(agent.get_by_role("heading", name="The number is connected")).to_be_visible(timeout=LONG)

    forget_app(stage, account["id"])
    agent.get_by_role("link", name="Examine the connection").click()
    agent.get_by_role("button", name="Examine the connection").click()
    expect(agent.get_by_text("Stops receiving")).to_be_visible(timeout=LONG)
    agent.get_by_role("button", name="Subscribe the app").click()
    expect(agent.get_by_role("button", name="Subscribe the app")).to_be_hidden(timeout=LONG)

    order = {"phone_number_id": number["id"], "type": "text", "text": {"body": "Is my bike ready?"}}
    sandbox(stage, f"/_sandbox/people/{CUSTOMER}/send", order)
    agent.get_by_role("button", name="With a test message").click()
    agent.get_by_label("Send a test message to").fill(f"+{CUSTOMER}")
    agent.get_by_role("button", name="Examine and send").click()
    expect(agent.get_by_text("Everything is in order: the test message went out")).to_be_visible(timeout=LONG)

    agent.get_by_role("button", name="Disconnect").click()
    expect(agent.get_by_role("link", name="Mol Bikes")).to_be_hidden()
