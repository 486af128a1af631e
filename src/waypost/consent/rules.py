"""Decisions about consent: the words that stop and resume, which entry counts, and the chain. Pure."""

import hashlib
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import msgspec

Purpose = Literal["marketing", "utility", "authentication", "service"]
State = Literal["in", "out"]
Source = Literal["message", "button", "form", "import", "api_key", "user", "meta_preference", "merge"]

PURPOSES: tuple[Purpose, ...] = ("marketing", "utility", "authentication", "service")
STATES = ("in", "out")
SOURCES = ("message", "button", "form", "import", "api_key", "user", "meta_preference", "merge")

STOP_COVERS: tuple[Purpose, ...] = ("marketing", "utility")
"""What STOP ends and START gives back. Codes and answers are what the person asks for themselves."""

LONGEST_WORD = 40
"""Whoever writes more than this, decoration included, says more than a word."""

GENESIS = b"\x00" * 32
"""Stands for the hash before a tenant's first entry."""


@dataclass(frozen=True, slots=True)
class Command:
    state: State
    language: str


@dataclass(frozen=True, slots=True)
class Replies:
    stopped: str
    started: str


@lru_cache
def _vocabulary() -> Mapping[str, Any]:
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache
def _commands() -> dict[str, Command]:
    """The first language that has a word answers in its sentences; a word for stopping wins over one for resuming."""
    found: dict[str, Command] = {}
    for state in ("out", "in"):
        for language, words in _vocabulary().items():
            for word in words[state]:
                found.setdefault(normalized(word), Command(state, language))
    return found


def languages() -> list[str]:
    return list(_vocabulary())


def words_of(language: str, state: State) -> list[str]:
    return list(_vocabulary()[language][state])


def replies_in(language: str) -> Replies:
    words = _vocabulary().get(language) or _vocabulary()["en"]
    return Replies(words["stopped"], words["started"])


def may_be_word(text: str) -> bool:
    """Cheap: whether it is short enough to be looked at."""
    return 0 < len(text.strip()) <= LONGEST_WORD


def read_words(text: str, own: Mapping[str, State] | None = None) -> Command | None:
    """What a whole message asks for, if it is one of the words and nothing else. `own` are normalized."""
    if not may_be_word(text):
        return None
    said = normalized(text)
    if own and said in own:
        return Command(own[said], "")
    return _commands().get(said)


def normalized(text: str) -> str:
    """Letters and digits with single spaces: no case, accents, punctuation, emoji, width or decoration."""
    plain = unicodedata.normalize("NFKD", text).replace("\u0131", "i")
    folded = unicodedata.normalize("NFKD", plain.casefold())
    kept = [_plain(character) for character in folded]
    return " ".join("".join(kept).split())


def _plain(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in {"Mn", "Cf"} or character == "\u0640":  # marks, joiners, the Arabic stretch
        return "" if not _carries_sound(character) else character
    if kind[0] in "LN" or kind == "Mc":
        return _SAME.get(character, character)
    return " " if kind[0] in "ZPSC" else ""


def _carries_sound(character: str) -> bool:
    """Vowel signs of Indic and Southeast Asian scripts are letters in all but name."""
    return "\u0900" <= character <= "\u0eff"


_SAME = {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي"}  # noqa: RUF001 - Arabic
"""Arabic and Persian letters that people write for each other."""


def later_wins(current: tuple[datetime, str] | None, new: tuple[datetime, str]) -> bool:
    """Whether (moment, state) takes the place of the current one: the later, and of two at once the `out`."""
    if current is None or new[0] > current[0]:
        return True
    return new[0] == current[0] and new[1] == "out"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Everything of an entry that its hash covers."""

    sequence: int
    contact_id: UUID
    purpose: str
    state: str
    source: str
    evidence: str
    actor_kind: str
    actor_id: UUID | None
    happened_at: datetime
    recorded_at: datetime


def hash_of(entry: Sealed, previous: bytes) -> bytes:
    """SHA-256 over the previous hash and the entry as a JSON list; times in microseconds since 1970, UTC."""
    fields = [
        entry.sequence,
        str(entry.contact_id),
        entry.purpose,
        entry.state,
        entry.source,
        entry.evidence,
        entry.actor_kind,
        str(entry.actor_id) if entry.actor_id else "",
        _microseconds(entry.happened_at),
        _microseconds(entry.recorded_at),
    ]
    return hashlib.sha256(previous + msgspec.json.encode(fields)).digest()


def canonical(evidence: Mapping[str, Any]) -> str:
    """Evidence as it is stored and hashed: JSON with sorted keys."""
    return msgspec.json.encode(evidence, order="sorted").decode().replace("\\u0000", "")


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def merged(states: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Of two contacts that are one person: whoever said no once is heard."""
    found: dict[str, str] = {}
    for one in states:
        for purpose, state in one.items():
            if found.get(purpose) != "out":
                found[purpose] = state
    return found
