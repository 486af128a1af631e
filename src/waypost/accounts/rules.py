"""Who may change whom, what an invitation is worth, what a key looks like. Plain values in, plain values out."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from waypost.accounts.permissions import Role

INVITATION_DAYS = 7
SECOND_FACTOR = "mfa_authenticator"
"""What a sealed TOTP secret is bound to: allauth does not say which row it seals for."""
_KEY = re.compile(r"wp_([a-z0-9]{8,16})_([A-Za-z0-9_-]{43})")
_NOTE_USE_AFTER = timedelta(minutes=1)

Standing = Literal["open", "accepted", "expired"]


def may_touch(*, acting_is_owner: bool, role: Role) -> bool:
    """Only owners give, take or end ownership."""
    return acting_is_owner or role is not Role.OWNER


def leaves_no_owner(*, role: Role, new_role: Role | None, owners: int) -> bool:
    """Would this change (None: removal) leave the tenant without an owner?"""
    return role is Role.OWNER and new_role is not Role.OWNER and owners <= 1


def invitation_expiry(created_at: datetime) -> datetime:
    return created_at + timedelta(days=INVITATION_DAYS)


def invitation_standing(
    *, accepted_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> Standing:
    if accepted_at is not None:
        return "accepted"
    return "expired" if revoked_at is not None or now >= expires_at else "open"


@dataclass(frozen=True, slots=True)
class PresentedKey:
    prefix: str
    secret: str


def one_line(text: str) -> str:
    """A name as it goes into subjects of mails: a line break there would be another header."""
    return " ".join(text.split())


def parse_key(text: str) -> PresentedKey | None:
    """`wp_<prefix>_<secret>`, or None when it cannot be a key at all."""
    match = _KEY.fullmatch(text)
    return PresentedKey(match[1], match[2]) if match else None


def fingerprint(secret: str) -> bytes:
    """What is kept of a secret with 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()


def is_worth_noting(last_used_at: datetime | None, now: datetime) -> bool:
    """A key's last use is written at most once a minute, or every request would write a row."""
    return last_used_at is None or now - last_used_at >= _NOTE_USE_AFTER
