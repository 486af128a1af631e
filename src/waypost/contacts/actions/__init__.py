"""Everything that changes contacts."""

from waypost.contacts.actions.merging import Parted, Union, hold_still, merge, unmerge
from waypost.contacts.actions.people import (
    block_contact,
    change_contact,
    create_contact,
    note_marketing_caps,
    record_block,
    unblock_contact,
)
from waypost.contacts.actions.recognition import change_identity, hold_shared, leading_to, recognize

__all__ = [
    "Parted",
    "Union",
    "block_contact",
    "change_contact",
    "change_identity",
    "create_contact",
    "hold_shared",
    "hold_still",
    "leading_to",
    "merge",
    "note_marketing_caps",
    "recognize",
    "record_block",
    "unblock_contact",
    "unmerge",
]
