"""Numbers that the WhatsApp Business app and the API share: what is done by hand in the app."""

from typing import Any

from waypost_sandbox.deliver import Update
from waypost_sandbox.people.contents import content_of, text_of
from waypost_sandbox.people.people import NotPossibleError, person_at, shown_number, user_id_in
from waypost_sandbox.phone.view import message_view
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.coexistence import Coexistence
from waypost_sandbox.state.messages import Message
from waypost_sandbox.watchers import Watcher

REASONS = (
    "ACCOUNT_DISCONNECTED",
    "BUSINESS_DOWNGRADE",
    "CHANGE_NUMBER",
    "COMPANION_INACTIVITY",
    "PRIMARY_INACTIVITY",
    "USER_RE_REGISTERED",
)
_BY_USER = {"ACCOUNT_DISCONNECTED", "CHANGE_NUMBER", "USER_RE_REGISTERED"}


def watch(world: Sandbox) -> None:
    onboarding = Onboarding(world)
    onboarding.reset()
    world.watchers.all.append(onboarding)


class Onboarding(Watcher):
    """Numbers that the world begins with are onboarded as it begins."""

    def __init__(self, world: Sandbox) -> None:
        self._world = world

    def reset(self) -> None:
        for phone in self._world.state.phone_numbers.values():
            if phone.on_business_app:
                shared(self._world, phone)


def onboard(world: Sandbox, phone: PhoneNumber, told: Coexistence) -> None:
    """As when the business scans the code: from now on both write with this number."""
    for past in told.past:
        person_at(world.state, past.person)
    phone.on_business_app = True
    phone.registered = True
    world.state.coexistence[phone.id] = told


def disconnect(world: Sandbox, phone: PhoneNumber, reason: str) -> None:
    if reason not in REASONS:
        raise NotPossibleError(f"reason must be one of {', '.join(REASONS)}.")
    shared(world, phone)
    phone.on_business_app = False
    phone.registered = False
    del world.state.coexistence[phone.id]
    waba = world.state.wabas[phone.waba_id]
    value = {
        "event": "PARTNER_REMOVED",
        "waba_info": {"waba_id": waba.id, "owner_business_id": waba.business_id},
        "disconnection_info": {"reason": reason, "initiated_by": "USER" if reason in _BY_USER else "SYSTEM"},
    }
    world.deliveries.tell(Update(waba_id=waba.id, field="account_update", value=value))


def shared(world: Sandbox, phone: PhoneNumber) -> Coexistence:
    """Raises NotPossibleError for a number that the Business app does not share."""
    if not phone.on_business_app:
        raise NotPossibleError(
            f"The Business app does not share {phone.id}. POST /_sandbox/coexistence/{phone.id}/onboard."
        )
    found = world.state.coexistence.get(phone.id)
    if found is None:
        found = world.state.coexistence[phone.id] = Coexistence(onboarded_at=world.clock.now())
    return found


def write_by_hand(world: Sandbox, phone: PhoneNumber, to: str, order: Json) -> Message:
    """Someone answers in the app: free, it opens no window, and the API hears an echo."""
    shared(world, phone)
    person = person_at(world.state, to)
    kind = str(order.get("type") or "text")
    content = content_of(world, phone.id, kind, order, {})
    now = world.clock.now()
    message = Message(
        seq=world.state.next_seq(),
        id=world.ids.wamid(person.key, outgoing=True),
        outgoing=True,
        phone_number_id=phone.id,
        person=person.key,
        type=kind,
        content=content,
        text=text_of(kind, content),
        at=now,
        to=person.key,
        echo=True,
        status="delivered",
        received=1,
    )
    world.state.messages[message.id] = message
    thread = world.state.thread(phone.id, person.key)
    thread.messages.append(message.id)
    thread.unread.append(message.id)
    world.hub.tell(person.key, "message", {"message": message_view(world.state, message)})
    _echo(world, message, message.id, kind, content)
    return message


def edit_by_hand(world: Sandbox, phone: PhoneNumber, message_id: str, words: str) -> None:
    message = _own(world, phone, message_id)
    if message.type != "text":
        raise NotPossibleError("Only the words of a text can be edited.")
    message.content, message.text = {"body": words}, words
    content = {"original_message_id": message.id, "message": {"type": "text", "text": message.content}}
    _tell_change(world, message, "edit", content)


def revoke_by_hand(world: Sandbox, phone: PhoneNumber, message_id: str) -> None:
    message = _own(world, phone, message_id)
    _tell_change(world, message, "revoke", {"original_message_id": message.id})
    message.type, message.content, message.text = "revoked", None, "Message deleted"


def keep_contact(world: Sandbox, phone: PhoneNumber, number: str, names: Json | None) -> None:
    """The app's address book gets a contact, or loses it when there are no names."""
    book = shared(world, phone).contacts
    if names is not None:
        book[number] = names
    elif book.pop(number, None) is None:
        raise NotPossibleError(f"{number} is not in the address book.")
    tell_contact(world, phone, number, names)


def tell_contact(world: Sandbox, phone: PhoneNumber, number: str, names: Json | None) -> None:
    item = {
        "type": "contact",
        "contact": {**(names or {}), "phone_number": number},
        "action": "remove" if names is None else "add",
        "metadata": {"timestamp": str(int(world.clock.now()))},
    }
    _tell(world, phone, "smb_app_state_sync", "state_sync", item)


def _own(world: Sandbox, phone: PhoneNumber, message_id: str) -> Message:
    shared(world, phone)
    message = world.state.messages.get(message_id)
    if message is None or not message.echo or message.phone_number_id != phone.id:
        raise NotPossibleError("message_id must be a message that was written in the Business app.")
    return message


def _tell_change(world: Sandbox, message: Message, kind: str, content: Json) -> None:
    _echo(world, message, world.ids.wamid(message.person, outgoing=True), kind, content)
    world.hub.tell(message.person, "refetch", {})


def _echo(world: Sandbox, message: Message, echo_id: str, kind: str, content: Any) -> None:
    phone = world.state.phone_numbers[message.phone_number_id]
    person = world.state.people[message.person]
    now = world.clock.now()
    number = shown_number(person, world.state.thread(phone.id, person.key), now)
    item: Json = {"from": phone.digits}
    if number is not None:
        item["to"] = number
    item |= {
        "to_user_id": user_id_in(world.state, person, phone.id),
        "id": echo_id,
        "timestamp": str(int(now)),
        "type": kind,
    }
    item[kind] = content
    _tell(world, phone, "smb_message_echoes", "message_echoes", item)


def _tell(world: Sandbox, phone: PhoneNumber, field: str, items: str, item: Json) -> None:
    world.deliveries.tell(
        Update(waba_id=phone.waba_id, field=field, phone_number_id=phone.id, items=items, item=item)
    )
