"""When a business may write freely, and when it costs nothing."""

from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, WINDOW_SECONDS
from waypost_sandbox.state.people import Thread

ANSWER_TO_AD_SECONDS = DAY_SECONDS


def open_window(thread: Thread, now: float) -> None:
    """The customer wrote, called, or took a call."""
    thread.window_until = max(thread.window_until, now + WINDOW_SECONDS)


def is_open(world: Sandbox, thread: Thread) -> bool:
    return not world.settings.window or thread.window_until >= world.clock.now()


def click_ad(thread: Thread, now: float) -> None:
    """The customer came from an ad; an answer within a day opens the free entry point."""
    if thread.free_until < now:
        thread.ad_clicked_at = now


def is_free(thread: Thread, now: float) -> bool:
    """Whether a message leaving now is inside a free entry point, or opens it."""
    return thread.free_until > now or _answers_ad(thread, now)


def answer(world: Sandbox, thread: Thread, now: float) -> None:
    """The first message that leaves after the click opens the free entry point."""
    if thread.free_until <= now and _answers_ad(thread, now):
        thread.free_until = now + world.settings.free_entry_days * DAY_SECONDS
        thread.free_id = world.ids.octets(16).hex()
        thread.ad_clicked_at = 0.0


def _answers_ad(thread: Thread, now: float) -> bool:
    return bool(thread.ad_clicked_at) and now <= thread.ad_clicked_at + ANSWER_TO_AD_SECONDS
