"""Why a message is where it is, and when what waits will have left."""

from uuid import UUID

from django.db import connection

from waypost.accounts.permissions import Permission
from waypost.channels import queries as channels
from waypost.core.actor import Actor, requires
from waypost.kit import clock
from waypost.messaging.queries.threads import access_message, message_outs
from waypost.messaging.schemas import QueueOut, StepOut, TimelineOut, VerdictOut
from waypost.messaging.steps import Step, next_moves, steps_of


@requires(Permission.CONVERSATIONS_READ)
def timeline(actor: Actor, message_id: UUID) -> TimelineOut:
    message = access_message(actor, message_id)
    [shape] = message_outs(actor, [message])
    failure = shape.failure
    return TimelineOut(
        message=shape,
        origin=message.origin,
        purpose=message.purpose,
        wamid=message.wamid,
        attempt=message.attempt,
        held_until=message.held_until,
        held_reason=message.held_reason,
        steps=[_step_out(step) for step in steps_of(message.life)],
        next_moves=next_moves(
            message.status, failure.code if failure else "", can_retry=bool(failure and failure.can_retry)
        ),
    )


@requires(Permission.CONVERSATIONS_READ)
def queue_estimate(actor: Actor, channel_id: UUID) -> QueueOut:
    """How much waits on a number, and when it will have left at the number's pace."""
    channels.access_channel(actor, channel_id)
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*), count(*) filter (where held),
                      coalesce((select per_second from messaging_channelpace where channel_id = %s), 80),
                      (select bulk_after from messaging_channelpace where channel_id = %s and bulk_after > now())
               from messaging_outboundticket where channel_id = %s and kind = 'message'""",
            [channel_id, channel_id, channel_id],
        )
        waiting, held, per_second, bulk_after = cursor.fetchone()
    return QueueOut(
        waiting=waiting,
        held=held,
        per_second=per_second,
        seconds_left=round((waiting - held) / per_second, 1),
        resumes_at=bulk_after,
        counted_at=clock.now(),
    )


def _step_out(step: Step) -> StepOut:
    content = step.content
    return StepOut(
        attempt=step.attempt,
        what=step.what,
        at=step.at,
        title=step.title,
        by=content.get("by", ""),
        reason=content.get("reason", ""),
        code=str(content.get("gate") or content.get("code") or ""),
        trace=content.get("trace", ""),
        pricing=content.get("pricing"),
        verdicts=[VerdictOut(**one) for one in content.get("verdicts", [])],
    )
