"""What the doctor has seen. Values only, so that a diagnosis can be made of any case."""

from dataclasses import dataclass, field
from typing import Any, Literal

from waypost.whatsapp.account_values import Account, Number, Subscriber, Subscription, TokenFacts

ProbeState = Literal["fine", "refused", "unreachable", "tls", "wrong_place"]


@dataclass(frozen=True, slots=True)
class Refusal:
    code: int
    details: str
    subcode: int | None = None

    @property
    def is_invisible(self) -> bool:
        """Meta says so of what does not exist, and of what this token may not see."""
        return self.code == 100 and self.subcode == 33


@dataclass(frozen=True, slots=True)
class Probe:
    """How our own public address answered us."""

    state: ProbeState = "fine"
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is None could not be asked."""

    now: float
    app_id: str
    waba_id: str
    phone_number_id: str
    webhook_url: str
    meta_answers: bool = True
    token: TokenFacts | None = None
    token_refusal: Refusal | None = None
    secret_refusal: Refusal | None = None
    number: Number | None = None
    number_refusal: Refusal | None = None
    account: Account | None = None
    account_refusal: Refusal | None = None
    apps: tuple[Subscriber, ...] | None = None
    subscription: Subscription | None = None
    """None beside a right secret: nobody has set the app up."""
    handshake: Probe = Probe()
    signed: Probe = Probe()
    restrictions: list[dict[str, Any]] = field(default_factory=list)
    last_refusal: dict[str, Any] = field(default_factory=dict)
    """The latest refusal about the number: `code`, `details`, `at`, and the `limit` that held then."""
    handshake_refused_at: float | None = None
    last_webhook_at: float | None = None
