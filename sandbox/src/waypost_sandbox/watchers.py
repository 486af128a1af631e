"""What happens in the world, for those who count, rate or remember it."""

from typing import Literal

from waypost_sandbox.state import Json
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person

Feeling = Literal["blocked", "unblocked", "reported", "stopped_marketing", "resumed_marketing"]


class Watcher:
    """Each family overrides what it wants to know; a watcher must be quick and must not fail."""

    def accepted(self, message: Message) -> None:
        """The business's message was answered with a wamid."""

    def status(self, message: Message, status: str) -> None:
        """sent, delivered, read, played or failed, at the moment it happens."""

    def written(self, message: Message) -> None:
        """A customer wrote to the business."""

    def tapped(self, message: Message, button: Json) -> None:
        """A customer tapped a button of `message`: {"type": "url" | "quick_reply" | …, "text": …}."""

    def felt(self, person: Person, phone_number_id: str, feeling: Feeling, message: Message | None) -> None:
        """A customer's verdict on a number, and on the message that led to it."""

    def started(self) -> None:
        """The clock runs; the world may be one that was kept from before."""

    def reset(self) -> None:
        """The world starts anew."""


class Watchers:
    def __init__(self) -> None:
        self.all: list[Watcher] = []

    def accepted(self, message: Message) -> None:
        for watcher in self.all:
            watcher.accepted(message)

    def status(self, message: Message, status: str) -> None:
        for watcher in self.all:
            watcher.status(message, status)

    def written(self, message: Message) -> None:
        for watcher in self.all:
            watcher.written(message)

    def tapped(self, message: Message, button: Json) -> None:
        for watcher in self.all:
            watcher.tapped(message, button)

    def felt(self, person: Person, phone_number_id: str, feeling: Feeling, message: Message | None) -> None:
        for watcher in self.all:
            watcher.felt(person, phone_number_id, feeling, message)

    def started(self) -> None:
        for watcher in self.all:
            watcher.started()

    def reset(self) -> None:
        for watcher in self.all:
            watcher.reset()
