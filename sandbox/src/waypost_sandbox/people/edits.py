"""Messages that customers change or take back afterwards."""

from waypost_sandbox.people.contents import unsupported_error
from waypost_sandbox.people.people import NotPossibleError, shown_number, user_id_in
from waypost_sandbox.people.writing import tell_business
from waypost_sandbox.phone.view import message_view
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person

EDIT_SECONDS = 15 * 60
REVOKE_SECONDS = 2 * DAY_SECONDS
# What stands in an edit where a reply would name the message.
_NO_CONTEXT = {"id": "M0"}


def edit(world: Sandbox, person: Person, message_id: str, words: str) -> None:
    """Only numbers that the Business app shares learn the new words; others hear of something unsupported."""
    message = _own_message(world, person, message_id)
    if world.clock.now() > message.at + EDIT_SECONDS:
        raise NotPossibleError("A message can be edited for 15 minutes.")
    name = {"text": "body", "image": "caption", "video": "caption", "document": "caption"}.get(message.type)
    if name is None:
        raise NotPossibleError(f"A message of type {message.type} has no words to edit.")
    message.content = {**message.content, name: words}
    message.text = words
    if world.state.phone_numbers[message.phone_number_id].on_business_app:
        edited = {"type": message.type, message.type: message.content, "context": _NO_CONTEXT}
        _tell(world, person, message, "edit", {"original_message_id": message.id, "message": edited})
    else:
        _tell(world, person, message, "unsupported", {"type": "edit"})
    world.hub.tell(person.key, "message", {"message": message_view(world.state, message)})


def revoke(world: Sandbox, person: Person, message_id: str) -> None:
    """Only numbers that the Business app shares are told; at others the message stays as it was."""
    message = _own_message(world, person, message_id)
    if world.clock.now() > message.at + REVOKE_SECONDS:
        raise NotPossibleError("A message can be taken back for two days.")
    if world.state.phone_numbers[message.phone_number_id].on_business_app:
        _tell(world, person, message, "revoke", {"original_message_id": message.id})
    message.type, message.content, message.text = "revoked", None, "Message deleted"
    world.hub.tell(person.key, "refetch", {})


def _own_message(world: Sandbox, person: Person, message_id: str) -> Message:
    message = world.state.messages.get(message_id)
    if message is None or message.outgoing or message.person != person.key or message.type == "revoked":
        raise NotPossibleError("message_id must be a message that this person wrote.")
    return message


def _tell(world: Sandbox, person: Person, message: Message, kind: str, content: Json) -> None:
    now = world.clock.now()
    number = shown_number(person, world.state.thread(message.phone_number_id, person.key), now)
    user_id = user_id_in(world.state, person, message.phone_number_id)
    item: Json = {"from": number} if number is not None else {}
    item |= {
        "from_user_id": user_id,
        "id": world.ids.wamid(number or user_id, outgoing=False),
        "timestamp": str(int(now)),
        "type": kind,
        kind: content,
    }
    if kind == "unsupported":
        item["errors"] = [unsupported_error()]
    tell_business(world, message, item)
