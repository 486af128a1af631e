"""Sending: the checks in Meta's order, and the answer that means only "accepted"."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.calling.permissions import permission, request_refusal
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.content import CHECKS
from waypost_sandbox.graph.messages.departure import depart, hold
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.receipts import mark_as_read
from waypost_sandbox.graph.messages.recipient import Recipient
from waypost_sandbox.graph.messages.restrictions import check_account, check_template, refuse_direct_send
from waypost_sandbox.graph.messages.template import (
    Wanted,
    fill_template,
    find_template,
    read_template,
    ttl_of,
)
from waypost_sandbox.graph.templates import pacing
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import MESSAGING_SCOPE, PhoneNumber, Waba
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person
from waypost_sandbox.state.templates import Template

LONGEST_CALLBACK_DATA = 512
# The account that is billed, and how it was called before.
PAYERS = ("messaging_account_id", "paid_messaging_account_id")
TYPES = (*CHECKS, "template")
# What only a group can be sent.
GROUP_TYPES = ("pin",)
NOT_IN_GROUPS = ("interactive", "location", "contacts", "reaction")
# Raises why this template cannot go this way.
MaySend = Callable[[Draft, Template], None]


class Envelope(Struct):
    """A body that could be read."""

    kind: str
    content: Any
    recipient: Recipient
    words: str
    draft: Draft
    context_id: str | None
    callback_data: str | None
    identity_hash: str | None
    template: Wanted | None


@edge("phone", "POST", "messages", scope=MESSAGING_SCOPE)
async def send_message(call: Call) -> Json:
    body = await call.body()
    phone = call.state.phone_numbers[call.node]
    with checks.switched(call.world.settings.shape_errors):
        if "status" in body:
            check_product(body)
            check_number(phone, call.state.wabas[phone.waba_id], call.now)
            return mark_as_read(call.world, phone, body)
        take_throughput(call, phone)
        envelope = read_envelope(Draft(call.state, phone, call.now), body)
    if body.get("category") is not None:
        raise refuse_direct_send(envelope.draft.waba, call.now)
    return accept(call, phone, envelope, _by_cloud_api)


def take_throughput(call: Call, phone: PhoneNumber) -> None:
    if not call.world.limits.take_throughput(phone.id, call.now):
        raise GraphError(130429)


def accept(call: Call, phone: PhoneNumber, envelope: Envelope, may_send: MaySend) -> Json:
    """From the number's state to the answer: number, recipient, template, the limit of the pair."""
    world = call.world
    check_number(phone, envelope.draft.waba, envelope.draft.now)
    if envelope.recipient.group:
        raise _group_refusal(call, envelope)
    person = envelope.recipient.find(world, phone)
    template = _template(envelope, may_send) if envelope.template else None
    _may_ask_for_calls(call, envelope, person)
    if not world.limits.take_pair(phone.id, person.key, envelope.draft.now):
        raise GraphError(131056)
    if template is not None and world.reach.refuses_at_once(phone, person.key, envelope.draft.now):
        raise GraphError(131048)
    message = _message(call, envelope, person, template)
    message.marketing_api = may_send is not _by_cloud_api
    sent: Json = {"id": message.id}
    held = template is not None and pacing.holds(world, template)
    if template is not None:
        sent["message_status"] = "held_for_quality_assessment" if held else "accepted"
    if template is not None and held:
        hold(world, message, envelope.draft, template)
    else:
        depart(world, message, envelope.draft)
    return {
        "messaging_product": "whatsapp",
        "contacts": [envelope.recipient.contact(call.state, phone, person)],
        "messages": [sent],
    }


def check_product(body: Json) -> None:
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")


def check_number(phone: PhoneNumber, waba: Waba, now: float) -> None:
    if not phone.registered:
        raise GraphError(133010)
    if phone.banned or waba.banned:
        raise GraphError(131031)
    check_account(waba, now)
    if phone.maintenance:
        raise GraphError(131057)
    if phone.digits.startswith("1555") and phone.name_status != "APPROVED":
        raise GraphError(131037)


