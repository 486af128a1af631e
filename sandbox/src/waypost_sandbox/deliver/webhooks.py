"""Requests to the receivers: signed, sent, and sent again for seven days until answered 200."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

import aiohttp
from msgspec import Struct, field

from waypost_sandbox.clock import Clock
from waypost_sandbox.faults import Faults
from waypost_sandbox.journal import Attempt, Told
from waypost_sandbox.state import DAY_SECONDS, State
from waypost_sandbox.state.settings import Settings
from waypost_sandbox.wire import sha1_signature, signature

IN_FLIGHT = 32
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 6 * 3600.0
GIVE_UP_SECONDS = 7 * DAY_SECONDS
USUAL_REDELIVERY_SECONDS = 60.0
SETTLE_REAL_SECONDS = 30.0
LONGEST_ANSWER = 65_536


class Webhook(Struct):
    """One request, with the same bytes at every attempt; the journal's record of it goes along."""

    told: Told
    on_answered: list[Callable[[], None]] = field(default_factory=list)
    attempts: int = 0


class Courier:
    """Sends webhooks: many at a time while the time goes on by itself, one after the other while it stands."""

    def __init__(self, state: Callable[[], State], settings: Settings, clock: Clock, faults: Faults) -> None:
        self._state = state
        self._settings = settings
        self._clock = clock
        self._faults = faults
        self._queue: deque[Webhook] = deque()
        self._crew: set[asyncio.Task[None]] = set()
        self._session: Any = None
        self._busy = 0
        self._era = 0
        self.retrying = 0
        self.counts: Counter[str] = Counter()
        self.last_failure: str | None = None

    def start(self, session: Any = None) -> None:
        """`session` stands in for the real one of aiohttp."""
        if session is None:
            connector = aiohttp.TCPConnector(limit=IN_FLIGHT, keepalive_timeout=20)
            session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": "waypost-sandbox"})
        self._session = session

    async def stop(self) -> None:
        for worker in self._crew:
            worker.cancel()
        await asyncio.gather(*self._crew, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> Any:
        assert self._session is not None, "the sandbox has not started"
        return self._session

    @property
    def pending(self) -> int:
        """Requests that the receiver has not answered with 200."""
        return len(self._queue) + self._busy + self.retrying

    def send(self, webhook: Webhook) -> None:
        self._queue.append(webhook)
        if not self._clock.stands:
            self._hire()

    async def settle(self) -> None:
        """Waits until everything that can be sent now has been tried; a slow receiver gets half a minute."""
        deadline = asyncio.get_running_loop().time() + SETTLE_REAL_SECONDS
        if self._crew:
            await asyncio.wait(self._crew, timeout=SETTLE_REAL_SECONDS)
        while self._queue:
            if asyncio.get_running_loop().time() > deadline:
                self._hire()
                return
            await self._try(self._queue.popleft())

    def reset(self) -> None:
        self._era += 1
        self._queue.clear()
        self.retrying = 0
        self.counts.clear()
        self.last_failure = None

    def _hire(self) -> None:
        if len(self._crew) < IN_FLIGHT:
            worker = asyncio.get_running_loop().create_task(self._work())
            self._crew.add(worker)
            worker.add_done_callback(self._crew.discard)

    async def _work(self) -> None:
        while self._queue:
            await self._try(self._queue.popleft())

    async def _try(self, webhook: Webhook) -> None:
        self._busy += 1
        era = self._era
        try:
            attempt = await self._post(webhook)
        finally:
            self._busy -= 1
        if era != self._era:
            return
        webhook.attempts += 1
        webhook.told.attempts.append(attempt)
        self.counts["attempts"] += 1
        if attempt.status == 200:
            self._answered(webhook)
        else:
            self.counts["failed_attempts"] += 1
            self.last_failure = f"{webhook.told.url}: {attempt.error or f'answered {attempt.status}'}"
            self._again(webhook)

    async def _post(self, webhook: Webhook) -> Attempt:
        told, at = webhook.told, self._clock.now()
        app = self._state().apps.get(told.app_id)
        # Whatever the app's secret is by now, as after a change of it.
        secret = app.secret if app is not None else ""
        if self._faults.webhook("wrong_signature") is not None:
            secret = self._faults.dice.randbytes(16).hex()
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": signature(secret, told.body),
        }
        if self._settings.webhook_sha1:
            headers["X-Hub-Signature"] = sha1_signature(secret, told.body)
        timeout = aiohttp.ClientTimeout(total=self._settings.webhook_timeout_seconds)
        try:
            async with self.session.post(
                told.url, data=told.body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                await answer.content.read(LONGEST_ANSWER)
                return Attempt(at=at, status=answer.status)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return Attempt(at=at, status=0, error=f"{type(error).__name__} {error}".strip())

    def _answered(self, webhook: Webhook) -> None:
        first = webhook.told.outcome != "answered"
        webhook.told.outcome = "answered"
        self.counts["answered"] += 1
        if first:
            self.counts["updates_answered"] += webhook.told.updates
            for tell in webhook.on_answered:
                tell()
        if (rule := self._faults.webhook("redeliver_webhook")) is not None:
            longest = USUAL_REDELIVERY_SECONDS if rule.delay_seconds is None else rule.delay_seconds
            self._retry_after(self._faults.dice.uniform(0.0, longest), webhook)

    def _again(self, webhook: Webhook) -> None:
        wait = min(FIRST_RETRY_SECONDS * 2 ** (webhook.attempts - 1), LONGEST_RETRY_SECONDS)
        wait *= self._faults.dice.uniform(0.9, 1.1)
        if self._clock.now() + wait > webhook.told.at + GIVE_UP_SECONDS:
            if webhook.told.outcome != "answered":
                webhook.told.outcome = "given_up"
                self.counts["given_up_after_seven_days"] += webhook.told.updates
            return
        self._retry_after(wait, webhook)

    def _retry_after(self, seconds: float, webhook: Webhook) -> None:
        self.retrying += 1
        self._clock.after(seconds, self._retry, webhook)

    def _retry(self, webhook: Webhook) -> None:
        self.retrying -= 1
        self.send(webhook)
