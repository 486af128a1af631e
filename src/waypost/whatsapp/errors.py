"""Meta's error codes, classified once: callers match on four words, agents read plain sentences."""

from dataclasses import dataclass
from typing import TypeAlias

from waypost.whatsapp.error_table import BY_CODE, UNLISTED, Kind, Row


@dataclass(frozen=True, slots=True)
class Retry:
    """A hiccup on Meta's side. The same call may be made again."""

    after_seconds: float


@dataclass(frozen=True, slots=True)
class Slow:
    """Too fast for Meta, the number or the contact. The same call may be made again, later each time."""

    after_seconds: float


@dataclass(frozen=True, slots=True)
class Refuse:
    """This message does not go out like this. Nothing is wrong with the channel."""

    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Nothing goes out on this channel until somebody has put it right."""

    reason: str


Verdict: TypeAlias = Retry | Slow | Refuse | Reconnect


@dataclass(frozen=True, slots=True)
class Explained:
    reason: str
    remedy: str
    can_retry: bool
    """Whether sending the same message again can succeed, at once or after the remedy."""


# One code, two meanings: 100 is mostly a wrong message, but also a number that this token cannot see, and an
# app that demands signed calls. Only the details tell them apart.
_WRONG_ACCESS = (
    ("cannot be loaded due to missing permissions", 33),
    ("appsecret_proof", 190),
)


TEMPLATE_DIFFERS = frozenset({132000, 132001, 132008, 132012, 132015, 132016, 141002})
"""Meta's template is not, or not any more, what the sender takes it for."""


def classify(code: int, details: str, http_status: int) -> Verdict:
    """What to do about a refusal. An unknown code is sent again only if Meta itself broke down."""
    row = _row(code, details)
    if row is UNLISTED and http_status >= 500:
        return Retry(5)
    match row.kind:
        case Kind.RETRY:
            return Retry(row.after_seconds)
        case Kind.SLOW:
            return Slow(row.after_seconds)
        case Kind.RECONNECT:
            return Reconnect(f"{row.reason} {row.remedy}".strip())
        case Kind.REFUSE:
            return Refuse(row.reason, row.remedy)


def explain(code: int, details: str = "") -> Explained:
    """A code in words for a person: who wrote the message, or set up the channel."""
    row = _row(code, details)
    reason = f"{row.reason} (Meta's code {code})" if row is UNLISTED and code > 0 else row.reason
    return Explained(reason, row.remedy, row.can_retry)


def _row(code: int, details: str = "") -> Row:
    if code == 100:
        for words, means in _WRONG_ACCESS:
            if words in details:
                return BY_CODE[means]
    return BY_CODE.get(code, UNLISTED)
