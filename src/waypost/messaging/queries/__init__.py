"""Everything that reads conversations and messages."""

from waypost.messaging.queries.behind import Span, messages_behind
from waypost.messaging.queries.counting import Counted, Now, counted, standing_now
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
    Blocking,
    access_conversation,
    access_message,
    blocking,
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
    "Blocking",
    "Counted",
    "Now",
    "Span",
    "Unconfirmed",
    "Want",
    "access_conversation",
    "access_message",
    "attempts",
    "blocking",
    "conversation_out",
    "conversation_page",
    "conversation_shape",
    "counted",
    "failure_out",
    "live_address",
    "message_outs",
    "message_page",
    "messages_behind",
    "places",
    "policy_of",
    "policy_shape",
    "queue_estimate",
    "shapes_of",
    "standing_now",
    "timeline",
    "unconfirmed",
]
