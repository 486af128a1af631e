"""Identifiers: rows get time-ordered UUIDs, outsiders get unguessable keys."""

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """Ordered by time, so that rows written together lie together in an index."""
    return _uuid7()


def unguessable_key() -> str:
    """128 random bits, safe in a path."""
    return secrets.token_urlsafe(16)
