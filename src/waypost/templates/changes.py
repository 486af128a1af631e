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


def after_news(before: Known, news: News) -> tuple[Known, bool]:
    """The state afterwards, and whether Meta must be asked, since the webhook does not say all.

    Each kind has its own order: a late word on the quality says nothing about a newer pause.
    """
    if news.at is not None:
        seconds = int(news.at.timestamp())
        if seconds < before.told.get(news.kind, 0):
            return before, False
        before = replace(before, told={**before.told, news.kind: seconds})
    if news.kind == "status":
        after, asks = _status(before, news)
        return after, asks or news.at is None
    if news.kind == "quality":
        return replace(before, quality=news.word.lower()), news.at is None
    if news.kind == "category":
        return _category(before, news), news.at is None
    return before, True


def _status(before: Known, news: News) -> tuple[Known, bool]:
    word = news.word.lower()
    if not word or word == "unarchived":  # back to what it was, which only Meta knows
        return before, True
    if word in _GONE:
        return replace(before, status="deleted", paused_until=None, is_deleted=True), False
    status = _STATUSES.get(word, word)
    title = str(_object(news.value.get("other_info")).get("title") or "").upper()
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
