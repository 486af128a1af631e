"""What was asked and told: the latest requests with their verdicts, the latest webhooks with their attempts."""

from collections import deque
from typing import Any

from msgspec import Struct, field

Json = dict[str, Any]
KEPT = 2000
LARGEST_KEPT = 32 * 1024 * 1024


class Asked(Struct, gc=False):
    """One request to the Graph API."""

    seq: int
    at: float
    method: str
    path: str
    status: int
    # Meta's code when refused.
    code: int | None = None
    reason: str = ""
    query: str = ""
    body: bytes = b""
    answer: bytes = b""
    seconds: float = 0.0


class Attempt(Struct, gc=False):
    at: float
    # The receiver's HTTP status; 0 when there was no answer.
    status: int
    error: str = ""


class Told(Struct, gc=False):
    """One webhook to one address, with all its attempts."""

    seq: int
    at: float
    url: str
    app_id: str
    body: bytes
    updates: int
    attempts: list[Attempt] = field(default_factory=list)
    # waiting, answered, given_up
    outcome: str = "waiting"


class Journal:
    def __init__(self) -> None:
        self.asked: deque[Asked] = deque(maxlen=KEPT)
        self.told: deque[Told] = deque(maxlen=KEPT)
        self._told_octets = 0
        self._seq = 0

    def next_seq(self) -> int:
        self._seq += 1
        return self._seq

    def tell(self, told: Told) -> None:
        """Keeps the webhook in place of the oldest; large ones leave room for fewer."""
        self._told_octets += len(told.body)
        while self.told and (len(self.told) >= KEPT or self._told_octets > LARGEST_KEPT):
            self._told_octets -= len(self.told.popleft().body)
        self.told.append(told)

    def reset(self) -> None:
        self.asked.clear()
        self.told.clear()
        self._told_octets = 0
