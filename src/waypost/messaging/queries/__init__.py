"""Everything that reads conversations and messages."""

from waypost.messaging.queries.facts import (
    Unconfirmed,
    Want,
    attempts,
    places,
    policy_of,
    policy_shape,
    unconfirmed,
)
from waypost.messaging.queries.threads import (
    access_conversation,
    access_message,
    conversation_out,
    conversation_page,
    conversation_shape,
    failure_out,
    live_address,
    message_outs,
    message_page,
    shapes_of,
)
from waypost.messaging.queries.timeline import queue_estimate, timeline

__all__ = [
    "Unconfirmed",
    "Want",
    "access_conversation",
    "access_message",
    "attempts",
    "conversation_out",
    "conversation_page",
    "conversation_shape",
    "failure_out",
    "live_address",
    "message_outs",
    "message_page",
    "places",
    "policy_of",
    "policy_shape",
    "queue_estimate",
    "shapes_of",
    "timeline",
    "unconfirmed",
]
