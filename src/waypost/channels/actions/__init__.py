"""Everything that changes channels."""

from waypost.channels.actions.freshness import (
    note_account_fields,
    note_send_refused,
    offer_renewed_token,
    plan_refresh,
    record_refresh,
    swap_token,
)
from waypost.channels.actions.numbers import (
    change_channel,
    check_channel,
    connect_channel,
    disconnect_channel,
    note_webhook_seen,
    pause_channel,
    record_check,
)
from waypost.channels.writes import ELSEWHERE, Checked

__all__ = [
    "ELSEWHERE",
    "Checked",
    "change_channel",
    "check_channel",
    "connect_channel",
    "disconnect_channel",
    "note_account_fields",
    "note_send_refused",
    "note_webhook_seen",
    "offer_renewed_token",
    "pause_channel",
    "plan_refresh",
    "record_check",
    "record_refresh",
    "swap_token",
]
