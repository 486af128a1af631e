"""Files that Meta fetches from the business's own addresses; each is kept for ten minutes."""

import asyncio
from collections.abc import Callable

import aiohttp

from waypost_sandbox import media as files
from waypost_sandbox.clock import Clock
from waypost_sandbox.ids import Ids
from waypost_sandbox.state import State
from waypost_sandbox.state.files import Media

KEPT_SECONDS = 600.0
TIMEOUT_SECONDS = 10
MOST_KEPT = 1000

Key = tuple[str, str]


class Links:
    def __init__(
        self, state: Callable[[], State], ids: Ids, clock: Clock, session: Callable[[], aiohttp.ClientSession]
    ) -> None:
        self._state = state
        self._ids = ids
        self._clock = clock
        self._session = session
        # account and address → until when, and the file
        self._kept: dict[Key, tuple[float, str]] = {}
        self._under_way: dict[Key, asyncio.Task[Media | None]] = {}

    async def fetch(self, phone_number_id: str, link: str, largest: int) -> Media | None:
        """The file, or None when it cannot be had; one address is asked once at a time."""
        key = (self._state().phone_numbers[phone_number_id].waba_id, link)
        until, media_id = self._kept.get(key, (0.0, ""))
        found = self._state().media.get(media_id)
        if found is not None and until > self._clock.now():
            return found
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.create_task(self._get(phone_number_id, key, largest))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return await task

    async def _get(self, phone_number_id: str, key: Key, largest: int) -> Media | None:
        state = self._state()
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with self._session().get(key[1], timeout=timeout) as answer:
                content = await answer.content.read(largest + 1)
                while len(content) <= largest and (more := await answer.content.read(largest + 1)):
                    content += more
                mime_type = answer.headers.get("Content-Type", "")
                if answer.status != 200 or not content or len(content) > largest:
                    return None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return None
        now = self._clock.now()
        media = files.store(
            state, self._ids, phone_number_id, content, mime_type, expires_at=files.uploaded_until(now)
        )
        if len(self._kept) >= MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = (now + KEPT_SECONDS, media.id)
        return media
