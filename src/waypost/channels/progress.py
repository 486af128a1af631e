"""How one step of a guided connection ended."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from waypost.channels.rules import ConnectionStatus, ConnectionStep
from waypost.channels.writes import Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`step` is where it goes on, or what it waits for; what is None or empty stays as it was."""

    step: ConnectionStep
    status: ConnectionStatus = "working"
    ok: bool = True
    says: str = ""
    remedy: str = ""
    token: str = field(default="", repr=False)
    app_secret: str = field(default="", repr=False)
    """Meta said that it is the app's."""
    pin: str = field(default="", repr=False)
    meta_app_id: str = ""
    numbers: list[dict[str, Any]] | None = None
    waba_ids: list[str] | None = None
    token_scopes: list[str] | None = None
    token_expires_at: datetime | None = None
    makes_channel: bool = False
    checked: Checked | None = None
    forgets: tuple[str, ...] = ()


def waits(step: ConnectionStep, says: str, remedy: str, *, forgets: tuple[str, ...] = ()) -> Progress:
    return Progress(step=step, status="waiting", says=says, remedy=remedy, forgets=forgets)


def fails(step: ConnectionStep, says: str, remedy: str) -> Progress:
    return Progress(step=step, status="failed", ok=False, says=says, remedy=remedy)
