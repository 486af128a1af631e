"""The whole simulated world in one place: state, clock, faults, limits, webhooks, phones."""

import asyncio
import logging
import os
import sqlite3
from pathlib import Path

import msgspec
from msgspec import Struct

from waypost_sandbox.clock import Clock
from waypost_sandbox.deliver import Deliveries
from waypost_sandbox.faults import Faults, RuleSet
from waypost_sandbox.held import Held
from waypost_sandbox.ids import Ids
from waypost_sandbox.journal import Journal
from waypost_sandbox.life.limits import Limits
from waypost_sandbox.life.reach import Reach
from waypost_sandbox.links import Links
from waypost_sandbox.phone.hub import Hub
from waypost_sandbox.quotas import Quotas
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.settings import Settings, SettingsChange
from waypost_sandbox.store import Store
from waypost_sandbox.watchers import Watchers
from waypost_sandbox.world import read_world

log = logging.getLogger(__name__)


class Options(Struct, forbid_unknown_fields=True):
    public_url: str = "http://127.0.0.1:8003"
    # Without a seed every start is different.
    seed: int | None = None
    # The clock stands at this moment (seconds since 1970) and moves on request only.
    start_at: float | None = None
    limits: bool = True
    # A world of one's own instead of the one that comes with the sandbox.
    world_file: str | None = None
    # Keeps the world over a restart.
    state_file: str | None = None


class Sandbox:
    def __init__(self, options: Options) -> None:
        self.options = options
        self.settings = Settings()
        seed = options.seed if options.seed is not None else int.from_bytes(os.urandom(6), "big")
        self.ids = Ids(seed, lambda: self.state)
        self.clock = Clock(options.start_at)
        self.faults = Faults(seed)
        self.journal = Journal()
        self.watchers = Watchers()
        self.limits = Limits(self.settings, lambda: self.state)
        self.quotas = Quotas(self.settings, lambda: self.state)
        self.reach = Reach(self)
        self.hub = Hub()
        self.held = Held()
        self.state = self._begin()
        self._store: Store | None = None
        self._saving: asyncio.Task[None] | None = None
        self.deliveries = Deliveries(lambda: self.state, self.settings, self.clock, self.faults, self.journal)
        self.links = Links(lambda: self.state, self.ids, self.clock, lambda: self.deliveries.session)

    async def start(self) -> None:
        if self.options.state_file:
            self._store = Store(Path(self.options.state_file), lambda: self.state)
            self.state = self._store.load() or self.state
            self.clock.begin_ahead(self.state.ahead_seconds)
            self.watchers.all.append(self._store)
            self._saving = asyncio.create_task(self._save_every_second(self._store))
        await self.deliveries.start()
        self.watchers.started()

    async def stop(self) -> None:
        await self.deliveries.stop()
        if self._saving is not None:
            self._saving.cancel()
        if self._store is not None:
            self.state.ahead_seconds = self.clock.offset_seconds
            self._store.close()

    def reset(self, *, everything: bool) -> None:
        """As after the start; webhook subscriptions stay unless everything goes."""
        before = self.state
        self.clock.reset()
        self.faults.reset()
        self.limits.reset()
        self.quotas.reset()
        self.reach.reset()
        self.deliveries.reset()
        self.journal.reset()
        serial = self.state.serial
        self.state = self._begin()
        self.state.serial = serial
        self.watchers.reset()
        if not everything:
            self.state.apps = before.apps
            for waba_id in self.state.wabas.keys() & before.wabas.keys():
                self.state.wabas[waba_id].subscribed_apps = before.wabas[waba_id].subscribed_apps
            for phone_id in self.state.phone_numbers.keys() & before.phone_numbers.keys():
                self.state.phone_numbers[phone_id].override_url = before.phone_numbers[phone_id].override_url
        self.hub.tell(None, "refetch", {})

    def change_settings(self, change: SettingsChange) -> None:
        for name in change.__struct_fields__:
            value = getattr(change, name)
            if value is not msgspec.UNSET:
                setattr(self.settings, name, value)

    def counters(self) -> Json:
        by_status: dict[str, int] = {}
        for message in self.state.messages.values():
            if message.outgoing:
                by_status[message.status] = by_status.get(message.status, 0) + 1
        return {
            "now": self.clock.now(),
            "clock_ahead_seconds": round(self.clock.offset_seconds, 3),
            "due": self.clock.waiting,
            "messages": {"sent_by_business": sum(by_status.values()), **by_status},
            "webhooks": self.deliveries.figures(),
            "faults": dict(self.faults.happened),
            "open_phones": self.hub.open_phones,
            "settings": msgspec.to_builtins(self.settings),
        }

    def _begin(self) -> State:
        """The world as its file describes it, with its settings and faults."""
        world = read_world(Path(self.options.world_file) if self.options.world_file else None)
        limits = Settings(
            pair_limit=self.options.limits,
            throughput_limit=self.options.limits,
            api_quotas=self.options.limits,
            portfolio_limit="async" if self.options.limits else "off",
        )
        self.change_settings(_as_change(limits))
        self.change_settings(world.settings)
        if world.faults:
            self.faults.set(RuleSet(rules=world.faults))
        return world.state

    async def _save_every_second(self, store: Store) -> None:
        while True:
            await asyncio.sleep(1)
            self.state.ahead_seconds = round(self.clock.offset_seconds)
            try:
                store.save()
            except sqlite3.Error as error:
                log.warning("The world was not kept: %s", error)


def _as_change(settings: Settings) -> SettingsChange:
    return SettingsChange(**{name: getattr(settings, name) for name in settings.__struct_fields__})
