"""Every cause that the doctor tells apart, with its remedy and the button that does it, on one screen."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["stops_all", "stops_sending", "stops_receiving", "warns"]


@dataclass(frozen=True, slots=True)
class Cause:
    severity: Severity
    remedy: str
    fix: str | None = None
    """What the button does; None where only a person can."""


@dataclass(frozen=True, slots=True)
class Finding:
    cause: str
    severity: Severity
    says: str
    remedy: str
    fix: str | None


CAUSES: dict[str, Cause] = {
    "meta_unreachable": Cause(
        "stops_all", "Look at Meta's status page and at this server's way out, then examine again."
    ),
    "token_expired": Cause(
        "stops_all", "Make a new token in Business Settings (System users) and paste it on this page."
    ),
    "token_revoked": Cause(
        "stops_all", "Make a new token in Business Settings (System users) and paste it on this page."
    ),
    "token_of_other_app": Cause("stops_all", "Paste a token that was made for the app of this channel."),
    "token_ends_soon": Cause(
        "warns", "Exchange the token for a longer one, or paste a new one.", "renew_token"
    ),
    "missing_scope": Cause(
        "stops_all", "Make a token with the permissions that are missing, and paste it on this page."
    ),
    "wrong_waba": Cause(
        "stops_all", "Let the channel use the account that the number belongs to.", "use_right_account"
    ),
    "number_not_visible": Cause(
        "stops_all",
        "Give the token's system user this account in Business Settings, or paste a token that sees it.",
    ),
    "app_not_subscribed": Cause("stops_receiving", "Subscribe the app to the account.", "subscribe_app"),
    "field_not_subscribed": Cause(
        "stops_receiving", "Subscribe the app to the missing webhook fields.", "subscribe_fields"
    ),
    "callback_missing": Cause("stops_receiving", "Set our address at the app.", "subscribe_fields"),
    "override_number_elsewhere": Cause(
        "stops_receiving", "Point the number's own override to us.", "replace_number_override"
    ),
    "override_account_elsewhere": Cause(
        "stops_receiving", "Point the account's override to us.", "replace_account_override"
    ),
    "app_callback_elsewhere": Cause(
        "stops_receiving",
        "Give the account an override to us; the app's own address stays.",
        "set_account_override",
    ),
    "wrong_verify_token": Cause(
        "stops_receiving", "Set the address again with the right verify token.", "subscribe_fields"
    ),
    "wrong_secret": Cause(
        "stops_receiving",
        "Copy the secret from the App Dashboard (Settings, Basic) and enter it on this page.",
    ),
    "webhook_unreachable": Cause(
        "stops_receiving",
        "Open the address to the internet: check DNS, firewall and proxy, and that ingest runs.",
    ),
    "webhook_tls": Cause(
        "stops_receiving",
        "Serve the address with https and a certificate of a public authority, with its whole chain.",
    ),
    "number_not_verified": Cause("stops_all", "Connect the number again: the guide asks Meta for a code."),
    "not_registered": Cause("stops_all", "Register the number for sending.", "register"),
    "pin_wrong": Cause(
        "stops_all",
        "Enter the PIN that was set for this number, or reset it in WhatsApp Manager first.",
        "register",
    ),
    "number_banned": Cause(
        "stops_all", "Request a review in Business Support (WhatsApp Manager, Account quality)."
    ),
    "restricted": Cause("stops_sending", "Wait until it ends, or request a review in Business Support."),
    "payment_missing": Cause(
        "stops_sending", "Add a payment method in WhatsApp Manager (Settings, Payment)."
    ),
    "name_declined": Cause("stops_sending", "Ask for another display name on the profile of this page."),
    "limit_used_up": Cause(
        "stops_sending",
        "Wait: people reached more than 24 hours ago count no longer, and Meta raises a limit that is well used.",
    ),
    "business_unverified": Cause(
        "warns", "Verify the business in Business Settings (Security center) to raise its limit."
    ),
    "quality_low": Cause(
        "warns", "Send less, and only to people who asked for it: many have blocked or reported this number."
    ),
    "test_refused": Cause("stops_sending", "Read what Meta says, put it right, and examine again."),
    "webhook_lost": Cause(
        "stops_receiving",
        "Examine again. If it stays, look whether the app is live in the App Dashboard, and at ingest's log.",
    ),
    "meta_refused": Cause("stops_all", "Read what Meta says, put it right, and examine again."),
}


def found(cause: str, says: str, *, can_fix: bool = True) -> Finding:
    about = CAUSES[cause]
    return Finding(cause, about.severity, says, about.remedy, about.fix if can_fix else None)
