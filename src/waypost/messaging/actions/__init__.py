"""Everything that changes conversations and messages."""

from waypost.messaging.actions.batch import Addressed, Queued, queue_template
from waypost.messaging.actions.compose import MessageRefused, NotFitting, queue_message, retry_message
from waypost.messaging.actions.consequences import follow_failures
from waypost.messaging.actions.merging import merge_contacts, merge_same_person, undo_merge
from waypost.messaging.actions.outcome import Outcome, give_up_waiting, record_outcomes, release
from waypost.messaging.actions.policy import change_policy
from waypost.messaging.actions.reading import mark_read, note_typing
from waypost.messaging.actions.receive import Recorded, record_arrivals
from waypost.messaging.actions.sending import Departing, Sendable, signals, start_sending
from waypost.messaging.actions.statuses import Moved, Progress, apply_statuses, note_reconciled
from waypost.messaging.actions.words import confirm

__all__ = [
    "Addressed",
    "Departing",
    "MessageRefused",
    "Moved",
    "NotFitting",
    "Outcome",
    "Progress",
    "Queued",
    "Recorded",
    "Sendable",
    "apply_statuses",
    "change_policy",
    "confirm",
    "follow_failures",
    "give_up_waiting",
    "mark_read",
    "merge_contacts",
    "merge_same_person",
    "note_reconciled",
    "note_typing",
    "queue_message",
    "queue_template",
    "record_arrivals",
    "record_outcomes",
    "release",
    "retry_message",
    "signals",
    "start_sending",
    "undo_merge",
]