def read_envelope(draft: Draft, body: Json) -> Envelope:
    """Everything that can be checked without looking further than the number's own account."""
    check_product(body)
    recipient = Recipient(body)
    _check_payer(draft, body)
    kind = body.get("type")
    if kind is None:
        # Meta's own samples leave it out for texts.
        kind = "text"
    if kind in GROUP_TYPES and not recipient.group:
        raise GraphError(131051, f"{kind} can be sent to groups only.")
    checks.choice({"type": kind}, "type", "", (*TYPES, *GROUP_TYPES))
    content: Any = checks.unpacked(body.get(kind))
    body = {**body, kind: content, "context": checks.unpacked(body.get("context"))}
    if kind == "contacts":
        if content is not None and not isinstance(content, list):
            raise checks.Misshapen("Param contacts must be an array of objects.")
    else:
        content = checks.child(body, kind)
    wanted, words = None, ""
    if kind == "template":
        wanted = read_template(content)
    elif kind in CHECKS:
        words = CHECKS[kind](draft, content)
    return Envelope(
        kind=kind,
        content=content,
        recipient=recipient,
        words=words,
        draft=draft,
        context_id=_context_id(body, kind),
        callback_data=checks.text(body, "biz_opaque_callback_data", "", LONGEST_CALLBACK_DATA, required=False)
        or None,
        identity_hash=checks.text(body, "recipient_identity_key_hash", "", 512, required=False) or None,
        template=wanted,
    )


def _check_payer(draft: Draft, body: Json) -> None:
    """Which account is billed; a number of the sandbox has one."""
    for name in PAYERS:
        if checks.identifier(body, name, "", required=False) not in ("", draft.phone.waba_id):
            raise checks.Beyond(f"{name} is not the account of this number.")


def _context_id(body: Json, kind: str) -> str | None:
    context = checks.optional_child(body, "context")
    if context is None:
        return None
    if kind == "reaction":
        raise checks.Misshapen("context cannot stand with a reaction.")
    return checks.text(context, "message_id", "context", 512)


def _template(envelope: Envelope, may_send: MaySend) -> Template:
    """The template, filled in. Raises why it cannot be sent, or not in this way."""
    assert envelope.template is not None
    draft = envelope.draft
    template = find_template(draft.state, draft.phone.waba_id, envelope.template)
    if template.category == "AUTHENTICATION" and envelope.recipient.by_user_id:
        raise GraphError(131062)
    check_template(draft.waba, template, draft.now)
    may_send(draft, template)
    envelope.words = fill_template(draft, template, envelope.template)
    return template


def _by_cloud_api(draft: Draft, template: Template) -> None:
    if template.bid_amount is not None:
        raise GraphError(131061)
    if template.category == "MARKETING" and not draft.waba.marketing_on_cloud_api:
        raise GraphError(131063)


def _message(call: Call, envelope: Envelope, person: Person, template: Template | None) -> Message:
    # A hidden number must not show in the id.
    peer = person.key if envelope.recipient.to else envelope.recipient.user_id
    return Message(
        seq=call.state.next_seq(),
        id=call.world.ids.wamid(peer, outgoing=True),
        outgoing=True,
        phone_number_id=envelope.draft.phone.id,
        person=person.key,
        type=envelope.kind,
        content=envelope.content,
        text=envelope.words,
        at=envelope.draft.now,
        to=envelope.recipient.input,
        to_user_id=envelope.recipient.by_user_id,
        context_id=envelope.context_id,
        callback_data=envelope.callback_data,
        identity_key_hash=envelope.identity_hash,
        category=template.category if template else None,
        template_id=template.id if template else None,
        ttl_seconds=ttl_of(template) if template else None,
        shown=envelope.draft.shown,
    )


def _may_ask_for_calls(call: Call, envelope: Envelope, person: Person) -> None:
    """A person is asked for the permission to call once a day and twice a week."""
    buttons = (envelope.draft.shown or {}).get("buttons") or []
    if not any(button["kind"] == "call_permission" for button in buttons):
        return
    asked = permission(call.state, envelope.draft.phone.id, person.key)
    refusal = request_refusal(asked, call.now)
    if refusal is not None:
        raise GraphError(refusal)


def _group_refusal(call: Call, envelope: Envelope) -> GraphError:
    """The sandbox keeps groups but delivers nothing to them."""
    group = call.state.groups.get(envelope.recipient.to)
    if group is None or group.phone_number_id != envelope.draft.phone.id:
        return GraphError(131041)
    if group.suspended:
        return GraphError(131207)
    if not group.participants:
        return GraphError(131020)
    if envelope.kind in NOT_IN_GROUPS:
        return GraphError(131051, f"{envelope.kind} cannot be sent to a group.")
    return GraphError(131215, "The sandbox does not deliver to groups.")
