"""After a restart with a kept world, messages that were on their way go on."""

from waypost_sandbox.life import journey
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.watchers import Watcher


class Resuming(Watcher):
    def __init__(self, world: Sandbox) -> None:
        self._world = world

    def started(self) -> None:
        for message in list(self._world.state.messages.values()):
            if message.outgoing:
                journey.resume(self._world, message)


def watch(world: Sandbox) -> None:
    world.watchers.all.append(Resuming(world))
