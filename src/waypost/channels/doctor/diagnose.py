"""From what was seen to what is wrong. Values in, values out.

A cause that explains others comes alone: with a dead token nothing else can be said about the number, an
address that does not answer is taken by nobody, and an override matters only where it is the one that counts.
"""

from typing import Any

from waypost.channels.doctor.causes import Finding, found
from waypost.channels.doctor.evidence import Evidence
from waypost.channels.facts import (
    BANNED,
    UNVERIFIED_BUSINESS,
    entity_id,
    errors_of,
    is_registered,
    payment_problem,
)
from waypost.channels.rules import TOKEN_WARNING, WEBHOOK_FIELDS, missing_scopes, unique_people
from waypost.whatsapp.account_values import Number, TokenFacts

SESSION_EXPIRED = 463
WRONG_PIN, PAYMENT_REFUSED, LIMIT_REFUSED = 133005, 131042, 131048
_DAY = 86_400
_INVISIBLE = "The token cannot see the number {}: it was made for another account, or lost its access."


def diagnose(seen: Evidence) -> list[Finding]:
    """What is wrong, the worst first; empty when nothing is."""
    if not seen.meta_answers:
        return [found("meta_unreachable", "Meta did not answer our questions."), *_address(seen)]
    token = _token(seen)
    address = _address(seen)
    if any(one.severity == "stops_all" for one in token):
        return [*token, *address]
    findings = [*token, *_secret(seen), *address]
    findings += _place(seen) or [*([] if address else _receiving(seen)), *_number(seen)]
    return sorted(findings, key=lambda one: _ORDER.index(one.severity))


_ORDER = ("stops_all", "stops_sending", "stops_receiving", "warns")


def _token(seen: Evidence) -> list[Finding]:
    facts, refusal = seen.token, seen.token_refusal
    error = facts.error if facts is not None and not facts.is_valid else None
    subcode = refusal.subcode if refusal else error.subcode if error else None
    if refusal is not None or (facts is not None and not facts.is_valid):
        if subcode == SESSION_EXPIRED:
            return [found("token_expired", "The access token has expired.")]
        says = "Meta no longer takes the access token: it was taken back, or a password was changed."
        return [found("token_revoked", says)]
    return _token_fits(seen, facts) if facts is not None else []


