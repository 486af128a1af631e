"""From nothing to a connected number."""

import base64
import hmac
import re
import struct
import time
from pathlib import Path

from bench.stage import Stage
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import PASSWORD, sandbox, sign_in


def newest_mail_to(stage: Stage, email: str) -> str:
    mails = sorted(Path(stage.folder, "mail").glob("*.eml"), reverse=True)
    return next(text for text in (mail.read_text() for mail in mails) if f"To: {email}" in text)


def test_a_new_business_signs_up_confirms_its_address_and_connects_a_number(
    stage: Stage, window: BrowserContext
):
    page = window.new_page()
    page.goto(stage.url("api") + "/sign-up")
    page.get_by_label("Your name").fill("Wayan Sudira")
    page.get_by_label(re.compile("business", re.IGNORECASE)).fill("Wayan Surf School")
    page.get_by_label("E-mail").fill("wayan@surf.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Create|Sign up")).click()
    page.wait_for_url("**/verify-email*")

    mail = newest_mail_to(stage, "wayan@surf.example").replace("=\n", "").replace("=3D", "=")
    link = re.search(r"http://\S+/verify-email/\S+", mail)
    assert link is not None
    page.goto(link[0])
    page.wait_for_url("**/inbox*")

    _connect_second_number(stage, page)


def _connect_second_number(stage: Stage, page: Page) -> None:
    world = sandbox(stage, "/_sandbox/world")
    waba, number = next(
        (waba, number)
        for waba in world["wabas"]
        for number in waba["phone_numbers"]
        if number["verified_name"] != "Senja Coffee"
    )
    page.goto(stage.url("api") + "/settings/channels/new/by-hand")
    for label, value in {
        r"^Name": "Front desk",
        r"WhatsApp Business Account": waba["id"],
        r"Phone number id": number["id"],
        r"Access token": world["access_token"],
        r"App id": world["app"]["id"],
        r"App secret": world["app"]["secret"],
    }.items():
        page.get_by_label(re.compile(label, re.IGNORECASE)).first.fill(value)
    page.get_by_role("button", name="Connect", exact=True).click()

    expect(page.get_by_text("Connected").first).to_be_visible()
    expect(page.get_by_text("/webhooks/whatsapp/").first).to_be_visible()
    assert world["access_token"] not in page.content()


def test_a_second_factor_is_set_up_and_asked_for_at_the_next_sign_in(stage: Stage, window: BrowserContext):
    page = window.new_page()
    sign_in(page, stage, "rani@waypost.example", PASSWORD)
    page.wait_for_url("**/inbox*")
    page.goto(stage.url("api") + "/settings/security")
    page.get_by_role("button", name="Set up").click()
    secret = page.locator("code").first.inner_text().strip()
    page.get_by_label("Six digits").fill(code_for(secret))
    page.get_by_role("button", name="Turn on").click()
    page.get_by_role("dialog").get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("button", name="Turn off")).to_be_visible()
    window.clear_cookies()

    sign_in(page, stage, "rani@waypost.example", PASSWORD)
    page.wait_for_url("**/second-factor*")
    page.get_by_label("Code").fill(code_for(secret, later=1))
    page.get_by_label("Code").press("Enter")

    page.wait_for_url("**/inbox*")


def code_for(secret: str, *, later: int = 0) -> str:
    """RFC 6238; a code is taken once, so the next sign-in needs the next one."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def test_a_viewer_of_another_business_cannot_open_a_conversation(stage: Stage, agent: Page, browser):
    agent.locator("a[id^=conversation-]").first.click()
    agent.wait_for_url("**/inbox/*")
    address = agent.url
    stranger = browser.new_context()
    page = stranger.new_page()
    page.goto(address)
    page.wait_for_url("**/sign-in*")
    stranger.close()
