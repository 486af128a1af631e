"""What there is to tell, to whom, and in what shape."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import App

NEWEST_OLDER_VERSION = 23
# Of these alone an account or a number may have the webhooks sent elsewhere than the app does.
OVERRIDABLE = {
    "account_settings_update",
    "calls",
    "consumer_profile",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "history",
    "message_echoes",
    "messages",
    "messaging_handovers",
    "smb_app_state_sync",
    "smb_message_echoes",
}
# What is told of a number; all else is told of an account, in an entry with the time.
OF_NUMBERS = (OVERRIDABLE - {"account_settings_update"}) | {"user_id_update", "user_preferences"}


class Update(Struct):
    """One thing to tell an account's subscribers.

    With `items` it is one of a list in the value ("messages", "statuses", …) of a number, and shares its
    value with its neighbours. Without, `value` is the whole value.
    """

    waba_id: str
    field: str = "messages"
    phone_number_id: str | None = None
    items: str = ""
    item: Json | None = None
    # What webhooks up to v23 carry in the item besides.
    older: Json | None = None
    contacts: list[Json] | None = None
    value: Json | None = None
    on_answered: Callable[[], None] | None = None
    # A partner's app hears of an account before it subscribes; the entry then names the partner's portfolio.
    partner_app: str = ""
    entry_id: str = ""


def audience(update: Update, state: State) -> Iterator[tuple[App, str]]:
    """The apps that want to know, and where: the number's address, the account's, the app's own."""
    if update.partner_app:
        partner = state.apps[update.partner_app]
        if partner.callback_url and update.field in partner.fields:
            yield partner, partner.callback_url
        return
    override = None
    if update.field in OVERRIDABLE and update.phone_number_id is not None:
        override = state.phone_numbers[update.phone_number_id].override_url
    for app_id, account_url in state.wabas[update.waba_id].subscribed_apps.items():
        app = state.apps.get(app_id)
        if app is None or app.disabled or update.field not in app.fields:
            continue
        url = app.callback_url
        if update.field in OVERRIDABLE:
            url = override or account_url or url
        if url:
            yield app, url


def seen_by(app: App, update: Update) -> Update:
    """The update in the version of webhooks that the app receives."""
    if update.older is None or int(app.webhook_version[1:].partition(".")[0]) > NEWEST_OLDER_VERSION:
        return update
    return msgspec.structs.replace(update, item={**(update.item or {}), **update.older})


def envelope(updates: list[Update], state: State, now: float) -> Json:
    """Neighbours of the same number and kind share one value, as Meta's own batches do."""
    entries: list[Json] = []
    last: Update | None = None
    named: set[str] = set()
    for update in updates:
        if last is None or last.waba_id != update.waba_id or None in (last.item, update.item):
            entries.append({"id": update.entry_id or update.waba_id, "changes": []})
            last = None
        changes = entries[-1]["changes"]
        if update.item is None:
            if update.field not in OF_NUMBERS:
                entries[-1] = {"id": entries[-1]["id"], "time": int(now), "changes": changes}
            changes.append({"value": update.value, "field": update.field})
        elif last is not None and _share(last, update):
            value = changes[-1]["value"]
            value[update.items].append(update.item)
            for contact in update.contacts or ():
                if contact["user_id"] not in named:
                    named.add(contact["user_id"])
                    value["contacts"].append(contact)
        else:
            changes.append({"value": _value(update, state), "field": update.field})
            named = {contact["user_id"] for contact in update.contacts or ()}
        last = update
    return {"object": "whatsapp_business_account", "entry": entries}


def _share(one: Update, other: Update) -> bool:
    return (
        one.phone_number_id == other.phone_number_id
        and one.field == other.field
        and one.items == other.items
        # A failed status stands without contacts; it gets a value of its own.
        and (one.contacts is None) == (other.contacts is None)
    )


def _value(update: Update, state: State) -> Json:
    phone = state.phone_numbers[str(update.phone_number_id)]
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": phone.digits, "phone_number_id": phone.id},
    }
    if update.contacts is not None:
        value["contacts"] = list(update.contacts)
    value[update.items] = [update.item]
    return value
