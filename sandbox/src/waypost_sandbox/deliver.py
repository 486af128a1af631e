"""Webhooks: gathered, signed, sent by a bounded crew, and sent again for seven days until answered 200."""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable
from typing import Any

import aiohttp
from msgspec import Struct, field

from waypost_sandbox.clock import Clock
from waypost_sandbox.faults import Faults
from waypost_sandbox.journal import Journal
from waypost_sandbox.state import DAY_SECONDS, Json, State
from waypost_sandbox.state.settings import Settings
from waypost_sandbox.wire import meta_json, signature

log = logging.getLogger(__name__)

IN_FLIGHT = 32
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 6 * 3600.0
GIVE_UP_SECONDS = 7 * DAY_SECONDS
REORDER_SECONDS = 3.0
BATCH_FAULT_SECONDS = 1.0
SETTLE_REAL_SECONDS = 30.0


class Update(Struct):
    """One thing to tell an account's subscribers.

    With `items` it is one of a list in the value ("messages", "statuses", …) of a number, and shares its
    value with its neighbours. Without, `value` is the whole value, and the entry carries the `time`.
    """

    waba_id: str
    field: str = "messages"
    phone_number_id: str | None = None
    items: str = ""
    item: Json | None = None
    contacts: list[Json] | None = None
    value: Json | None = None
    on_answered: Callable[[], None] | None = None


class Webhook(Struct):
    """One request, with the same bytes at every attempt."""

    url: str
    secret: str
    body: bytes
    since: float
    updates: int
    attempts: int = 0
    on_answered: list[Callable[[], None]] = field(default_factory=list)


