"""What people (and API keys) send in a conversation: anything that WhatsApp takes, checked before it is queued."""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import F

from waypost.accounts.permissions import Permission
from waypost.contacts import actions as contacts
from waypost.core.actor import Actor, requires
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.errors import Conflict, NotFound, WaypostError
from waypost.kit.ids import uuid7
from waypost.media import queries as media
from waypost.messaging import content as contents
from waypost.messaging import queries, tickets
from waypost.messaging.content import FILE_KINDS, Draft
from waypost.messaging.events import MessageQueued
from waypost.messaging.gate import Decision, Deferred, Origin, Purpose, Refused, decide
from waypost.messaging.models import Conversation, Message
from waypost.messaging.queries import Want
from waypost.messaging.rules import PRIORITY, STATUS_RANK, step_key
from waypost.messaging.schemas import MessageIn, MessageOut
from waypost.messaging.waiting import note_answers
from waypost.templates import queries as templates
from waypost.templates import rules as template_rules

_AS_FILE = {"gif": "video"}
"""What moves in a header is a short film without sound."""
_A_FILE = {
    "image": "an image",
    "video": "a video",
    "document": "a document",
    "audio": "a recording",
    "sticker": "a sticker",
}


class MessageRefused(WaypostError):
    """The gate said no; the code is the verdict's, and the sentence is for the person who wrote."""

    status = 409

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.code = refused.code


class NotFitting(WaypostError):
    """WhatsApp would not take it. Names each field, its limit and what was given."""

    code = "not_fitting"
    status = 422


@requires(Permission.MESSAGES_SEND)
def queue_message(actor: Actor, conversation_id: UUID, new: MessageIn) -> MessageOut:
    """The message, checked, decided and queued. The same `client_key` again returns the first one."""
    contacts.hold_shared(Actor.system(actor.tenant_id))
    conversation = queries.access_conversation(actor, conversation_id)
    conversation_id = conversation.id
    if already := Message.objects.filter(client_key=new.client_key).first():
        return _same_message(actor, already, conversation_id)
    draft, purpose = _draft(actor, new, conversation)
    origin: Origin = "api" if actor.kind == "api_key" else "person"
    template_id = new.template.id if new.template and draft.kind == "template" else None
    message_id = uuid7()
    decision = _ask_gate(Want(message_id, conversation_id, purpose, origin, template_id), actor)
    written = _insert(actor, conversation, new, draft, (message_id, purpose, origin, decision))
    if not written:
        return _same_message(actor, Message.objects.get(client_key=new.client_key), conversation_id)
    return _queued(actor, conversation_id, message_id, decision)


@requires(Permission.MESSAGES_SEND)
def retry_message(actor: Actor, message_id: UUID) -> MessageOut:
    """Send a failed message again, under its own id: a late status of the first try still finds it."""
    message = queries.access_message(actor, message_id)
    if message.status != "failed" or message.direction != "out":
        raise Conflict("Only a message that failed can be sent again.")
    template_id = (message.content or {}).get("template_id") if message.kind == "template" else None
    decision = _ask_gate(
        Want(
            message_id,
            message.conversation_id,
            message.purpose,
            message.origin,
            UUID(template_id) if template_id else None,
        ),
        actor,
    )
    won = Message.objects.filter(id=message_id, status="failed").update(
        status="queued",
        status_rank=STATUS_RANK["queued"],
        failure_code=None,
        failure_reason="",
        wamid=None,
        attempt=F("attempt") + 1,
        life={**message.life, **_queued_step(actor, message.attempt + 1, decision)},
        **_held(decision),
    )
    if not won:
        raise Conflict("Somebody else is already sending it again.")
    return _queued(actor, message.conversation_id, message_id, decision)


def _draft(actor: Actor, new: MessageIn, conversation: Conversation) -> tuple[Draft, Purpose]:
    purpose: Purpose = "service"
    if new.kind == "template":
        return _template_draft(actor, new, conversation)
    if new.kind in FILE_KINDS:
        draft = _file_draft(actor, new)
    elif new.kind == "text":
        draft = Draft("text", new.text)
    elif new.kind == "reaction":
        if new.reply_to_id is None:
            raise NotFitting("Name the message that you react to.", {"reply_to_id": "missing"})
        draft = Draft("reaction", new.text)
    else:
        words = contents.card_names(new.content) or contents.readable(new.kind, new.content)
        named = contents.media_ids_in(new.content)
        _access_files(actor, named)
        draft = Draft(new.kind, words, new.content, named[0] if named else None)
    _refuse_unfitting({problem.field: problem.message for problem in contents.problems_of(draft)})
    return draft, purpose


def _file_draft(actor: Actor, new: MessageIn) -> Draft:
    if new.media_id is None:
        raise NotFitting("Upload a file first, and name it here.", {"media_id": "missing"})
    [file] = _access_files(actor, [new.media_id])
    if file.kind != new.kind:
        sentence = f"This file is sent as {file.kind}, not as {new.kind}."
        raise NotFitting(sentence, {"kind": sentence})
    content = contents.file_content(
        new.kind, new.media_id, new.text, filename=file.filename, voice=file.is_voice
    )
    if new.text and "caption" not in content:
        sentence = "WhatsApp shows no text with this kind of file. Send it as a message of its own."
        raise NotFitting(sentence, {"text": sentence})
    return Draft(new.kind, new.text, content, new.media_id)


