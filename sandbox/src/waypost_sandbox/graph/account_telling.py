"""What Meta tells of accounts and numbers, besides messages."""

from datetime import UTC, datetime

from waypost_sandbox.deliver import Update
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import App, Business, PhoneNumber, Waba

# All that an app may subscribe to.
FIELDS = (
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "account_update",
    "automatic_events",
    "business_capability_update",
    "business_username_update",
    "calls",
    "contacts",
    "flows",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "history",
    "message_echoes",
    "message_template_components_update",
    "message_template_quality_update",
    "message_template_status_update",
    "messages",
    "messaging_handovers",
    "partner_solutions",
    "payment_configuration_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "smb_app_state_sync",
    "smb_message_echoes",
    "standby",
    "template_category_update",
    "tracking_events",
    "user_id_update",
    "user_preferences",
)


def tell(world: Sandbox, waba_id: str, field: str, value: Json) -> None:
    world.deliveries.tell(Update(waba_id=waba_id, field=field, value=value))


def tell_partner(world: Sandbox, app: App, waba_id: str, event: str) -> None:
    """A client came or went; the partner's app hears of it whether or not it has subscribed to the account."""
    owner = world.state.wabas[waba_id].business_id
    value = {"event": event, "waba_info": {"waba_id": waba_id, "owner_business_id": owner}}
    world.deliveries.tell(
        Update(
            waba_id=waba_id,
            field="account_update",
            value=value,
            partner_app=app.id,
            entry_id=portfolio_of(world, app).id,
        )
    )


def portfolio_of(world: Sandbox, app: App) -> Business:
    """Whose app it is."""
    businesses = world.state.businesses
    return businesses.get(app.business_id) or next(iter(businesses.values()))


def tell_ban(world: Sandbox, waba: Waba) -> None:
    today = datetime.fromtimestamp(world.clock.now(), UTC)
    info = {
        "waba_ban_state": "DISABLE" if waba.banned else "REINSTATE",
        "waba_ban_date": f"{today:%B} {today.day}, {today.year}",
    }
    tell(world, waba.id, "account_update", {"event": "DISABLED_UPDATE", "ban_info": info})


def tell_restrictions(world: Sandbox, waba: Waba) -> None:
    rows = [{"restriction_type": kind, "expiration": int(until)} for kind, until in waba.restrictions.items()]
    value: Json = {"event": "ACCOUNT_RESTRICTION", "restriction_info": rows}
    tell(world, waba.id, "account_update", value)


def tell_name(world: Sandbox, phone: PhoneNumber, name: str, decision: str, reason: str | None) -> None:
    value = {
        "display_phone_number": phone.digits,
        "decision": decision,
        "requested_verified_name": name,
        "rejection_reason": reason,
    }
    tell(world, phone.waba_id, "phone_number_name_update", value)


def tell_number(world: Sandbox, phone: PhoneNumber, event: str) -> None:
    """ONBOARDING or THROUGHPUT_UPGRADE."""
    business = world.state.businesses[world.state.wabas[phone.waba_id].business_id]
    value = {
        "display_phone_number": phone.digits,
        "event": event,
        "max_daily_conversations_per_business": business.messaging_limit,
    }
    tell(world, phone.waba_id, "phone_number_quality_update", value)


def tell_security(world: Sandbox, phone: PhoneNumber, event: str, requester: str) -> None:
    value = {"display_phone_number": phone.digits, "event": event, "requester": requester}
    tell(world, phone.waba_id, "security", value)


def tell_official(world: Sandbox, phone: PhoneNumber) -> None:
    approved = phone.official_status == "APPROVED"
    alert = {
        "alert_severity": "INFORMATIONAL",
        "alert_status": "NONE",
        "alert_type": "OBA_APPROVED" if approved else "OBA_REJECTED",
        "alert_description": "The official business account was "
        + ("approved." if approved else "rejected."),
    }
    value = {"entity_type": "PHONE_NUMBER", "entity_id": phone.id, "alert_info": alert}
    tell(world, phone.waba_id, "account_alerts", value)


def tell_username(world: Sandbox, phone: PhoneNumber, username: str, status: str) -> None:
    value = {"display_phone_number": phone.digits, "username": username, "status": status}
    tell(world, phone.waba_id, "business_username_update", value)
