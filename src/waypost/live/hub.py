"""Follows the streams of the tenants who are looking, and hands every event to all their browsers."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from waypost.kit import telemetry
from waypost.live.stream import START, EventId, LiveEvent, TenantStream

_log = structlog.get_logger()

MOST_CONNECTIONS = 5_000
MOST_CONNECTIONS_OF_ONE_USER = 20
MOST_WAITING = 500
"""Events that a slow browser may be behind; then it is sent away to refetch."""
_BLOCK_MILLISECONDS = 5_000
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 2.0

_connections = telemetry.gauge("waypost_live_connections", "Open browsers.")
_sent = telemetry.counter("waypost_live_events", "Events handed to browsers.")
_refetches = telemetry.counter("waypost_live_refetches", "Browsers told to refetch.", ["reason"])

AWAY = (RedisError, OSError, TimeoutError)
"""What Redis raises while it cannot be reached."""


class TooMany(Exception):
    """No room for another connection: of this user, or of anyone."""

    def __init__(self, *, of_this_user: bool) -> None:
        super().__init__("too many connections")
        self.of_this_user = of_this_user


class Closing(Exception):
    """The process is about to end."""


class Refetch:
    """Stands in the queue where events are missing. `id` is where the stream goes on, if that is known."""

    def __init__(self, event_id: EventId | None, reason: str) -> None:
        self.id = event_id
        _refetches.labels(reason).inc()


Item = LiveEvent | Refetch


class Subscription:
    """What one browser has yet to be sent."""

    def __init__(self, seen: EventId) -> None:
        self.seen = seen
        self._waiting: deque[Item] = deque()
        self._news = asyncio.Event()
        self.is_over = False

    def offer(self, item: Item) -> None:
        if self.is_over:
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            self._waiting.append(Refetch(item.id, "slow"))
            self.end()
            return
        self._waiting.append(item)
        self._news.set()

    def end(self) -> None:
        """What waits is still sent, nothing is added."""
        self.is_over = True
        self._news.set()

    async def next(self, timeout_seconds: float) -> Item | None:
        """None after the timeout, or when the subscription is over and everything was sent."""
        while True:
            if not self._waiting and not self.is_over:
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), timeout_seconds)
                except TimeoutError:
                    return None
            if not self._waiting:
                return None
            item = self._waiting.popleft()
            if isinstance(item, LiveEvent):
                if item.id <= self.seen:
                    continue  # already sent while resuming
                _sent.inc()
            self.seen = item.id or self.seen
            return item


class Hub:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._readers: dict[UUID, _Reader] = {}
        self._of_user: Counter[tuple[UUID, str]] = Counter()
        self._closing = False
        _connections.set_function(self._of_user.total)

    @asynccontextmanager
    async def subscribe(
        self, tenant_id: UUID, user_id: str, last_event_id: EventId | None
    ) -> AsyncIterator[Subscription]:
        """Raises what Redis raises when it is away: the browser comes again."""
        who = (tenant_id, user_id)
        if self._closing:
            raise Closing
        if self._of_user.total() >= MOST_CONNECTIONS:
            raise TooMany(of_this_user=False)
        if self._of_user[who] >= MOST_CONNECTIONS_OF_ONE_USER:
            raise TooMany(of_this_user=True)
        self._of_user[who] += 1
        reader = self._readers.get(tenant_id)
        if reader is None:
            reader = self._readers[tenant_id] = _Reader(TenantStream(self._redis, tenant_id), tenant_id)
        subscription = Subscription(last_event_id or START)
        reader.users += 1
        try:
            await reader.admit(subscription, last_event_id)
            yield subscription
        finally:
            self._of_user[who] -= 1
            if not self._of_user[who]:
                del self._of_user[who]
            reader.users -= 1
            reader.subscriptions.discard(subscription)
            if not reader.users:
                del self._readers[tenant_id]
                reader.stop()

    async def problem(self) -> str | None:
        try:
            async with asyncio.timeout(2):
                await self._redis.ping()
        except AWAY as error:
            return type(error).__name__
        return None

    def close(self) -> None:
        """Ends every connection: the browsers come again, to another process."""
        self._closing = True
        for reader in self._readers.values():
            for subscription in reader.subscriptions:
                subscription.end()


class _Reader:
    """One for each tenant with open browsers, and one connection to Redis with it."""

    def __init__(self, stream: TenantStream, tenant_id: UUID) -> None:
        self.subscriptions: set[Subscription] = set()
        self.users = 0
        self._stream = stream
        self._tenant_id = tenant_id
        self._seen: EventId | None = None
        self._beginning = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def admit(self, subscription: Subscription, last: EventId | None) -> None:
        """Bring a newcomer to where this reader is; from there both go on together."""
        async with self._beginning:
            if self._seen is None:
                self._seen = await self._stream.newest() or START
                self._task = asyncio.create_task(self._follow())
        if last is None:
            subscription.seen = self._seen
        else:
            await self._resume(subscription, last)
        self.subscriptions.add(subscription)

    async def _resume(self, subscription: Subscription, last: EventId) -> None:
        if await self._stream.has_missed(last):
            subscription.offer(Refetch(self._seen, "too_old"))
            return
        missed: list[LiveEvent] = []
        covered = last
        while self._seen and covered < self._seen:  # the reader goes on while we read
            goal = self._seen
            missed += await self._stream.between(covered, goal)
            covered = goal
        if len(missed) >= MOST_WAITING:
            subscription.offer(Refetch(self._seen, "too_many"))
            return
        for event in missed:
            subscription.offer(event)

    def stop(self) -> None:
        if self._task:
            self._task.cancel()

    async def _follow(self) -> None:
        pause, is_away = _FIRST_PAUSE_SECONDS, False
        while True:
            try:
                if is_away:
                    await self._return()
                    pause, is_away = _FIRST_PAUSE_SECONDS, False
                for event in await self._stream.wait_after(self._seen or START, _BLOCK_MILLISECONDS):
                    self._seen = event.id
                    self._offer(event)
            except AWAY as error:
                if not is_away:
                    _log.warning("redis_away", tenant_id=str(self._tenant_id), reason=type(error).__name__)
                is_away = True
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _return(self) -> None:
        """Redis is back. If it forgot something meanwhile, the browsers must not believe they saw it all."""
        newest = await self._stream.newest()
        if self._seen and self._seen != START and await self._stream.has_missed(self._seen):
            self._seen = newest or START
            self._offer(Refetch(newest, "redis_lost_events"))
        _log.info("redis_back", tenant_id=str(self._tenant_id))

    def _offer(self, item: Item) -> None:
        for subscription in tuple(self.subscriptions):
            subscription.offer(item)