def _template_draft(actor: Actor, new: MessageIn, conversation: Conversation) -> tuple[Draft, Purpose]:
    if new.template is None:
        raise NotFitting("Choose a template.", {"template": "missing"})
    template = templates.access_template(actor, new.template.id)
    values = new.template.values
    form = template.components, template.parameter_format
    problems = template_rules.fit(*form, values, now=clock.now())
    _refuse_unfitting({f"template.values.{problem.field}": problem.message for problem in problems})
    wanted = template_rules.media_in(*form, values)
    files = _access_files(actor, [one.media_id for one in wanted])
    _refuse_unfitting(
        {
            f"template.values.{one.field}": f"This template takes {_A_FILE[kind]} here, not {_A_FILE[file.kind]}."
            for one, file in zip(wanted, files, strict=True)
            if (kind := _AS_FILE.get(one.kind, one.kind)) != file.kind
        }
    )
    shown = template_rules.render(*form, values)
    kept = {
        "template_id": str(template.id),
        "name": template.name,
        "language": template.language,
        "values": values,
        "shown": msgspec.to_builtins(shown),
    }
    first = wanted[0].media_id if wanted else None
    return Draft("template", shown.body, kept, first), cast("Purpose", template.category)


def _access_files(actor: Actor, media_ids: list[UUID]) -> list[Any]:
    found = media.shapes(Actor.system(actor.tenant_id), media_ids)
    for media_id in media_ids:
        file = found.get(media_id)
        if file is None:
            raise NotFound("There is no such file. Upload it again.")
        if file.status != "ready":
            raise Conflict(file.problem or "This file is not ready yet. Try again in a moment.")
    return [found[media_id] for media_id in media_ids]


def _refuse_unfitting(problems: dict[str, str]) -> None:
    if problems:
        raise NotFitting(" ".join(problems.values()), problems)


def _ask_gate(want: Want, actor: Actor) -> Decision:
    """Raises what a person can put right; what only has to wait is queued with its reason."""
    now = clock.now()
    decision = decide(queries.attempts(Actor.system(actor.tenant_id), [want], now)[want.key], now)
    if isinstance(decision, Refused):
        raise MessageRefused(decision)
    return decision


def _held(decision: Decision) -> dict[str, Any]:
    if isinstance(decision, Deferred):
        return {"held_until": decision.until, "held_reason": decision.reason}
    return {"held_until": None, "held_reason": ""}


def _queued_step(actor: Actor, attempt: int, decision: Decision) -> dict[str, Any]:
    verdicts = [one for one in decision.verdicts if one.result != "passed"]
    step: dict[str, Any] = {"at": clock.now(), "by": actor.name or actor.kind}
    if verdicts:
        step["verdicts"] = verdicts
    return msgspec.to_builtins({step_key(attempt, "queued"): step})  # type: ignore[no-any-return]


def _insert(
    actor: Actor,
    conversation: Conversation,
    new: MessageIn,
    draft: Draft,
    decided: tuple[UUID, Purpose, Origin, Decision],
) -> bool:
    """False when another request with the same client key came first."""
    message_id, purpose, origin, decision = decided
    held = _held(decision)
    row: dict[str, Any] = {
        "id": message_id,
        "conversation_id": conversation.id,
        "channel_id": conversation.channel_id,
        "direction": "out",
        "kind": draft.kind,
        "text": draft.text,
        "content": None if draft.content is None else msgspec.json.encode(draft.content).decode(),
        "media_id": draft.media_id,
        "context_wamid": _context(new, conversation),
        "status": "queued",
        "status_rank": STATUS_RANK["queued"],
        "failure_reason": "",
        "author_kind": actor.kind,
        "author_id": actor.id,
        "author_name": actor.name,
        "client_key": new.client_key,
        "attempt": 1,
        "origin": origin,
        "purpose": purpose,
        "held_until": held["held_until"],
        "held_reason": held["held_reason"],
        "life": msgspec.json.encode(_queued_step(actor, 1, decision)).decode(),
        "sent_at": _after(conversation.last_message_at),
    }
    with connection.cursor() as cursor:
        # on conflict do nothing returning: two requests with one key must make one message
        cursor.execute(
            f"""insert into messaging_message ({", ".join(row)}) values ({", ".join(["%s"] * len(row))})
                on conflict (tenant_id, client_key) where client_key is not null do nothing returning id""",  # noqa: S608 - names of this function
            list(row.values()),
        )
        return cursor.fetchone() is not None


def _context(new: MessageIn, conversation: Conversation) -> str | None:
    if new.reply_to_id is None:
        return None
    context = Message.objects.filter(id=new.reply_to_id, conversation_id=conversation.id).first()
    if context is None or not context.wamid:
        raise NotFound("The message you reply to is not in this conversation, or Meta does not have it yet.")
    return context.wamid


def _after(last_message_at: datetime) -> datetime:
    """An answer stands after what it answers, even when our clock is behind Meta's."""
    return max(clock.now(), last_message_at + timedelta(microseconds=1))


def _queued(actor: Actor, conversation_id: UUID, message_id: UUID, decision: Decision) -> MessageOut:
    message = Message.objects.get(id=message_id)
    Conversation.objects.filter(id=conversation_id, last_message_at__lte=message.sent_at).update(
        last_message_id=message_id, last_message_at=message.sent_at
    )
    note_answers([message_id])
    conversation = queries.access_conversation(actor, conversation_id)
    until = decision.until if isinstance(decision, Deferred) else None
    tickets.issue(message_id, "message", conversation, priority=PRIORITY[message.origin], until=until)
    [shape] = queries.message_outs(actor, [message])
    emit(
        actor,
        MessageQueued(
            conversation=queries.conversation_out(conversation).model_dump(mode="json"),
            message=shape.model_dump(mode="json"),
        ),
        stream="activity",
    )
    return shape


def _same_message(actor: Actor, message: Message, conversation_id: UUID) -> MessageOut:
    if message.conversation_id != conversation_id:
        raise Conflict("This client_key was used in another conversation. Make a new one for each message.")
    [shape] = queries.message_outs(actor, [message])
    return shape
