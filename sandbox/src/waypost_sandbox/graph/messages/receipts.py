"""The read receipt, with the typing indicator if it is asked for."""

from waypost_sandbox.graph import checks
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.messages import Message

TYPING_SECONDS = 25
READABLE_DAYS = 30


def mark_as_read(world: Sandbox, phone: PhoneNumber, body: Json) -> Json:
    """Marks the message and all earlier ones of the chat."""
    checks.choice(body, "status", "", ("read",))
    message_id = checks.text(body, "message_id", "", 512)
    indicator = checks.optional_child(body, "typing_indicator")
    if indicator is not None:
        checks.choice(indicator, "type", "typing_indicator", ("text",))
    message = world.state.messages.get(message_id)
    if message is None or message.outgoing or message.phone_number_id != phone.id:
        raise checks.Beyond("message_id is not a message that this number received.")
    if message.at < world.clock.now() - READABLE_DAYS * DAY_SECONDS:
        raise checks.Beyond(f"The message is older than {READABLE_DAYS} days.")
    _mark(world, message)
    if indicator is not None:
        world.hub.tell(message.person, "typing", {"chat": phone.id, "seconds": TYPING_SECONDS})
    return {"success": True}


def _mark(world: Sandbox, message: Message) -> None:
    """Backwards through the chat, up to the first that was read before."""
    reached = False
    for message_id in reversed(world.state.thread(message.phone_number_id, message.person).messages):
        reached = reached or message_id == message.id
        earlier = world.state.messages.get(message_id)
        if not reached or earlier is None or earlier.outgoing:
            continue
        if earlier.status == "read":
            return
        earlier.status = "read"
        seen = {"chat": message.phone_number_id, "id": earlier.id, "status": "read"}
        world.hub.tell(message.person, "status", seen)
