"""What a webhook about a template means for what we know. Webhooks may come twice, late and in any order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

NewsKind = Literal["status", "quality", "category", "components"]

KINDS: Mapping[str, NewsKind] = {
    "message_template_status_update": "status",
    "message_template_quality_update": "quality",
    "template_category_update": "category",
    "message_template_components_update": "components",
}
PAUSES = {"FIRST_PAUSE": timedelta(hours=3), "SECOND_PAUSE": timedelta(hours=6)}
"""How long Meta pauses for bad quality, by the title that it gives."""

_STATUSES = {"reinstated": "approved", "flagged": "approved", "locked": "paused"}
_GONE = frozenset({"deleted"})
_SKEW = timedelta(minutes=2)
"""Meta's clock and ours may differ by so much."""


@dataclass(frozen=True, slots=True)
class News:
    """`word` is the new status, quality or category; `value` the webhook's own; `at` is Meta's time of it."""

    kind: NewsKind
    word: str
    value: Mapping[str, Any]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What webhooks change of a template. `told` is Meta's time of the newest word of each kind, in seconds."""

    status: str
    status_reason: str
    category: str
    previous_category: str
    next_category: str
    quality: str
    paused_until: datetime | None
    is_deleted: bool
    told: Mapping[str, int]
    listed_at: datetime | None = None
    """Our time of the newest list that holds it."""


def after_news(before: Known, news: News) -> tuple[Known, bool]:
    """The state afterwards, and whether Meta must be asked, since the webhook does not say all.

    Each kind has its own order: a late word on the quality says nothing about a newer pause. Of two words of the
    same second nobody can tell which is the newer, and a word from before a list says less than the list.
    """
    if news.at is None:
        return _said(before, news)[0], True
    seconds, newest = int(news.at.timestamp()), before.told.get(news.kind)
    if newest is not None and seconds < newest:
        return before, False
    heard = replace(before, told={**before.told, news.kind: seconds})
    after, asks = _said(heard, news)
    is_older_than_list = before.listed_at is not None and news.at < before.listed_at - _SKEW
    if is_older_than_list and _words(after) != _words(before):
        return heard, True
    return after, asks or (seconds == newest and after != before)


def _said(before: Known, news: News) -> tuple[Known, bool]:
    if news.kind == "status":
        return _status(before, news)
    if news.kind == "quality":
        return replace(before, quality=news.word.lower()), False
    if news.kind == "category":
        return _category(before, news), False
    return before, True


def _words(known: Known) -> tuple[object, ...]:
    """What lists say as well; the end of a pause and the reasons are in webhooks only."""
    return known.status, known.quality, known.category, known.next_category, known.is_deleted


def _status(before: Known, news: News) -> tuple[Known, bool]:
    word = news.word.lower()
    if not word or word == "unarchived":  # back to what it was, which only Meta knows
        return before, True
    if word in _GONE:
        return replace(before, status="deleted", paused_until=None, is_deleted=True), False
    status = _STATUSES.get(word, word)
    title = str(_object(news.value.get("other_info")).get("title") or "").upper()
    if status == "paused" and title == "UNPAUSE":
        return before, True
    if status == "paused" and title == "DISABLED":
        status = "disabled"
    pause = PAUSES.get(title) if status == "paused" else None
    return (
        replace(
            before,
            status=status,
            status_reason=_reason(news.value) if status != "approved" else "",
            paused_until=news.at + pause if news.at is not None and pause is not None else None,
        ),
        False,
    )


def _reason(value: Mapping[str, Any]) -> str:
    """In Meta's sentences where there are some."""
    rejection = _object(value.get("rejection_info"))
    said = [str(rejection[key]).rstrip(". ") for key in ("reason", "recommendation") if rejection.get(key)]
    word = value.get("reason")
    return ". ".join(said)[:1000] or (word.lower() if isinstance(word, str) and word != "NONE" else "")


def _category(before: Known, news: News) -> Known:
    """A notice names the category to come; the change itself names the one before."""
    new = str(news.value.get("new_category") or news.word or before.category).lower()
    coming = str(news.value.get("correct_category") or "").lower()
    if coming:
        return replace(before, category=new, next_category=coming if coming != new else "")
    previous = str(news.value.get("previous_category") or "").lower()
    return replace(
        before, category=new, previous_category=previous or before.previous_category, next_category=""
    )


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
