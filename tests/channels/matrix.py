"""Every cause of the doctor: how the sandbox gets into it, and how a person or a button gets out again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.channels.doctoring import Case


@dataclass(frozen=True)
class Row:
    cause: str
    seed: Callable[[Case], None]
    remedy: Callable[[Case], None] | None = None
    """What a person does outside; None where the button does it."""
    given: dict[str, str] | None = None
    """What the button asks for."""


def _new_token(case: Case, **order: Any) -> None:
    case.use_token(case.meta.control("/tokens", order)["access_token"])


def _expire(case: Case) -> None:
    token = case.own_token()
    case.meta.control("/tokens/expire", {"token": token})


def _revoke(case: Case) -> None:
    token = case.own_token()
    case.meta.control("/tokens/revoke", {"token": token})


def _other_app(case: Case) -> None:
    case.columns(app="1234567890")


def _own_app(case: Case) -> None:
    case.columns(app=case.meta.app_id)


def _use_up_the_limit(case: Case) -> None:
    """Meta refuses by webhook; the outcome of the message tells the channel."""
    case.meta.control(f"/businesses/{case.business_id}", {"messaging_limit": "TIER_250"})
    case.refresh()
    case.refused(
        131048, "Message failed to send because there are restrictions on how many messages can be sent."
    )


ROWS = [
    Row("token_expired", _expire, _new_token),
    Row("token_revoked", _revoke, _new_token),
    Row("token_of_other_app", _other_app, _own_app),
    Row("token_ends_soon", lambda case: _new_token(case, expires_in_seconds=3 * 86_400)),
    Row("missing_scope", lambda case: _new_token(case, scopes=["whatsapp_business_management"]), _new_token),
    Row("wrong_waba", lambda case: case.columns(waba_id=case.other_waba_id)),
    Row("number_not_visible", lambda case: _new_token(case, waba_ids=[case.other_waba_id]), _new_token),
    Row("app_not_subscribed", lambda case: case.graph("DELETE", f"{case.meta.waba_id}/subscribed_apps")),
    Row("field_not_subscribed", lambda case: case.subscribe(case.channel().webhook_url, ["account_update"])),
    Row("callback_missing", lambda case: case.nothing_set()),
    Row("override_number_elsewhere", lambda case: case.override_number(case.elsewhere)),
    Row("override_account_elsewhere", lambda case: case.override_account(case.elsewhere)),
    Row("app_callback_elsewhere", lambda case: case.app_elsewhere()),
    Row("wrong_verify_token", lambda case: case.pasted_wrong_verify_token()),
    Row("wrong_secret", lambda case: case.rotate_secret(), lambda case: case.enter_secret()),
    Row("webhook_unreachable", lambda case: case.answer_at("http://127.0.0.1:9"), lambda case: case.answer_at_ingest()),
    Row("webhook_tls", lambda case: case.answer_at(case.self_signed), lambda case: case.answer_at_ingest()),
    Row("number_not_verified", lambda case: case.number(registered=False, verification="EXPIRED"),
        lambda case: case.number(registered=True, verification="VERIFIED")),
    Row("not_registered", lambda case: case.number(registered=False, pin=None)),
    Row("pin_wrong", lambda case: case.tried_wrong_pin("271828"), None, {"pin": "271828"}),
    Row("number_banned", lambda case: case.number(banned=True), lambda case: case.number(banned=False)),
    Row("restricted", lambda case: case.waba(restrictions={"RESTRICTED_BIZ_INITIATED_MESSAGING": 86_400}),
        lambda case: case.waba(restrictions={})),
    Row("payment_missing", lambda case: case.waba(has_payment_method=False),
        lambda case: case.waba(has_payment_method=True)),
    Row("name_declined", lambda case: case.name("REJECTED"), lambda case: case.name("APPROVED")),
    Row("limit_used_up", _use_up_the_limit,
        lambda case: case.meta.control(f"/businesses/{case.business_id}", {"messaging_limit": "TIER_2K"})),
    Row("business_unverified", lambda case: case.business(verified=False),
        lambda case: case.business(verified=True)),
    Row("quality_low", lambda case: case.number(quality_rating="RED"),
        lambda case: case.number(quality_rating="GREEN")),
    Row("meta_unreachable", lambda case: case.meta.faults({"kind": "drop_connection"}),
        lambda case: case.meta.faults()),
]  # fmt: skip
NOT_SEEDED = {
    "test_refused": "of the round trip, tested by itself",
    "webhook_lost": "of the round trip, tested by itself",
    "meta_refused": "for refusals that nobody foresaw",
}
