"""Decisions about who somebody is. Plain values in, plain values out."""

from waypost.contacts.rules.changes import IdentityChange, plan_change
from waypost.contacts.rules.merging import Side, best_id, merged_fields, unmerged_fields
from waypost.contacts.rules.numbers import (
    candidates,
    country_of,
    digits_of,
    is_same_line,
    time_zone_of,
    time_zones_of,
    typed,
)
from waypost.contacts.rules.people import Identity, IdentityKind, Known, Person, Register, merged_sightings
from waypost.contacts.rules.recognition import Plan, plan_sightings
from waypost.contacts.rules.search import search_terms

__all__ = [
    "Identity",
    "IdentityChange",
    "IdentityKind",
    "Known",
    "Person",
    "Plan",
    "Register",
    "Side",
    "best_id",
    "candidates",
    "country_of",
    "digits_of",
    "is_same_line",
    "merged_fields",
    "merged_sightings",
    "plan_change",
    "plan_sightings",
    "search_terms",
    "time_zone_of",
    "time_zones_of",
    "typed",
    "unmerged_fields",
]
