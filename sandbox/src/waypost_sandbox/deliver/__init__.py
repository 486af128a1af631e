"""Webhooks: updates are gathered for each app and address, and go out together."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct, field

from waypost_sandbox.clock import Clock
from waypost_sandbox.deliver.updates import Update, audience, envelope, seen_by
from waypost_sandbox.deliver.webhooks import Courier, Webhook
from waypost_sandbox.faults import Faults, Rule
from waypost_sandbox.journal import Journal, Told
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.settings import Settings
from waypost_sandbox.wire import meta_json

__all__ = ["Deliveries", "Update"]

# What a fault means by itself when it names no delay.
REORDER_SECONDS = 3.0
DUPLICATE_SECONDS = 2.0
DELAY_SECONDS = 60.0
BATCH_SECONDS = 1.0
# Meta's webhooks are no larger.
LARGEST_BODY = 3 * 1024 * 1024

Target = tuple[str, str]


class Gathered(Struct):
    """Updates for one app at one address, until there are enough or their time has come."""

    until: float
    updates: list[Update] = field(default_factory=list)


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
        self._gathered: dict[Target, Gathered] = {}
        self._courier = Courier(state, settings, clock, faults)

    async def start(self, session: Any = None) -> None:
        self._courier.start(session)

    async def stop(self) -> None:
        await self._courier.stop()

    @property
    def session(self) -> Any:
        return self._courier.session

    @property
    def pending(self) -> int:
        """Requests and gathered updates that the receiver has not answered with 200."""
        return self._courier.pending + sum(len(some.updates) for some in self._gathered.values())

    def figures(self) -> Json:
        courier = self._courier
        return {
            "pending": self.pending,
            "retrying": courier.retrying,
            "last_failure": courier.last_failure,
            **courier.counts,
        }

    def tell(self, update: Update) -> None:
        """Queues one update for every app that has subscribed to it."""
        if not self._faults.rules:
            self._gather(update)
            return
        dice = self._faults.dice
        if (lost := self._hit("lose_webhook", update)) is not None:
            self._courier.counts["lost"] += 1
            if lost.delay_seconds:
                self._clock.after(lost.delay_seconds, self._gather, update)
            return
        if (twice := self._hit("duplicate_webhook", update)) is not None:
            self._clock.after(dice.uniform(0.0, _seconds(twice, DUPLICATE_SECONDS)), self._gather, update)
        if (late := self._hit("delay_webhook", update)) is not None:
            self._clock.after(_seconds(late, DELAY_SECONDS), self._gather, update)
        elif (mixed := self._hit("reorder_webhooks", update)) is not None:
            self._clock.after(dice.uniform(0.0, _seconds(mixed, REORDER_SECONDS)), self._gather, update)
        else:
            self._gather(update)

    async def settle(self) -> None:
        """Sends what lies ready and waits until it was tried."""
        ready = self._clock.now() + self._settings.webhook_linger_seconds
        for target, gathered in list(self._gathered.items()):
            if gathered.until <= ready:
                self._send(target, gathered)
        await self._courier.settle()

    def reset(self) -> None:
        self._gathered.clear()
        self._courier.reset()

    def _hit(self, kind: str, update: Update) -> Rule | None:
        return self._faults.update(kind, update.phone_number_id, update.field, update.items)

    def _gather(self, update: Update) -> None:
        heard = False
        for app, url in audience(update, self._state()):
            heard = True
            self._put((app.id, url), seen_by(app, update))
        if not heard:
            self._courier.counts["without_subscription"] += 1

    def _put(self, target: Target, update: Update) -> None:
        gathered = self._gathered.get(target)
        if gathered is None:
            wait = self._settings.webhook_linger_seconds
            if (batching := self._faults.webhook("batch_webhooks")) is not None:
                wait = _seconds(batching, BATCH_SECONDS)
            gathered = self._gathered[target] = Gathered(until=self._clock.now() + wait)
            self._clock.at(gathered.until, self._send, target, gathered)
        gathered.updates.append(update)
        if len(gathered.updates) >= self._settings.webhook_batch:
            self._send(target, gathered)

    def _send(self, target: Target, gathered: Gathered) -> None:
        if self._gathered.get(target) is not gathered:
            # It was sent before its time.
            return
        del self._gathered[target]
        if self._faults.webhook("shuffle_webhooks") is not None:
            self._faults.dice.shuffle(gathered.updates)
        self._pack(target, gathered.updates)

    def _pack(self, target: Target, updates: list[Update]) -> None:
        """One webhook, or two of half the updates each when it would be too large."""
        now = self._clock.now()
        body = meta_json(envelope(updates, self._state(), now))
        if len(body) > LARGEST_BODY and len(updates) > 1:
            half = len(updates) // 2
            self._pack(target, updates[:half])
            self._pack(target, updates[half:])
            return
        app_id, url = target
        told = Told(
            seq=self._journal.next_seq(), at=now, url=url, app_id=app_id, body=body, updates=len(updates)
        )
        self._journal.tell(told)
        self._courier.send(
            Webhook(told, [update.on_answered for update in updates if update.on_answered is not None])
        )


def _seconds(rule: Rule, usual: float) -> float:
    return usual if rule.delay_seconds is None else rule.delay_seconds