class Deliveries:
    def __init__(
        self,
        state: Callable[[], State],
        settings: Settings,
        clock: Clock,
        faults: Faults,
        journal: Journal,
    ) -> None:
        self._state = state
        self._settings = settings
        self._clock = clock
        self._faults = faults
        self._journal = journal
        self._buffers: dict[tuple[str, str], list[Update]] = {}
        self._timers: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._queue: asyncio.Queue[Webhook] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self._session: aiohttp.ClientSession | None = None
        self._busy = 0
        self._era = 0
        self.retrying = 0
        self.counts: Counter[str] = Counter()
        self.last_failure: str | None = None

    async def start(self) -> None:
        connector = aiohttp.TCPConnector(limit=IN_FLIGHT, keepalive_timeout=20)
        self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": "waypost-sandbox"})
        self._workers = [asyncio.create_task(self._work()) for _ in range(IN_FLIGHT)]

    async def stop(self) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        assert self._session is not None, "the sandbox has not started"
        return self._session

    @property
    def pending(self) -> int:
        """Requests and gathered updates that the receiver has not answered with 200."""
        return self._queue.qsize() + self._busy + self.retrying + sum(map(len, self._buffers.values()))

    def tell(self, update: Update) -> None:
        """Queues one update for every app that has subscribed to it."""
        faults = self._faults
        if (lost := faults.webhook("lose_webhook")) is not None:
            self.counts["lost"] += 1
            if lost.delay_seconds:
                self._clock.after(lost.delay_seconds, self._gather, update)
            return
        if faults.webhook("duplicate_webhook") is not None:
            self._clock.after(faults.dice.uniform(0.0, 2.0), self._gather, update)
        if (late := faults.webhook("reorder_webhooks")) is not None:
            longest = late.delay_seconds or REORDER_SECONDS
            self._clock.after(faults.dice.uniform(0.0, longest), self._gather, update)
            return
        self._gather(update)

    async def settle(self) -> None:
        """Waits until everything that can be sent now has been tried."""
        deadline = asyncio.get_running_loop().time() + SETTLE_REAL_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            for target in list(self._buffers):
                self._flush(target)
            if self._queue.empty() and self._busy == 0:
                return
            await asyncio.sleep(0.002)

    def reset(self) -> None:
        self._era += 1
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._buffers.clear()
        while not self._queue.empty():
            self._queue.get_nowait()
        self.retrying = 0
        self.counts.clear()
        self.last_failure = None

    def _gather(self, update: Update) -> None:
        state = self._state()
        waba = state.wabas[update.waba_id]
        # Overrides of the number and the account hold for events of messages only.
        phone = state.phone_numbers.get(update.phone_number_id or "")
        sent = False
        for app_id, waba_url in waba.subscribed_apps.items():
            app = state.apps[app_id]
            override = (phone.override_url or waba_url) if phone is not None else None
            url = override or app.callback_url
            if url is None or update.field not in app.fields:
                continue
            sent = True
            self._put((app_id, url), update)
        if not sent:
            self.counts["without_subscription"] += 1

    def _put(self, target: tuple[str, str], update: Update) -> None:
        buffer = self._buffers.setdefault(target, [])
        buffer.append(update)
        if len(buffer) >= self._settings.webhook_batch:
            self._flush(target)
        elif target not in self._timers:
            linger = self._settings.webhook_linger_seconds
            if (batching := self._faults.webhook("batch_webhooks")) is not None:
                linger = batching.delay_seconds or BATCH_FAULT_SECONDS
            self._timers[target] = asyncio.get_running_loop().call_later(linger, self._flush, target)

    def _flush(self, target: tuple[str, str]) -> None:
        timer = self._timers.pop(target, None)
        if timer is not None:
            timer.cancel()
        updates = self._buffers.pop(target, [])
        if not updates:
            return
        state = self._state()
        app_id, url = target
        self._queue.put_nowait(
            Webhook(
                url=url,
                secret=state.apps[app_id].secret,
                body=meta_json(envelope(updates, state, self._clock.now())),
                since=self._clock.now(),
                updates=len(updates),
                on_answered=[u.on_answered for u in updates if u.on_answered is not None],
            )
        )

    async def _work(self) -> None:
        while True:
            webhook = await self._queue.get()
            self._busy += 1
            era = self._era
            try:
                answered = await self._post(webhook)
            finally:
                self._busy -= 1
            if era != self._era:
                continue
            if answered:
                self.counts["answered"] += 1
                self.counts["updates_answered"] += webhook.updates
                for tell in webhook.on_answered:
                    tell()
            else:
                self._again(webhook)

    async def _post(self, webhook: Webhook) -> bool:
        webhook.attempts += 1
        self.counts["attempts"] += 1
        secret = webhook.secret
        if self._faults.webhook("wrong_signature") is not None:
            secret = secrets.token_hex(16)
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature(secret, webhook.body)}
        timeout = aiohttp.ClientTimeout(total=self._settings.webhook_timeout_seconds)
        try:
            async with self.session.post(
                webhook.url, data=webhook.body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                await answer.content.read(65536)
                if answer.status == 200:
                    return True
                self.last_failure = f"{webhook.url} answered {answer.status}"
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            self.last_failure = f"{webhook.url}: {type(error).__name__} {error}".strip()
        self.counts["failed_attempts"] += 1
        return False

    def _again(self, webhook: Webhook) -> None:
        wait = min(FIRST_RETRY_SECONDS * 2 ** (webhook.attempts - 1), LONGEST_RETRY_SECONDS)
        wait *= self._faults.dice.uniform(0.9, 1.1)
        if self._clock.now() + wait > webhook.since + GIVE_UP_SECONDS:
            self.counts["given_up_after_seven_days"] += webhook.updates
            return
        self.retrying += 1
        self._clock.after(wait, self._retry, webhook)

    def _retry(self, webhook: Webhook) -> None:
        self.retrying -= 1
        self._queue.put_nowait(webhook)


def envelope(updates: list[Update], state: State, now: float) -> Json:
    """Neighbours of the same number and kind share one value, as Meta's own batches do."""
    entries: list[Json] = []
    for update in updates:
        if update.value is not None:
            change = {"value": update.value, "field": update.field}
            entries.append({"id": update.waba_id, "time": int(now), "changes": [change]})
            continue
        if not entries or entries[-1]["id"] != update.waba_id or "time" in entries[-1]:
            entries.append({"id": update.waba_id, "changes": []})
        changes: list[Json] = entries[-1]["changes"]
        last = changes[-1] if changes else None
        if last is None or not _fits(last, update):
            changes.append({"value": _value(update, state), "field": update.field})
            continue
        value = last["value"]
        value[update.items].append(update.item)
        for contact in update.contacts or []:
            if contact not in value["contacts"]:
                value["contacts"].append(contact)
    return {"object": "whatsapp_business_account", "entry": entries}


def _fits(change: Json, update: Update) -> bool:
    value = change["value"]
    return (
        change["field"] == update.field
        and update.items in value
        and value["metadata"]["phone_number_id"] == update.phone_number_id
        # A failed status stands without contacts; it gets a value of its own.
        and (update.contacts is None) == ("contacts" not in value)
    )


def _value(update: Update, state: State) -> Json:
    phone = state.phone_numbers[str(update.phone_number_id)]
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": phone.digits, "phone_number_id": phone.id},
    }
    if update.contacts is not None:
        value["contacts"] = list(update.contacts)
    value[update.items] = [update.item]
    return value
