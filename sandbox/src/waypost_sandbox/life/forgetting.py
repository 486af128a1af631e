"""Memory stays bounded: beyond the setting `history` the oldest finished messages are forgotten."""

from collections import deque
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from waypost_sandbox.life.journey import lives_until
from waypost_sandbox.people.people import forget_stranger
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Thread
from waypost_sandbox.watchers import Watcher

# Messages are forgotten in batches of this share of the history, so that each costs little.
BATCH_SHARE = 0.01
FINISHED = {"delivered", "read", "played", "failed"}


def watch(world: Sandbox) -> None:
    world.watchers.all.append(Forgetting(world))


class Forgetting(Watcher):
    def __init__(self, world: Sandbox) -> None:
        self._world = world
        self._oldest: deque[str] = deque()
        self._since = 0

    def accepted(self, message: Message) -> None:
        self._keep(message)

    def written(self, message: Message) -> None:
        self._keep(message)

    def reset(self) -> None:
        self._oldest.clear()

    def _keep(self, message: Message) -> None:
        self._oldest.append(message.id)
        self._since += 1
        most = self._world.settings.history
        batch = max(1, int(most * BATCH_SHARE))
        state = self._world.state
        too_many = len(state.messages) - most
        if self._since < batch or too_many < batch:
            return
        self._since = 0
        if len(self._oldest) < len(state.messages):
            # A world that was loaded, or messages that nobody told of.
            self._oldest = deque(state.messages)
        self._forget(state, min(too_many, 2 * batch))

    def _forget(self, state: State, wanted: int) -> None:
        gone: dict[str, list[Message]] = {}
        now = self._world.clock.now()
        for _ in range(wanted):
            message_id = self._oldest.popleft()
            message = state.messages.get(message_id)
            if message is None:
                continue
            if is_finished(message, now):
                del state.messages[message_id]
                gone.setdefault(f"{message.phone_number_id}:{message.person}", []).append(message)
            else:
                # Looked at again when it is the oldest once more.
                self._oldest.append(message_id)
        for key, messages in gone.items():
            for message in messages:
                _forget_media(state, message)
            if (thread := state.threads.get(key)) is not None:
                _shorten(thread, {message.id for message in messages})
                if not thread.messages and not _matters(state, thread, now):
                    del state.threads[key]
                    forget_stranger(state, thread.person)


def is_finished(message: Message, now: float) -> bool:
    """Nothing more is to come, but perhaps a reading."""
    if not message.outgoing or message.status in FINISHED:
        return True
    return message.status == "sent" and (message.type == "reaction" or now > lives_until(message))


def _shorten(thread: Thread, gone: set[str]) -> None:
    first = sum(1 for _ in takewhile(gone.__contains__, thread.messages))
    del thread.messages[:first]
    if first < len(gone):
        thread.messages = [known for known in thread.messages if known not in gone]
    if thread.unread:
        thread.unread = [known for known in thread.unread if known not in gone]
    if thread.waiting:
        thread.waiting = [known for known in thread.waiting if known not in gone]


def _matters(state: State, thread: Thread, now: float) -> bool:
    """Whether an empty chat still decides about what may be written, shown or charged."""
    until = max(thread.window_until, thread.free_until, thread.arrives_at)
    if state.people[thread.person].hidden:
        until = max(until, thread.number_known_until)
    return until >= now


def _forget_media(state: State, message: Message) -> None:
    """What the customer sent, and what was fetched from a link for this message."""
    for holder in _objects(message.content):
        if "id" in holder and (not message.outgoing or "link" in holder):
            state.media.pop(str(holder["id"]), None)


def _objects(content: Any) -> Iterator[Json]:
    if isinstance(content, dict):
        yield content
        content = content.values()
    elif not isinstance(content, list):
        return
    for part in content:
        yield from _objects(part)
