"""A template while it is checked."""

from msgspec import Struct

from waypost_sandbox.state import State


class Draft(Struct):
    """Where it belongs, and what its parts must fit."""

    state: State
    waba_id: str
    category: str
    language: str
    named: bool
    # Samples must be handles that the sandbox gave out.
    strict_handles: bool
