"""Sending: the envelope, the checks in Meta's order, and the answer that means only "accepted"."""

import asyncio
import re
from typing import Any

import aiohttp

from waypost_sandbox import media as files
from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.content import CHECKS, Checked
from waypost_sandbox.graph.messages.template import check_template
from waypost_sandbox.life import journey
from waypost_sandbox.people.people import NotPossibleError, person_at
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import MESSAGING_SCOPE, PhoneNumber
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person
from waypost_sandbox.state.templates import Template

LONGEST_CALLBACK_DATA = 512
TYPING_SECONDS = 25
LINK_TIMEOUT_SECONDS = 10
_NUMBER = re.compile(r"\+?[0-9]{7,15}")
_PUNCTUATION = str.maketrans("", "", " -().\u00a0")
_fetching: set[asyncio.Task[None]] = set()


@edge("phone", "POST", "messages", scope=MESSAGING_SCOPE)
async def send_message(call: Call) -> Json:
    world = call.world
    phone = call.state.phone_numbers[call.node]
    body = await call.body()
    if body.get("status") == "read":
        return mark_as_read(world, phone, body)
    now = world.clock.now()
    if not world.limits.take_throughput(phone.id, now):
        raise GraphError(130429)
    kind, content, checked, template = _checked(call, phone, body)
    if not phone.registered:
        raise GraphError(133010)
    if phone.banned:
        raise GraphError(131031)
    person = _recipient(world, phone, body)
    if not world.limits.take_pair(phone.id, person.key, now):
        raise GraphError(131056)
    message = Message(
        seq=call.state.next_seq(),
        id=world.ids.wamid(person.wa_id or person.user_id, outgoing=True),
        outgoing=True,
        phone_number_id=phone.id,
        person=person.key,
        type=kind,
        content=content,
        text=checked.text,
        at=now,
        to=str(body.get("to") or body.get("recipient")),
        context_id=_context_id(body, kind),
        callback_data=_callback_data(body),
        category=template.category if template else None,
        template_id=template.id if template else None,
        shown=checked.shown,
    )
    _start(world, message)
    sent: Json = {"id": message.id}
    if kind == "template":
        sent["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [_contact(body, person)], "messages": [sent]}


def mark_as_read(world: Sandbox, phone: PhoneNumber, body: Json) -> Json:
    """The read receipt, with the typing indicator if it is asked for."""
    _check_product(body)
    message_id = checks.text(body, "message_id", "status", 512)
    message = world.state.messages.get(message_id)
    if message is None or message.outgoing or message.phone_number_id != phone.id:
        raise GraphError(131009, "message_id is not a message that this number received.")
    for earlier_id in world.state.thread(phone.id, message.person).messages:
        earlier = world.state.messages[earlier_id]
        if not earlier.outgoing and earlier.status != "read":
            earlier.status = "read"
            seen = {"chat": phone.id, "id": earlier.id, "status": "read"}
            world.hub.tell(message.person, "status", seen)
        if earlier_id == message_id:
            break
    indicator = body.get("typing_indicator")
    if indicator is not None:
        if not isinstance(indicator, dict) or indicator.get("type") != "text":
            raise GraphError(131009, 'typing_indicator must be {"type": "text"}.')
        world.hub.tell(message.person, "typing", {"chat": phone.id, "seconds": TYPING_SECONDS})
    return {"success": True}


def _check_product(body: Json) -> None:
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")


def _checked(call: Call, phone: PhoneNumber, body: Json) -> tuple[str, Any, Checked, Template | None]:
    _check_product(body)
    if body.get("recipient_type", "individual") not in ("individual", "group"):
        raise GraphError(100, "Param recipient_type must be one of {INDIVIDUAL, GROUP}.")
    kind = body.get("type") or ("text" if "text" in body else None)
    if kind is None:
        raise GraphError(131008, "The parameter type is required.")
    if not isinstance(kind, str) or (kind != "template" and kind not in CHECKS):
        raise GraphError(100, f"Param type must be one of {{{', '.join([*CHECKS, 'template']).upper()}}}.")
    content: Any = body.get(kind)
    if content is None:
        raise GraphError(131008, f"The parameter {kind} is required.")
    if kind == "contacts" and not isinstance(content, list):
        raise GraphError(100, "Param contacts must be an array.")
    if kind != "contacts" and not isinstance(content, dict):
        raise GraphError(100, f"Param {kind} must be a JSON object.")
    _callback_data(body)
    _context_id(body, kind)
    if kind == "template":
        checked, template = check_template(call.state, phone.waba_id, content)
        return kind, content, checked, template
    return kind, content, CHECKS[kind](call.state, phone.waba_id, content), None


def _callback_data(body: Json) -> str | None:
    found = body.get("biz_opaque_callback_data")
    if found is None:
        return None
    if not isinstance(found, str):
        raise GraphError(100, "Param biz_opaque_callback_data must be a string.")
    if len(found) > LONGEST_CALLBACK_DATA:
        raise GraphError(131009, f"biz_opaque_callback_data has at most {LONGEST_CALLBACK_DATA} characters.")
    return found


def _context_id(body: Json, kind: str) -> str | None:
    context = body.get("context")
    if context is None:
        return None
    if kind == "reaction":
        raise GraphError(100, "context cannot stand with a reaction.")
    if not isinstance(context, dict):
        raise GraphError(100, "Param context must be a JSON object.")
    return checks.text(context, "message_id", "context", 512)


def _recipient(world: Sandbox, phone: PhoneNumber, body: Json) -> Person:
    to, recipient = body.get("to"), body.get("recipient")
    if not to and not recipient:
        raise GraphError(131008, "The parameter to is required.")
    if not to:
        found = world.state.find_person(str(recipient))
        if found is None or found.user_id != recipient:
            raise GraphError(100, "Param recipient is not a user id of this portfolio.")
        return found
    number = str(to).translate(_PUNCTUATION)
    if _NUMBER.fullmatch(number) is None:
        raise GraphError(100, "Param to must be a phone number of 7 to 15 digits.")
    wa_id = number.lstrip("+")
    if wa_id == phone.digits:
        raise GraphError(131021)
    allowed = world.settings.allowed_recipients
    if allowed is not None and wa_id not in allowed:
        raise GraphError(131030)
    try:
        return person_at(world.state, wa_id)
    except NotPossibleError as error:
        raise GraphError(100, str(error)) from error


def _contact(body: Json, person: Person) -> Json:
    if not body.get("to"):
        return {"input": body["recipient"], "user_id": person.user_id}
    contact: Json = {"input": str(body["to"]), "wa_id": person.wa_id}
    if body.get("recipient"):
        contact["user_id"] = person.user_id
    return contact


def _start(world: Sandbox, message: Message) -> None:
    link = message.content.get("link") if isinstance(message.content, dict) else None
    if message.type not in files.KINDS or link is None:
        journey.set_off(world, message, None)
        return
    # Kept, so that the task is not collected while it fetches.
    task = asyncio.get_running_loop().create_task(_fetch(world, message, link))
    _fetching.add(task)
    task.add_done_callback(_fetching.discard)


async def _fetch(world: Sandbox, message: Message, link: str) -> None:
    """Meta fetches the file itself; what goes wrong comes back as 131053."""
    largest, types = files.KINDS[message.type]
    timeout = aiohttp.ClientTimeout(total=LINK_TIMEOUT_SECONDS)
    refusal: int | None = 131053
    try:
        async with world.deliveries.session.get(link, timeout=timeout) as found:
            content = await found.content.read(largest + 1)
            mime_type = files.plain_type(found.headers.get("Content-Type", ""))
            good = found.status == 200 and len(content) <= largest
            if good and (message.type == "document" or mime_type in types):
                until = files.uploaded_until(world.clock.now())
                media = files.store(
                    world.state, world.ids, message.phone_number_id, content, mime_type, expires_at=until
                )
                message.content = {**message.content, "id": media.id}
                refusal = None
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        pass
    journey.set_off(world, message, refusal)
