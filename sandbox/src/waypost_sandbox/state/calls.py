"""Calls between numbers of the business and customers, and who may call whom."""

from typing import Literal

from msgspec import Struct, field

Direction = Literal["USER_INITIATED", "BUSINESS_INITIATED"]
Permission = Literal["no_permission", "temporary", "permanent"]


class PhoneCall(Struct):
    id: str
    phone_number_id: str
    person: str
    direction: Direction
    at: float
    # The business's answer to the offer, as it was pre-accepted or accepted.
    sdp: str | None = None
    callback_data: str | None = None
    picked_up_at: float | None = None
    ended_at: float | None = None


class CallPermission(Struct):
    """Whether a number may call a person, and how often it asked and called."""

    granted: Permission = "no_permission"
    expires_at: float = 0.0
    # Since the last call that was picked up.
    requests: list[float] = field(default_factory=list)
    # Calls of the business that were picked up, within a day.
    calls: list[float] = field(default_factory=list)
    # Calls of the business in a row that nobody took.
    unanswered: int = 0

    def status(self, now: float) -> Permission:
        if self.granted == "temporary" and self.expires_at <= now:
            return "no_permission"
        return self.granted
