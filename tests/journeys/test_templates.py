"""A template with a picture: chosen, filled in, sent, and seen on the customer's phone."""

from pathlib import Path

from bench.stage import Stage
from PIL import Image
from playwright.sync_api import Page, expect
from tests.journeys.conftest import customer_writes
from tests.journeys.test_messages import sent_to

CUSTOMER = "6281900004001"


def test_a_template_with_a_picture_reaches_the_customer(stage: Stage, agent: Page, tmp_path: Path):
    picture = tmp_path / "harvest.png"
    Image.new("RGB", (640, 480), (90, 140, 60)).save(picture)
    customer_writes(stage, CUSTOMER, "START")  # agrees to marketing
    agent.locator("a[id^=conversation-]").filter(has_text="Customer 4001").first.click()
    expect(agent.get_by_role("log")).to_contain_text("START")
    agent.get_by_role("button", name="Send a template").click()
    agent.get_by_label("Search templates").fill("harvest_photo")
    agent.get_by_role("button", name="harvest_photo").click()
    with agent.expect_file_chooser() as chooser:
        agent.get_by_role("button", name="Choose an image").click()
    chooser.value.set_files(picture)
    expect(agent.get_by_text("harvest.png")).to_be_visible()
    agent.get_by_label("Value of 1").fill("Ada")
    agent.get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    expect(agent.get_by_role("dialog")).to_be_hidden()
    expect(agent.get_by_role("log")).to_contain_text("The harvest in Gayo has begun, Ada.")
    [sent] = sent_to(stage, CUSTOMER, "template")
    assert sent["received"]
