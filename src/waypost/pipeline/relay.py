"""From the event log to whoever follows it: browsers now, customers' webhooks and counters later.

Each entry of a tenant's Redis stream carries the event's own position as its id, so that a repeat after a
crash is refused by Redis itself, and a browser can say exactly how far it has read.
"""

import time
from collections.abc import Callable, Sequence

import redis
import structlog
from django.db import InterfaceError, OperationalError, connection

from waypost.analytics import actions as analytics
from waypost.analytics import rules
from waypost.core import eventlog
from waypost.core.eventlog import Logged
from waypost.pipeline import metrics

IDLE_SECONDS = 0.04
STREAM_LENGTH = 2000
STREAM_SECONDS = 86_400
READER = "live"
COUNTER = "overview"

log = structlog.get_logger()


def run(stopping: Callable[[], bool], redis_url: str) -> None:
    """One leader at a time: the others wait for its lock, and take over when its session ends."""
    client = redis.Redis.from_url(redis_url, socket_timeout=5)
    while not stopping():
        try:
            busy = step(client) + note_touched() if _lead() else 0
        except (OperationalError, InterfaceError, redis.RedisError) as error:
            log.warning("relay_waits", error=type(error).__name__)
            connection.close()
            busy = 0
            time.sleep(0.5)
        if not busy:
            time.sleep(IDLE_SECONDS)


def step(client: redis.Redis) -> int:
    """The next events, published, then noted as read. Dying in between publishes them again, which does no harm."""
    events = eventlog.follow(eventlog.reached(READER))
    if events:
        publish(client, events)
        eventlog.note_reached(READER, (events[-1].xid, events[-1].id))
        metrics.RELAYED.inc(len(events))
    return len(events)


def note_touched() -> int:
    """Which quarters of an hour the next events change figures of. Dying in between marks them again."""
    events = eventlog.follow(eventlog.reached(COUNTER))
    if events:
        analytics.mark(
            {
                (event.tenant_id, one)
                for event in events
                for one in rules.touched(event.type, event.payload, event.happened_at)
            }
        )
        eventlog.note_reached(COUNTER, (events[-1].xid, events[-1].id))
    return len(events)


def publish(client: redis.Redis, events: Sequence[Logged]) -> None:
    with client.pipeline(transaction=False) as pipe:
        for event in events:
            stream = f"live:{event.tenant_id}"
            pipe.xadd(
                stream,
                {"type": event.type, "data": event.payload},
                id=f"{event.xid}-{event.id}",
                maxlen=STREAM_LENGTH,
                approximate=True,
            )
        for tenant_id in {event.tenant_id for event in events}:
            pipe.expire(f"live:{tenant_id}", STREAM_SECONDS)
        for result in pipe.execute(raise_on_error=False):
            if isinstance(result, redis.ResponseError) and "equal or smaller" in str(result):
                continue  # published before a crash
            if isinstance(result, Exception):
                raise result


def _lead() -> bool:
    """A lock of the session: it is gone with the connection, however the process ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select exists (select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
                              and objid = 7301) or pg_try_advisory_lock(7301)"""
        )
        return bool(cursor.fetchone()[0])
