"""One message while it is checked."""

from msgspec import Struct, field

from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import PhoneNumber, Waba


class Draft(Struct):
    """Who sends it, and what the checks found on the way."""

    state: State
    phone: PhoneNumber
    now: float
    # What the phone draws; content.py says how it looks.
    shown: Json | None = None
    # Files to fetch before the message leaves: their kind, and the object that has the link and gets the id.
    links: list[tuple[str, Json]] = field(default_factory=list)
    # A code that is already certain, told by a status.
    refusal: int | None = None

    @property
    def waba(self) -> Waba:
        return self.state.wabas[self.phone.waba_id]
