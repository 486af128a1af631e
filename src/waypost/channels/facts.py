"""What Meta says of a number, as the columns of its channel. Values in, values out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from msgspec import to_builtins

from waypost.channels.rules import messages_per_second
from waypost.whatsapp.account_values import Account, Health, Number, TokenFacts

PAYMENT, UNVERIFIED_BUSINESS, BANNED = 141006, 141010, 141014
STOPS_EVERYTHING = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"
STOPS_BEGINNING = "RESTRICTED_BIZ_INITIATED_MESSAGING"
ACTION_OF_A_PERSON = "Request a review in Business Support."


@dataclass(frozen=True, slots=True)
class Standstill:
    """Why nothing can be sent from a number at all."""

    cause: str
    says: str


def columns(number: Number, account: Account | None, token: TokenFacts | None) -> dict[str, Any]:
    """What could not be asked is left out, and stays as it was."""
    found: dict[str, Any] = {
        "display_phone_number": number.display_phone_number,
        "verified_name": number.verified_name,
        "quality_rating": number.quality_rating,
        "number_status": number.status,
        "throughput_level": number.throughput.level,
        "messages_per_second": messages_per_second(
            number.throughput.level, is_on_business_app=number.is_on_biz_app
        ),
        "name_status": number.name_status,
        "code_verification_status": number.code_verification_status,
        "platform_type": number.platform_type,
        "is_on_business_app": number.is_on_biz_app,
        "is_pin_enabled": number.is_pin_enabled,
        "username": number.username,
        "health": to_builtins(number.health_status),
        "payment_problem": payment_problem(number.health_status),
    }
    if number.messaging_limit:
        found["messaging_limit"] = number.messaging_limit
    if business := entity_id(number.health_status, "BUSINESS"):
        found["business_id"] = business
    if account is not None:
        found["waba_name"] = account.name
        found["account_review"] = account.account_review_status
        if account.owner_business_info.id:
            found["business_id"] = account.owner_business_info.id
    if token is not None:
        found["token_scopes"] = list(token.scopes)
        found["token_expires_at"] = moment(token.expires_at)
    return found


def standstill(number: Number) -> Standstill | None:
    if number.status == "BANNED" or BANNED in errors_of(number.health_status):
        return Standstill("banned", f"Meta has banned this number or its account. {ACTION_OF_A_PERSON}")
    if number.status == "DELETED":
        return Standstill("deleted", "This number was deleted at Meta. Add it again, then connect it anew.")
    if not is_registered(number):
        return Standstill(
            "not_registered",
            "This number is not registered for sending. Let the connection doctor register it.",
        )
    return None


def is_registered(number: Number) -> bool:
    """A number that the Business app shares needs no registering."""
    return number.is_on_biz_app or number.status not in ("DISCONNECTED", "UNVERIFIED", "PENDING", "MIGRATED")


def payment_problem(health: Health) -> str:
    """Meta's own words."""
    error = errors_of(health).get(PAYMENT)
    return error or ""


def errors_of(health: Health) -> dict[int, str]:
    """Code → description and what Meta proposes."""
    return {
        error.error_code: f"{error.error_description} {error.possible_solution}".strip()
        for entity in health.entities
        for error in entity.errors
    }


def entity_id(health: Health, kind: str) -> str:
    return next((one.id for one in health.entities if one.entity_type == kind), "")


def moment(seconds: int) -> datetime | None:
    """Meta writes 0 for never."""
    return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
