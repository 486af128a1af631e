"""Conversations and messages over HTTP."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Status

from waypost.contacts.schemas import MergeOut
from waypost.core.http import Request
from waypost.messaging import actions, queries
from waypost.messaging.schemas import (
    ConversationOut,
    ConversationPage,
    LiveAddress,
    MergeIn,
    MessageIn,
    MessageOut,
    MessagePage,
    PolicyIn,
    PolicyOut,
    QueueOut,
    TimelineOut,
)

conversations = Router(tags=["conversations"])
messages = Router(tags=["messages"])
sending = Router(tags=["sending"])
live = Router(tags=["live"])
contact_merges = Router(tags=["contacts"])
merges = Router(tags=["contacts"])

Limit = Annotated[int, Query(ge=1, le=100)]


@conversations.get("", response=ConversationPage, operation_id="list_conversations")
def list_conversations(
    request: Request,
    search: Annotated[str, Query(max_length=200)] = "",
    unread: bool = False,
    cursor: str | None = None,
    limit: Limit = 50,
) -> ConversationPage:
    return queries.conversation_page(request.auth, search=search, unread=unread, cursor=cursor, limit=limit)


@conversations.get("/{conversation_id}", response=ConversationOut, operation_id="get_conversation")
def get_conversation(request: Request, conversation_id: UUID) -> ConversationOut:
    return queries.conversation_shape(request.auth, conversation_id)


@conversations.get("/{conversation_id}/messages", response=MessagePage, operation_id="list_messages")
def list_messages(
    request: Request, conversation_id: UUID, before: str | None = None, limit: Limit = 50
) -> MessagePage:
    return queries.message_page(request.auth, conversation_id, before=before, limit=limit)


@conversations.post("/{conversation_id}/messages", response={201: MessageOut}, operation_id="send_message")
def send_message(request: Request, conversation_id: UUID, new: MessageIn) -> Status[MessageOut]:
    return Status(201, actions.queue_message(request.auth, conversation_id, new))


@conversations.post("/{conversation_id}/read", response=ConversationOut, operation_id="mark_read")
def mark_read(request: Request, conversation_id: UUID) -> ConversationOut:
    return actions.mark_read(request.auth, conversation_id)


@conversations.post("/{conversation_id}/typing", response={204: None}, operation_id="note_typing")
def note_typing(request: Request, conversation_id: UUID) -> Status[None]:
    actions.note_typing(request.auth, conversation_id)
    return Status(204, None)


@messages.post("/{message_id}/retry", response=MessageOut, operation_id="retry_message")
def retry_message(request: Request, message_id: UUID) -> MessageOut:
    return actions.retry_message(request.auth, message_id)


@contact_merges.post("/{contact_id}/merge", response={201: MergeOut}, operation_id="merge_contacts")
def merge_contacts(request: Request, contact_id: UUID, new: MergeIn) -> Status[MergeOut]:
    return Status(201, actions.merge_contacts(request.auth, contact_id, new.other_id))


@merges.post("/{merge_id}/undo", response=MergeOut, operation_id="undo_merge")
def undo_merge(request: Request, merge_id: UUID) -> MergeOut:
    return actions.undo_merge(request.auth, merge_id)


@messages.get("/{message_id}/timeline", response=TimelineOut, operation_id="get_timeline")
def get_timeline(request: Request, message_id: UUID) -> TimelineOut:
    return queries.timeline(request.auth, message_id)


@sending.get("/policy", response=PolicyOut, operation_id="get_sending_policy")
def get_sending_policy(request: Request) -> PolicyOut:
    return queries.policy_shape(request.auth)


@sending.put("/policy", response=PolicyOut, operation_id="change_sending_policy")
def change_sending_policy(request: Request, new: PolicyIn) -> PolicyOut:
    return actions.change_policy(request.auth, new)


@sending.get("/queue/{channel_id}", response=QueueOut, operation_id="get_sending_queue")
def get_sending_queue(request: Request, channel_id: UUID) -> QueueOut:
    return queries.queue_estimate(request.auth, channel_id)


@live.post("/tickets", response=LiveAddress, operation_id="mint_live_ticket")
def mint_live_ticket(request: Request) -> LiveAddress:
    return queries.live_address(request.auth)
