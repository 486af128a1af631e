"""Messages that wait for the verdict on their template."""

from collections.abc import Callable

# Called with None to let the message go, with a code to drop it.
Release = Callable[[int | None], None]


class Held:
    def __init__(self) -> None:
        self._waiting: dict[str, list[Release]] = {}

    def add(self, template_id: str, release: Release) -> None:
        self._waiting.setdefault(template_id, []).append(release)

    def has(self, template_id: str) -> bool:
        return template_id in self._waiting

    def release(self, template_id: str, refusal: int | None) -> None:
        for release in self._waiting.pop(template_id, []):
            release(refusal)

    def reset(self) -> None:
        self._waiting.clear()
