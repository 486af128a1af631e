"""What a contact keeps when two become one, and what each gets back when they part again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from waypost.contacts.rules.numbers import is_same_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The fields of one contact at one moment."""

    name: str = ""
    profile_name: str = ""
    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None
    language: str | None = None
    time_zone: str | None = None
    blocked_at: datetime | None = None
    block_note: str = ""
    marketing_capped_until: datetime | None = None


_IDS = ("wa_id", "user_id", "parent_user_id", "username")


def merged_fields(kept: Side, other: Side, *, other_wrote_last: bool) -> Side:
    """Empty fields are filled from the other. Of two WhatsApp accounts, the one that wrote last is answered."""
    filled = {name: getattr(kept, name) or getattr(other, name) for name in _plain_fields()}
    caps = [cap for cap in (kept.marketing_capped_until, other.marketing_capped_until) if cap]
    filled["marketing_capped_until"] = max(caps, default=None)
    if _one_account(kept, other):
        ids = {name: getattr(kept, name) or getattr(other, name) for name in _IDS}
    else:
        ids = {name: getattr(other if other_wrote_last else kept, name) for name in _IDS}
    return replace(kept, **filled, **ids)


def unmerged_fields(now: Side, kept_before: Side, other_before: Side) -> Side:
    """What the merge filled in, and nobody changed since, is empty again. Ids are not decided here."""
    back = {
        name: getattr(kept_before, name)
        for name in _plain_fields()
        if getattr(now, name) == getattr(other_before, name) != getattr(kept_before, name)
    }
    return replace(now, **back)


def best_id(preferred: Sequence[str | None], live: Collection[str]) -> str | None:
    """The first preferred one that still stands, else the one seen last: `live` begins with it."""
    return next((one for one in preferred if one and one in live), next(iter(live), None))


def _one_account(kept: Side, other: Side) -> bool:
    """Nothing that both have contradicts."""
    if kept.wa_id and other.wa_id and not is_same_line(kept.wa_id, other.wa_id):
        return False
    return not (kept.user_id and other.user_id)


def _plain_fields() -> list[str]:
    return [one.name for one in fields(Side) if one.name not in _IDS]
