"""The life of a message from the business after Meta accepted it: sent, delivered, read, or failed."""

from waypost_sandbox.graph.errors import webhook_error
from waypost_sandbox.life import pricing
from waypost_sandbox.life.refusals import refusal_of
from waypost_sandbox.life.statuses import tell_status
from waypost_sandbox.people.people import NUMBER_KNOWN_SECONDS
from waypost_sandbox.phone.view import BUSINESS, message_view
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person, Thread

TTL_SECONDS = 30 * DAY_SECONDS
AUTHENTICATION_TTL_SECONDS = 600.0


def set_off(world: Sandbox, message: Message, refusal: int | None) -> None:
    """Starts the journey; `refusal` is a code that was already certain when Meta accepted."""
    thread = world.state.thread(message.phone_number_id, message.person)
    now = world.clock.now()
    thread.messages.append(message.id)
    world.state.messages[message.id] = message
    if not message.to_user_id:
        thread.number_known_until = now + NUMBER_KNOWN_SECONDS
    world.watchers.accepted(message)
    if refusal is None:
        refusal = refusal_of(world, message, thread) or world.faults.message(
            message.phone_number_id, message.person
        )
    soonest = now + world.faults.dice.uniform(*world.settings.sent_seconds)
    thread.leaves_at = max(soonest, thread.leaves_at)
    world.clock.at(thread.leaves_at, _leave, world, message, refusal)


def resume(world: Sandbox, message: Message) -> None:
    """After a restart with a kept world: what was on its way goes on."""
    thread = world.state.thread(message.phone_number_id, message.person)
    now = world.clock.now()
    if message.status == "accepted":
        world.clock.at(max(now, thread.leaves_at), _leave, world, message, refusal_of(world, message, thread))
    elif message.status == "sent" and message.type != "reaction" and message.id not in thread.waiting:
        world.clock.at(max(now, thread.arrives_at), arrive, world, message)


def arrive(world: Sandbox, message: Message) -> None:
    """The message is on the phone, unless it came too late or the person has blocked the number."""
    person = world.state.people[message.person]
    thread = world.state.thread(message.phone_number_id, message.person)
    if world.clock.now() > lives_until(message) or message.phone_number_id in person.blocked:
        return
    if not person.online:
        thread.waiting.append(message.id)
        return
    message.received += 1
    looking = world.hub.is_open(person.key, message.phone_number_id)
    # With the chat open Meta reports only the reading.
    if not looking:
        thread.unread.append(message.id)
        tell_status(world, message, "delivered")
    if world.hub.watches(person.key):
        world.hub.tell(person.key, "message", {"message": message_view(world.state, message)})
    if looking or person.reads:
        world.clock.after(world.faults.dice.uniform(*world.settings.read_seconds), read, world, message)


def lives_until(message: Message) -> float:
    """What has not arrived by then is dropped, and nobody is told."""
    usual = AUTHENTICATION_TTL_SECONDS if message.category == "AUTHENTICATION" else TTL_SECONDS
    return message.at + (usual if message.ttl_seconds is None else message.ttl_seconds)


def read(world: Sandbox, message: Message) -> None:
    if "read" in message.times or message.received == 0:
        return
    thread = world.state.thread(message.phone_number_id, message.person)
    if message.id in thread.unread:
        thread.unread.remove(message.id)
    if message.echo:
        # Of what was written in the Business app the API hears no statuses.
        message.status = "read"
        return
    tell_status(world, message, "read")


def play(world: Sandbox, message: Message) -> None:
    """A voice note, heard for the first time."""
    read(world, message)
    if "played" not in message.times:
        tell_status(world, message, "played")


def fail(world: Sandbox, message: Message, code: int, details: str | None = None) -> None:
    message.failure = webhook_error(code, details)
    tell_status(world, message, "failed")


def go(world: Sandbox, person: Person, *, online: bool) -> None:
    """Coming online, everything that waited arrives in its order."""
    person.online, was_online = online, person.online
    if was_online or not online:
        return
    for thread in threads_of(world, person):
        waiting, thread.waiting = thread.waiting, []
        for message_id in waiting:
            message = world.state.messages.get(message_id)
            if message is not None:
                arrive(world, message)


def read_chat(world: Sandbox, person: Person, phone_number_id: str | None) -> int:
    """Reads what lies unread in one chat or in all; the number of messages."""
    count = 0
    for thread in threads_of(world, person):
        if phone_number_id not in (None, thread.phone_number_id):
            continue
        unread, thread.unread = thread.unread, []
        for message_id in unread:
            message = world.state.messages.get(message_id)
            if message is not None:
                read(world, message)
                count += 1
    return count


def threads_of(world: Sandbox, person: Person) -> list[Thread]:
    """The person's chats, in the order of the business's numbers."""
    found = (world.state.threads.get(f"{number}:{person.key}") for number in world.state.phone_numbers)
    return [thread for thread in found if thread is not None]


def _leave(world: Sandbox, message: Message, refusal: int | None) -> None:
    if refusal is not None:
        fail(world, message, refusal)
        return
    thread = world.state.thread(message.phone_number_id, message.person)
    now = world.clock.now()
    pricing.charge(world, message, thread, now)
    tell_status(world, message, "sent")
    if message.type == "reaction":
        _react(world, message)
        return
    soonest = now + world.faults.dice.uniform(*world.settings.delivered_seconds)
    thread.arrives_at = max(soonest, thread.arrives_at)
    world.clock.at(thread.arrives_at, arrive, world, message)


def _react(world: Sandbox, message: Message) -> None:
    message.received = 1
    target = world.state.messages.get(message.content["message_id"])
    if target is None:
        return
    emoji = message.content.get("emoji", "")
    if emoji:
        target.reactions[BUSINESS] = emoji
    else:
        target.reactions.pop(BUSINESS, None)
    world.hub.tell(message.person, "message", {"message": message_view(world.state, target)})
