"""The review of display names: a new name is looked at, and the number's owner hears what was decided."""

import re

from waypost_sandbox.graph.account_telling import tell_name
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import PhoneNumber

SHORTEST, LONGEST = 3, 128
APPROVED, DECLINED, PENDING = "APPROVED", "DECLINED", "PENDING_REVIEW"
# What the webhook calls the decision → what the number's status becomes.
DECISIONS = {"APPROVED": APPROVED, "REJECTED": DECLINED, "PENDING": PENDING, "DEFERRED": PENDING}
REASONS = (
    "NAME_EMPLOYEE_ISSUE",
    "NAME_ENDCLIENT_NOTRELATED",
    "NAME_FORMAT_UNACCEPTABLE",
    "NAME_INDIVIDUAL_ISSUE",
    "NAME_NOT_CONSISTENT",
    "UNKNOWN",
)
_ODD = re.compile(r"[!?#@*=<>{}\[\]\\^~|]|\.\.|https?:|www\.|[\u2600-\u27bf\U0001f000-\U0001faff]")


def ask_for_name(world: Sandbox, phone: PhoneNumber, given: Json) -> None:
    """Starts the review of `new_display_name`."""
    name = str(given.get("new_display_name") or "").strip()
    if not SHORTEST <= len(name) <= LONGEST:
        raise GraphError(100, f"Param new_display_name must have {SHORTEST} to {LONGEST} characters.")
    if phone.new_name_status == PENDING:
        raise GraphError(100, f"The name {phone.new_name} is still under review.")
    phone.new_name, phone.new_name_status = name, PENDING
    world.clock.after(
        world.faults.dice.uniform(*world.settings.name_review_seconds), _review, world, phone, name
    )


def review_first_name(world: Sandbox, phone: PhoneNumber) -> None:
    """A number that was just added sends under its name only once that is approved."""
    phone.name_status = PENDING
    wait = world.faults.dice.uniform(*world.settings.name_review_seconds)
    world.clock.after(wait, _review, world, phone, phone.verified_name)


def decide(world: Sandbox, phone: PhoneNumber, decision: str, reason: str | None = None) -> None:
    """What Meta's people decide about the name that waits, or the one that there is."""
    name = phone.new_name or phone.verified_name
    status = DECISIONS[decision]
    if phone.new_name:
        phone.new_name_status = status
        if status == APPROVED:
            phone.verified_name, phone.new_name, phone.new_name_status = name, "", "NONE"
            phone.name_status = APPROVED
    else:
        phone.name_status = status
    tell_name(world, phone, name, decision, reason)


def _review(world: Sandbox, phone: PhoneNumber, name: str) -> None:
    waiting = phone.new_name == name if phone.new_name else phone.name_status == PENDING
    if not waiting or name not in (phone.new_name, phone.verified_name):
        return
    if _ODD.search(name) is not None:
        decide(world, phone, "REJECTED", "NAME_FORMAT_UNACCEPTABLE")
    else:
        decide(world, phone, "APPROVED")
