"""A real browser opens the application and takes pictures; left out where there is none."""

import shutil
import time
from pathlib import Path
from typing import Any

from waypost.ops.e2e.case import Result
from waypost.ops.e2e.world import World

_BROWSER = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_SCREENS = ("inbox", "contacts", "overview", "settings/channels")
_NAME = "In a browser"


def taken(world: World, folder: Path, *, reads_only: bool) -> list[Result]:
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not where only the server is installed
    except ImportError:
        return [Result(_NAME, "screens", "skipped", "Playwright is not installed", 0)]
    browser_path = next(filter(None, map(shutil.which, _BROWSER)), None)
    if browser_path is None:
        return [Result(_NAME, "screens", "skipped", "there is no Chromium", 0)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=_OPTIONS)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        results = [_picture(page, world, "sign-in", folder, errors)]
        if not reads_only and world.made:
            context.add_cookies(_cookies(world))
            results += [_picture(page, world, name, folder, errors) for name in _SCREENS]
        browser.close()
    return results


def _picture(page: Any, world: World, name: str, folder: Path, errors: list[str]) -> Result:
    began, path = time.monotonic(), folder / f"{name.replace('/', '-')}.png"
    errors.clear()
    try:
        page.goto(f"{world.frontend}/{name}", wait_until="load")
        page.wait_for_timeout(800)
        page.screenshot(path=path)
    except Exception as error:  # noqa: BLE001 - whatever the browser says
        return Result(_NAME, name, "failed", f"{type(error).__name__}: {error}", time.monotonic() - began)
    took = time.monotonic() - began
    return (
        Result(_NAME, name, "failed", errors[0], took)
        if errors
        else Result(_NAME, name, "passed", path.name, took)
    )


def _cookies(world: World) -> list[Any]:
    return [
        {"name": cookie.name, "value": cookie.value, "url": world.frontend}
        for cookie in world.made[0].session.cookies
    ]