def _token_fits(seen: Evidence, facts: TokenFacts) -> list[Finding]:
    """A token that works, but perhaps for something else or not for long."""
    if facts.app_id and facts.app_id != seen.app_id:
        says = f"The access token belongs to the app {facts.app_id}, the channel to {seen.app_id}."
        return [found("token_of_other_app", says)]
    if missing := missing_scopes(facts.scopes):
        return [found("missing_scope", f"The access token lacks {' and '.join(missing)}.")]
    if facts.expires_at and facts.expires_at <= seen.now + TOKEN_WARNING.total_seconds():
        days = max(int((facts.expires_at - seen.now) // _DAY), 0)
        return [found("token_ends_soon", f"The access token ends in {days} days.")]
    return []


def _secret(seen: Evidence) -> list[Finding]:
    if seen.secret_refusal is None:
        return []
    return [
        found(
            "wrong_secret",
            f"Meta says that the secret stored here is not the app's: {seen.secret_refusal.details}",
        )
    ]


def _address(seen: Evidence) -> list[Finding]:
    """Our own address, as we see it from here."""
    for probe in (seen.handshake, seen.signed):
        if probe.state == "tls":
            return [
                found("webhook_tls", f"The certificate of {seen.webhook_url} is not good: {probe.details}")
            ]
        if probe.state in ("unreachable", "wrong_place"):
            return [
                found(
                    "webhook_unreachable", f"{seen.webhook_url} does not answer as it should: {probe.details}"
                )
            ]
    if seen.handshake.state == "refused":
        return [
            found(
                "wrong_verify_token",
                "Our address does not take the verify token of this channel.",
                can_fix=False,
            )
        ]
    if seen.signed.state == "refused" and seen.secret_refusal is None:
        return [found("wrong_secret", "Our address refuses what is signed with the secret stored here.")]
    return []


def _place(seen: Evidence) -> list[Finding]:
    """Whether the number is where the channel says."""
    if seen.number is None:
        refusal = seen.number_refusal
        if refusal is None or refusal.is_invisible:
            return [found("number_not_visible", _INVISIBLE.format(seen.phone_number_id))]
        return [found("meta_refused", f"Meta says nothing about the number: {refusal.details}")]
    actual = entity_id(seen.number.health_status, "WABA")
    if actual and actual != seen.waba_id:
        return [
            found(
                "wrong_waba", f"The number belongs to the account {actual}, the channel says {seen.waba_id}."
            )
        ]
    if seen.account is None and seen.account_refusal is not None and seen.account_refusal.is_invisible:
        return [
            found(
                "wrong_waba",
                f"There is no account {seen.waba_id} that the token can see.",
                can_fix=bool(actual),
            )
        ]
    return []


def _receiving(seen: Evidence) -> list[Finding]:
    if seen.apps is None:
        return []
    mine = next((one for one in seen.apps if one.app_id == seen.app_id), None)
    if mine is None:
        return [found("app_not_subscribed", "The app does not hear of this account, so no message comes in.")]
    if seen.secret_refusal is not None:
        return []
    return [*_where(seen, mine.override), *_fields(seen)]


def _where(seen: Evidence, of_account: str) -> list[Finding]:
    """The address that counts: the number's, else the account's, else the app's own."""
    of_number = seen.number.webhook_configuration.phone_number if seen.number else ""
    of_app = seen.subscription.callback_url if seen.subscription else ""
    if (of_number or of_account or of_app) == seen.webhook_url:
        return []
    if of_number:
        return [found("override_number_elsewhere", f"This number's webhooks go to {of_number}.")]
    if of_account:
        return [found("override_account_elsewhere", f"This account's webhooks go to {of_account}.")]
    if (seen.handshake_refused_at or 0) > (seen.last_webhook_at or 0):
        says = "Meta asked our address with another verify token than ours, so the address was not taken."
        return [found("wrong_verify_token", says)]
    if of_app:
        return [found("app_callback_elsewhere", f"The app's webhooks go to {of_app}.")]
    return [found("callback_missing", "The app has no address for its webhooks.")]


def _fields(seen: Evidence) -> list[Finding]:
    if seen.subscription is None or not seen.subscription.callback_url:
        return []
    missing = [name for name in WEBHOOK_FIELDS if name not in seen.subscription.fields]
    if not missing:
        return []
    is_ours = seen.subscription.callback_url == seen.webhook_url
    return [found("field_not_subscribed", f"The app does not hear of {', '.join(missing)}.", can_fix=is_ours)]


def _number(seen: Evidence) -> list[Finding]:
    number = seen.number
    assert number is not None, "its place was looked at before"
    findings = [*_standing(seen, number)]
    if payment := payment_problem(number.health_status):
        findings.append(found("payment_missing", f"Meta cannot charge this account: {payment}"))
    elif _was_refused(seen, PAYMENT_REFUSED):
        findings.append(
            found("payment_missing", f"Meta could not charge a message: {seen.last_refusal['details']}")
        )
    if number.name_status in ("DECLINED", "EXPIRED"):
        findings.append(found("name_declined", f"Meta has declined the display name {number.verified_name}."))
    if _was_refused(seen, LIMIT_REFUSED) and seen.last_refusal.get("limit") == number.messaging_limit:
        people = unique_people(number.messaging_limit)
        findings.append(
            found(
                "limit_used_up",
                f"The portfolio has reached its limit of {people or 'its'} new conversations in 24 hours.",
            )
        )
    if UNVERIFIED_BUSINESS in errors_of(number.health_status):
        findings.append(
            found("business_unverified", "Meta has not verified the business: its limits stay low.")
        )
    if number.quality_rating == "RED":
        findings.append(found("quality_low", "Meta rates the quality of this number as low."))
    return findings


def _standing(seen: Evidence, number: Number) -> list[Finding]:
    if number.status == "BANNED" or BANNED in errors_of(number.health_status):
        return [found("number_banned", "Meta has banned this number or its account.")]
    findings = []
    if not is_registered(number):
        if number.code_verification_status not in ("VERIFIED", ""):
            return [found("number_not_verified", "Meta wants proof that this number is yours.")]
        if seen.last_refusal.get("code") == WRONG_PIN:
            return [
                found(
                    "pin_wrong", "The number is not registered, and Meta did not take the PIN that was tried."
                )
            ]
        findings.append(found("not_registered", "The number is not registered for sending."))
    current = [one["kind"] for one in seen.restrictions if one["until"] is None or one["until"] > seen.now]
    told = [
        text.removeprefix("Restricted: ")
        for entity in number.health_status.entities
        for text in entity.additional_info
        if text.startswith("Restricted")
    ]
    if number.status == "RESTRICTED" or current or told:
        what = ", ".join(dict.fromkeys([*current, *told])) or "Meta does not say what"
        findings.append(found("restricted", f"Meta has restricted this number or its account: {what}."))
    return findings


def _was_refused(seen: Evidence, code: int) -> bool:
    return seen.last_refusal.get("code") == code and seen.now - float(seen.last_refusal.get("at", 0)) < _DAY


def looked_at(seen: Evidence, findings: list[Finding]) -> list[dict[str, Any]]:
    """What was examined, in the order in which a message goes: each with the word of what was found there."""
    by_cause = {one.cause: one.says for one in findings}
    rows = []
    for step, causes, fine in _STEPS:
        wrong = [by_cause[cause] for cause in causes if cause in by_cause]
        rows.append({"step": step, "ok": not wrong, "says": " ".join(wrong) or fine})
    return rows


_STEPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("meta", ("meta_unreachable", "meta_refused"), "Meta answers."),
    (
        "token",
        ("token_expired", "token_revoked", "token_of_other_app", "missing_scope", "token_ends_soon"),
        "The token works.",
    ),
    ("secret", ("wrong_secret",), "The app's secret is right."),
    ("account", ("wrong_waba", "number_not_visible"), "The number is in its account."),
    (
        "number",
        ("number_banned", "not_registered", "number_not_verified", "pin_wrong", "restricted"),
        "The number may send.",
    ),
    (
        "standing",
        ("payment_missing", "name_declined", "limit_used_up", "business_unverified", "quality_low"),
        "Nothing is in the way of messages.",
    ),
    (
        "address",
        ("webhook_unreachable", "webhook_tls", "wrong_verify_token"),
        "Our address answers as Meta wants.",
    ),
    (
        "webhooks",
        (
            "app_not_subscribed",
            "field_not_subscribed",
            "callback_missing",
            "override_number_elsewhere",
            "override_account_elsewhere",
            "app_callback_elsewhere",
        ),
        "Webhooks come to us.",
    ),
)
