"""The base of every domain event."""

import msgspec


class Event(msgspec.Struct, frozen=True, tag_field="type"):
    """A fact, named in the past tense. Its tag (`contact.created`) is a public name: never reused."""
