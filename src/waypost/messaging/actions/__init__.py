"""Everything that changes conversations and messages."""

from waypost.messaging.actions.compose import mark_read, note_typing, queue_text, retry_message
from waypost.messaging.actions.merging import merge_contacts, merge_same_person, undo_merge
from waypost.messaging.actions.outcome import Outcome, give_up_waiting, record_outcomes, release
from waypost.messaging.actions.receive import Received, record_inbound
from waypost.messaging.actions.sending import Sendable, signals, start_sending
from waypost.messaging.actions.statuses import Progress, apply_statuses

__all__ = [
    "Outcome",
    "Progress",
    "Received",
    "Sendable",
    "apply_statuses",
    "give_up_waiting",
    "mark_read",
    "merge_contacts",
    "merge_same_person",
    "note_typing",
    "queue_text",
    "record_inbound",
    "record_outcomes",
    "release",
    "retry_message",
    "signals",
    "start_sending",
    "undo_merge",
]
