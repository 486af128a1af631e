"""What could not be processed: set aside with the reason, kept, and replayable."""

from collections.abc import Iterable

import structlog
from django.db import connection

from waypost.pipeline.claims import Webhook
from waypost.pipeline.models import DeadLetter

log = structlog.get_logger()


def set_aside(webhook: Webhook, reason: str) -> None:
    """Inside the open tenant. The webhook has been taken from the inbox in the same transaction."""
    log.warning("webhook_set_aside", webhook_id=webhook.id, reason=reason)
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into pipeline_deadletter
                   (tenant_id, app_id, body, reason, received_at, set_aside_at)
               values (current_setting('waypost.tenant_id')::uuid, %s, %s, %s, now(), now())""",
            [webhook.app_id, webhook.body, reason.replace("\x00", "")[:2000]],
        )


def waiting(limit: int = 200) -> list[DeadLetter]:
    """Of all tenants, oldest first."""
    return list(DeadLetter.objects.filter(replayed_at=None).order_by("id")[:limit])


def replay(ids: Iterable[int] | None = None) -> int:
    """Put dead letters (all that were not replayed, or these) back into the inbox; repeats do no harm there."""
    chosen = None if ids is None else list(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            """with chosen as (
                   update pipeline_deadletter set replayed_at = now()
                   where replayed_at is null and (%s::bigint[] is null or id = any(%s::bigint[]))
                   returning tenant_id, app_id, body)
               insert into pipeline_ingestedwebhook (tenant_id, app_id, lane, body)
               select tenant_id, app_id, 0, body from chosen""",
            [chosen, chosen],
        )
        return int(cursor.rowcount)
