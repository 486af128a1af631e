"""Takes the pictures of the docs from a running `make up`: `make screenshots`. They stay true by being taken again."""

import json
import shutil
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent / "screenshots"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SETTLED_MS = 900


@dataclass(frozen=True)
class Shot:
    name: str
    address: str
    width: int = 1280
    height: int = 800
    scheme: Literal["light", "dark"] = "light"
    opens_first: bool = False
    """The first conversation of the list."""
    signed_in: bool = True


SHOTS = (
    Shot("sign-in", "/sign-in", signed_in=False),
    Shot("inbox-light", "/inbox", opens_first=True),
    Shot("inbox-dark", "/inbox", opens_first=True, scheme="dark"),
    Shot("inbox-390-list", "/inbox", width=390),
    Shot("inbox-390", "/inbox", width=390, opens_first=True),
    Shot("overview-light", "/overview"),
    Shot("overview-dark", "/overview", scheme="dark"),
    Shot("contacts", "/contacts"),
    Shot("channels", "/settings/channels"),
    Shot("connect", "/settings/channels/new"),
    Shot("consent", "/settings/consent"),
    Shot("sending", "/settings/sending"),
    Shot("journal", "/settings/journal"),
    Shot("members", "/settings/members"),
)


def main(folder: Path) -> None:
    settings = json.loads((folder / "environment.json").read_text())
    password = json.loads((folder / "secrets.json").read_text())["demo_password"]
    base = settings["WAYPOST_PUBLIC_URL"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS)
        session = signed_in(browser, base, password)
        for shot in SHOTS:
            take(browser, base, shot, session if shot.signed_in else None)
        phone = browser.new_page(viewport={"width": 420, "height": 800})
        phone.goto(chat_of(settings["WAYPOST_META_GRAPH_URL"]))
        keep(phone, "phone")
        browser.close()


def chat_of(sandbox: str) -> str:
    """The first customer's phone, with the business's chat open."""
    with urllib.request.urlopen(f"{sandbox}/_sandbox/world", timeout=20) as answer:  # noqa: S310 - the sandbox
        world = json.load(answer)
    number = world["wabas"][0]["phone_numbers"][0]["id"]
    return f"{sandbox}/phone?as={world['customers'][0]['wa_id']}&chat={number}"


def signed_in(browser: Browser, base: str, password: str) -> dict[str, object]:
    page = browser.new_page()
    page.goto(f"{base}/sign-in")
    page.get_by_label("E-mail").fill("demo@waypost.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/inbox*")
    return dict(page.context.storage_state())


def take(browser: Browser, base: str, shot: Shot, session: dict[str, object] | None) -> None:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme=shot.scheme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Asia/Jakarta",
        storage_state=session,  # type: ignore[arg-type]  # as the browser gave it
    )
    page = context.new_page()
    page.goto(f"{base}{shot.address}")
    if shot.opens_first:
        page.locator("a[id^=conversation-]").first.click()
    keep(page, shot.name)
    context.close()


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("load")
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var"))
