"""Everything that changes channels."""

from waypost.channels.actions.connecting import (
    choose_number,
    continue_connection,
    discover,
    record_progress,
    sign_up,
)
from waypost.channels.actions.doctoring import (
    CALLBACK,
    examine_channel,
    fix_channel,
    give_up_test,
    note_round_trips,
    note_test_refused,
    record_findings,
    record_fix,
)
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
from waypost.channels.actions.profile import edit_profile, record_profile
from waypost.channels.actions.sealing import reseal
from waypost.channels.writes import ELSEWHERE, Checked

__all__ = [
    "CALLBACK",
    "ELSEWHERE",
    "Checked",
    "change_channel",
    "check_channel",
    "choose_number",
    "connect_channel",
    "continue_connection",
    "disconnect_channel",
    "discover",
    "edit_profile",
    "examine_channel",
    "fix_channel",
    "give_up_test",
    "note_account_fields",
    "note_round_trips",
    "note_send_refused",
    "note_test_refused",
    "note_webhook_seen",
    "offer_renewed_token",
    "pause_channel",
    "plan_refresh",
    "record_check",
    "record_findings",
    "record_fix",
    "record_profile",
    "record_progress",
    "record_refresh",
    "reseal",
    "sign_up",
    "swap_token",
]
