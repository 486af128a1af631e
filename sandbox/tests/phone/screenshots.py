"""Takes the pictures of the docs: `python -m sandbox.tests.phone.screenshots`."""

from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sandbox.tests.client import COFFEE, DEWI, Meta, start_sandbox, stop_sandbox
from sandbox.tests.phone.conftest import CHROMIUM
from sandbox.tests.phone.gallery import send_all

HERE = Path(__file__).parents[2] / "docs" / "screenshots"
PARTS = 3
HEIGHT = 1180


def take(browser: Browser, meta: Meta) -> None:
    chat = f"{meta.url}/phone?as={DEWI}&chat={COFFEE}"
    page = browser.new_page(viewport={"width": 1000, "height": 720})
    page.goto(chat)
    page.locator("#log").get_by_text("verification code").wait_for()
    messages(page)
    page.set_viewport_size({"width": 1000, "height": 720})
    for name, button in (("list", "See slots"), ("cart", "View items"), ("form", "Book a tasting")):
        page.get_by_role("button", name=button).click()
        page.wait_for_timeout(400)
        page.screenshot(path=HERE / f"{name}.png")
        page.keyboard.press("Escape")
    page.get_by_role("button", name="More about this business").click()
    page.screenshot(path=HERE / "business.png")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Yes, please").click()
    page.get_by_label("Message", exact=True).fill("And a grinder, if you have one")
    page.keyboard.press("Enter")
    page.wait_for_timeout(600)
    page.screenshot(path=HERE / "phone.png")
    page.goto(f"{meta.url}/phones")
    page.set_viewport_size({"width": 1180, "height": 720})
    page.wait_for_timeout(1200)
    page.screenshot(path=HERE / "phones.png")
    page.goto(f"{meta.url}/_sandbox/")
    page.locator("tbody tr").nth(2).click()
    page.wait_for_timeout(600)
    page.screenshot(path=HERE / "inspection.png")
    small = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    small.goto(chat)
    small.wait_for_timeout(1000)
    small.screenshot(path=HERE / "phone-390-dark.png")


def messages(page: Page) -> None:
    """The whole chat, in pieces of one screen."""
    page.set_viewport_size({"width": 1000, "height": HEIGHT})
    for number in range(PARTS):
        page.evaluate(f"document.getElementById('scroll').scrollTop = {number * (HEIGHT - 180)}")
        page.wait_for_timeout(200)
        page.locator("#conversation").screenshot(path=HERE / f"messages-{number + 1}.png")


def main() -> None:
    HERE.mkdir(parents=True, exist_ok=True)
    process, meta = start_sandbox()
    try:
        send_all(meta)
        with sync_playwright() as driver:
            arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
            take(browser, meta)
            browser.close()
    finally:
        stop_sandbox(process)


if __name__ == "__main__":
    main()
