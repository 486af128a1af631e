"""Everything that adds to the ledger, and the tenant's words about it."""

from waypost.consent.actions.importing import import_proof, read_import
from waypost.consent.actions.ledger import NewEntry, record
from waypost.consent.actions.listening import Heard, Preference, Said, note_preferences, note_words
from waypost.consent.actions.merging import follow_merge, follow_unmerge
from waypost.consent.actions.people import add_word, change_settings, note_consent, remove_word

__all__ = [
    "Heard",
    "NewEntry",
    "Preference",
    "Said",
    "add_word",
    "change_settings",
    "follow_merge",
    "follow_unmerge",
    "import_proof",
    "note_consent",
    "note_preferences",
    "note_words",
    "read_import",
    "record",
    "remove_word",
]
