"""How a remedy ended."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fixed:
    ok: bool
    says: str
    waba_id: str = ""
    """The account that the channel is to use from now on."""
    token: str = field(default="", repr=False)
    """A longer one, to be checked before it is used."""
    refused_code: int = 0
    details: str = ""
