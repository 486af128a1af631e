"""What was asked and told: the latest requests with their verdicts, the latest webhooks with their attempts."""

from collections import deque
from typing import Any

from msgspec import Struct, field

Json = dict[str, Any]
KEPT = 2000


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
        self._seq = 0

    def next_seq(self) -> int:
        self._seq += 1
        return self._seq

    def reset(self) -> None:
        self.asked.clear()
        self.told.clear()
