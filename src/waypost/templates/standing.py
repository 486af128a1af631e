"""Whether a template may be sent now, and why not."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, Self


class Row(Protocol):
    """A template as it is stored."""

    waba_id: str
    category: str
    status: str
    status_reason: str
    paused_until: datetime | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision about sending looks at."""

    waba_id: str
    category: str
    status: str
    status_reason: str
    paused_until: datetime | None
    is_deleted: bool

    @classmethod
    def of(cls, template: Row) -> Self:
        return cls(
            template.waba_id,
            template.category,
            template.status,
            template.status_reason,
            template.paused_until,
            template.deleted_at is not None,
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """`sentence` begins in lower case: whoever shows it says first what was not done."""

    code: str
    sentence: str


def sendable(standing: Standing, *, waba_id: str, has_number: bool, now: datetime) -> Refusal | None:
    """`waba_id` is the account of the number that sends; `has_number` whether the contact's number is known."""
    if standing.waba_id != waba_id:
        return Refusal(
            "template_elsewhere",
            "this template belongs to another WhatsApp account. Choose one of this number's own.",
        )
    if standing.is_deleted or standing.status in {"deleted", "pending_deletion"}:
        return Refusal("template_deleted", "this template was deleted at Meta. Choose another one.")
    if standing.status == "paused":
        refusal = _paused(standing.paused_until, now)
    elif standing.status == "approved":
        refusal = None
    else:
        refusal = _not_approved(standing)
    if refusal is None and standing.category == "authentication" and not has_number:
        return Refusal(
            "template_needs_number",
            "log-in codes go to telephone numbers only, and this contact's number is not known.",
        )
    return refusal


def _paused(until: datetime | None, now: datetime) -> Refusal | None:
    """When the pause should be over Meta is tried again: the word that it ended may come late."""
    if until is None:
        return Refusal(
            "template_paused",
            "this template is paused by Meta after complaints from people. Choose another one, or resume it in "
            "WhatsApp Manager.",
        )
    if until <= now:
        return None
    ends, today = until.astimezone(UTC), now.astimezone(UTC).date()
    when = f"{ends:%H:%M} UTC" if ends.date() == today else f"{ends.day} {ends:%B, %H:%M} UTC"
    return Refusal("template_paused", f"this template is paused by Meta until {when}.")


def _not_approved(standing: Standing) -> Refusal:
    code, sentence = _NOT_APPROVED.get(
        standing.status,
        ("template_not_approved", "this template is not approved by Meta. Choose another one."),
    )
    why = standing.status_reason.replace("_", " ")
    if standing.status == "rejected" and why:
        sentence = f"this template was rejected by Meta ({why}). Change it and submit it again."
    return Refusal(code, sentence)


_NOT_APPROVED = {
    "pending": (
        "template_pending",
        "this template is still in review at Meta. Try again when it is approved.",
    ),
    "in_appeal": ("template_pending", "this template is in appeal at Meta. Try again when it is approved."),
    "rejected": (
        "template_rejected",
        "this template was rejected by Meta. Change it and submit it again.",
    ),
    "disabled": (
        "template_disabled",
        "this template was disabled by Meta after too many complaints from people. Choose another one.",
    ),
    "archived": (
        "template_archived",
        "this template is archived at Meta. Take it out of the archive in WhatsApp Manager first.",
    ),
    "limit_exceeded": (
        "template_not_approved",
        "this WhatsApp account has more templates than Meta allows. Delete some, then submit it again.",
    ),
}
