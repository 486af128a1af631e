"""The whole simulated world in one place: state, clock, faults, limits, webhooks, phones."""

import logging
import os
from pathlib import Path

import msgspec
from msgspec import Struct

from waypost_sandbox.clock import Clock
from waypost_sandbox.deliver import Deliveries
from waypost_sandbox.faults import Faults
from waypost_sandbox.ids import Ids
from waypost_sandbox.journal import Journal
from waypost_sandbox.life.limits import Limits
from waypost_sandbox.phone.hub import Hub
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.settings import Settings, SettingsChange
from waypost_sandbox.watchers import Watchers
from waypost_sandbox.world import default_state

log = logging.getLogger(__name__)


class Options(Struct, forbid_unknown_fields=True):
    public_url: str = "http://127.0.0.1:8003"
    # Without a seed every start is different.
    seed: int | None = None
    limits: bool = True
    state_file: str | None = None


class Sandbox:
    def __init__(self, options: Options) -> None:
        self.options = options
        self.settings = Settings(pair_limit=options.limits, throughput_limit=options.limits)
        seed = options.seed if options.seed is not None else int.from_bytes(os.urandom(6), "big")
        self.ids = Ids(seed, lambda: self.state)
        self.clock = Clock()
        self.faults = Faults(seed)
        self.journal = Journal()
        self.watchers = Watchers()
        self.limits = Limits(self.settings)
        self.hub = Hub()
        self.state = default_state()
        self.deliveries = Deliveries(lambda: self.state, self.settings, self.clock, self.faults, self.journal)

    async def start(self) -> None:
        self._load()
        await self.deliveries.start()

    async def stop(self) -> None:
        await self.deliveries.stop()
        self._save()

    def reset(self, *, everything: bool) -> None:
        """As after the start; webhook subscriptions stay unless everything goes."""
        before = self.state
        self.clock.reset()
        self.faults.reset()
        self.limits.reset()
        self.deliveries.reset()
        self.journal.reset()
        serial = self.state.serial
        self.state = default_state()
        self.state.serial = serial
        self.watchers.reset()
        if not everything:
            self.state.apps = before.apps
            for waba_id, waba in self.state.wabas.items():
                waba.subscribed_apps = before.wabas[waba_id].subscribed_apps
            for phone_id, phone in self.state.phone_numbers.items():
                phone.override_url = before.phone_numbers[phone_id].override_url
        self.change_settings(
            _as_change(Settings(pair_limit=self.options.limits, throughput_limit=self.options.limits))
        )
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
        deliveries = self.deliveries
        return {
            "now": self.clock.now(),
            "clock_ahead_seconds": round(self.clock.offset_seconds, 3),
            "due": self.clock.waiting,
            "messages": {"sent_by_business": sum(by_status.values()), **by_status},
            "webhooks": {
                "pending": deliveries.pending,
                "retrying": deliveries.retrying,
                "last_failure": deliveries.last_failure,
                **deliveries.counts,
            },
            "faults": dict(self.faults.happened),
            "open_phones": self.hub.open_phones,
            "settings": msgspec.to_builtins(self.settings),
        }

    def _load(self) -> None:
        if not self.options.state_file or not Path(self.options.state_file).exists():
            return
        try:
            self.state = msgspec.msgpack.decode(Path(self.options.state_file).read_bytes(), type=State)
        except (msgspec.MsgspecError, OSError) as error:
            log.warning(
                "The kept state in %s cannot be read (%s): a fresh world.", self.options.state_file, error
            )

    def _save(self) -> None:
        if not self.options.state_file:
            return
        path = Path(self.options.state_file)
        fresh = path.with_name(path.name + ".new")
        try:
            fresh.write_bytes(msgspec.msgpack.encode(self.state))
            os.replace(fresh, path)  # noqa: PTH105 - atomic, and says so
        except OSError as error:
            log.warning("The state was not kept in %s: %s", path, error)


def _as_change(settings: Settings) -> SettingsChange:
    return SettingsChange(**{name: getattr(settings, name) for name in settings.__struct_fields__})
