"""From a queued message to Meta: lease at Meta's pace → gate, load and mark → call → record. Read top to bottom.

No transaction is open while Meta is called. Whoever dies before a message is marked as leaving has sent
nothing, and its lease runs out; whoever dies after that leaves an unknown outcome, which only Meta's own
statuses (our id travels in each send) or the deadline resolve. Nothing is ever sent again on a guess.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from waypost.channels import actions as channel_actions
from waypost.channels import queries as channels
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.media.uploading import NotSendable, Uploads
from waypost.messaging import actions as messaging
from waypost.messaging.actions import Departing, Outcome, Sendable
from waypost.messaging.rules import callback_for
from waypost.pipeline import claims, metrics, pacing
from waypost.pipeline.pacing import Ticket
from waypost.templates import actions as templates
from waypost.whatsapp import errors, payloads
from waypost.whatsapp.client import GraphClient, GraphRefused, NotSent, OutcomeUnknown

LEASE_SECONDS = 6
"""From a lease to the mark that says it leaves: milliseconds, unless the worker died."""
UPLOAD_SECONDS = 300
IDLE_SECONDS = 0.03
PACED_SECONDS = 0.05
"""Between leases that brought few: a number at its pace has a handful of tokens by then."""
FEW = 32
SWEEP_SECONDS = 2.0
TYPING_STALE_SECONDS = 10
TRIES = 8
LONGEST_WAIT_SECONDS = 300
"""Between tries, unless Meta itself asks for more."""
TOO_FAST = 130429

T = TypeVar("T")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Departure:
    """One call to Meta, ready to be made."""

    ticket: Ticket
    phone_number_id: str
    token: str = field(repr=False)
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Upload:
    """A message whose files Meta must get first."""

    ticket: Ticket
    media_ids: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Ended:
    ticket: Ticket
    outcome: Outcome
    channel_problem: str = ""
    slow_seconds: float = 0
    """Meta said that this number is too fast."""


class Sender:
    """Keeps a bounded number of calls in flight, and records their outcomes in batches as they come."""

    def __init__(self, client: GraphClient, *, in_flight: int, deadline_seconds: int) -> None:
        self._client = client
        self._limit = in_flight
        self._deadline_seconds = deadline_seconds
        self._calls: set[asyncio.Task[None]] = set()
        self._ended: list[Ended] = []
        self._something_ended = asyncio.Event()
        self._database = ThreadPoolExecutor(2, thread_name_prefix="database")
        self._uploads = Uploads(client, self._database)

    async def run(self, stopping: Callable[[], bool]) -> None:
        recorder = asyncio.create_task(self._record_until_cancelled())
        sweeper = asyncio.create_task(self._sweep_until_cancelled())
        while not stopping():
            started = await self._start_some()
            if started < FEW:
                await asyncio.sleep(PACED_SECONDS if started else IDLE_SECONDS)
        while self._calls:  # what has left is waited for: each call has a time limit
            await asyncio.wait(self._calls)
        sweeper.cancel()
        recorder.cancel()
        await asyncio.gather(sweeper, recorder, return_exceptions=True)
        await self._record()

    async def _start_some(self) -> int:
        free = self._limit - len(self._calls)
        if free < max(1, self._limit // 8):
            await asyncio.sleep(0.002)
            return FEW
        free_for_bulk = max(0, int(self._limit * pacing.BULK_SHARE) - len(self._calls))
        departures, uploads = await self._in_database(lambda: prepare(free, free_for_bulk)) or ([], [])
        for departure in departures:
            self._begin(self._call(departure))
        for upload in uploads:
            self._begin(self._upload(upload))
        return len(departures) + len(uploads)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        call = asyncio.create_task(work)
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _upload(self, upload: Upload) -> None:
        """Nothing has left yet: the ticket goes back, and the message leaves with its next lease."""
        problem = await upload_files(self._uploads, upload)
        if problem is None:
            await self._in_database(lambda: back_in_the_queue(upload))
        else:
            self._ended.append(problem)
            self._something_ended.set()

    async def _call(self, departure: Departure) -> None:
        ended = await call_meta(self._client, departure)
        metrics.SENDS.labels(ended.outcome.ended).inc()
        self._ended.append(ended)
        self._something_ended.set()

    async def _record_until_cancelled(self) -> None:
        while True:
            await self._something_ended.wait()
            self._something_ended.clear()
            await self._record()

    async def _record(self) -> None:
        """While one batch commits the next collects. A batch that cannot be recorded now is kept and tried again."""
        batch, self._ended = self._ended, []
        while batch and await self._in_database(lambda: record(batch)) is None:  # noqa: ASYNC110 - the database is away
            await asyncio.sleep(0.5)

    async def _sweep_until_cancelled(self) -> None:
        while True:
            await self._in_database(lambda: sweep(self._deadline_seconds))
            await asyncio.sleep(SWEEP_SECONDS)

    async def _in_database(self, work: Callable[[], T]) -> T | None:
        """None when the database was away."""

        def guarded() -> T | None:
            try:
                return work()
            except (OperationalError, InterfaceError) as error:
                log.warning("database_away", error=type(error).__name__)
                connection.close()
                return None
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._database, guarded)


def prepare(most: int, most_bulk: int) -> tuple[list[Departure], list[Upload]]:
    """Lease tickets of any tenants; then, tenant by tenant, load what they name and mark it as leaving."""
    departures: list[Departure] = []
    uploads: list[Upload] = []
    for tenant_id, tickets in _by_tenant(pacing.lease_tickets(most, most_bulk, LEASE_SECONDS)).items():
        actor = Actor.system(tenant_id)
        named = {(ticket.message_id, ticket.kind): ticket for ticket in tickets}
        messages = [ticket.message_id for ticket in tickets if ticket.kind == "message"]
        signals = [ticket for ticket in tickets if ticket.kind != "message"]
        with tenant_scope(tenant_id):
            credentials = channels.credentials(actor, sorted({ticket.channel_id for ticket in tickets}))
            departing = messaging.start_sending(actor, messages) if messages else Departing()
        for sendable in departing.ready:
            number = credentials[sendable.channel_id]  # the gate has refused what has no channel
            ticket = named[sendable.message_id, "message"]
            departures.append(Departure(ticket, number.phone_number_id, number.token, _body(sendable)))
        uploads += [Upload(named[one, "message"], files) for one, _, files in departing.uploads]
        if departing.uploads:
            pacing.keep([message_id for message_id, _, _ in departing.uploads], UPLOAD_SECONDS)
        _keep_pace(departing)
        if signals:
            departures += _signal_departures(actor, signals, credentials)
    return departures, uploads


def _keep_pace(departing: Departing) -> None:
    """What did not leave gives its tokens back; a portfolio without places holds what is sent to many."""
    if departing.stayed:
        pacing.give_back(departing.stayed)
    for channel_id, until in departing.bulk_until.items():
        pacing.hold_bulk([channel_id], until)


def _signal_departures(
    actor: Actor, tickets: Sequence[Ticket], credentials: dict[UUID, channels.Credentials]
) -> list[Departure]:
    pacing.drop_signals([ticket.message_id for ticket in tickets])
    loaded = {one.message_id: one for one in messaging.signals(actor, [t.message_id for t in tickets])}
    return [
        Departure(
            ticket,
            credentials[ticket.channel_id].phone_number_id,
            credentials[ticket.channel_id].token,
            payloads.mark_read(loaded[ticket.message_id].wamid or "", typing=ticket.kind == "typing"),
        )
        for ticket in tickets
        if ticket.message_id in loaded
        and ticket.channel_id in credentials
        and (ticket.kind == "read" or ticket.age_seconds < TYPING_STALE_SECONDS)
    ]


def _body(sendable: Sendable) -> bytes:
    callback = callback_for(sendable.message_id, sendable.attempt)
    if sendable.kind == "text":
        return payloads.text(
            sendable.text,
            wa_id=sendable.wa_id,
            user_id=sendable.user_id,
            context_id=sendable.context_wamid,
            callback=callback,
            preview_url="http" in sendable.text,
        )
    return payloads.message(
        sendable.kind,
        sendable.content,
        wa_id=sendable.wa_id,
        user_id=sendable.user_id,
        context_id=None if sendable.kind == "reaction" else sendable.context_wamid,
        callback=callback,
    )


async def upload_files(uploads: Uploads, upload: Upload) -> Ended | None:
    """None when Meta has them all; else how the message ends."""
    ticket = upload.ticket
    try:
        for media_id in upload.media_ids:
            await uploads.prepare_for(Actor.system(ticket.tenant_id), ticket.channel_id, media_id)
    except GraphRefused as refused:
        return _after_refusal(ticket, refused)
    except (NotSent, OutcomeUnknown):  # an upload may be made twice: only the message must not
        return Ended(ticket, _again(ticket, 2.0, "Meta could not be reached to hand over the file."))
    except NotSendable as gone:
        return Ended(ticket, Outcome(ticket.message_id, "failed", reason=str(gone), gate="file_gone"))
    return None


def back_in_the_queue(upload: Upload) -> bool:
    messaging.release(Actor.system(upload.ticket.tenant_id), [upload.ticket.message_id])
    return True


async def call_meta(client: GraphClient, departure: Departure) -> Ended:
    """One call, and what it means. Only what surely did not reach Meta may be tried again by itself."""
    ticket = departure.ticket
    try:
        accepted = await client.send(departure.phone_number_id, departure.token, departure.payload)
    except GraphRefused as refused:
        metrics.FAILURES.labels(str(refused.code)).inc()
        return _after_refusal(ticket, refused)
    except NotSent:
        return Ended(ticket, _again(ticket, 2.0, "Meta could not be reached."))
    except OutcomeUnknown:
        return Ended(ticket, Outcome(ticket.message_id, "unknown"))
    return Ended(ticket, Outcome(ticket.message_id, "accepted", wamid=accepted.wamid))


def _after_refusal(ticket: Ticket, refused: GraphRefused) -> Ended:
    match errors.classify(refused.code, refused.details, refused.http_status):
        case errors.Retry(after_seconds=after):
            return Ended(ticket, _again(ticket, after, refused.details, refused))
        case errors.Slow(after_seconds=after):  # not a fault of the message: it is never given up for that
            waits = _waits(ticket, after, refused.details, refused)
            return Ended(ticket, waits, slow_seconds=after if refused.code == TOO_FAST else 0)
        case errors.Reconnect(reason=reason):
            return Ended(ticket, _failed(ticket, refused), channel_problem=reason)
        case _:
            return Ended(ticket, _failed(ticket, refused))


def _failed(ticket: Ticket, refused: GraphRefused) -> Outcome:
    return Outcome(
        ticket.message_id, "failed", code=refused.code, reason=refused.details, trace=refused.trace_id
    )


def _again(ticket: Ticket, after_seconds: float, reason: str, refused: GraphRefused | None = None) -> Outcome:
    """Later, and later each time, with jitter; after the last try it has failed."""
    if ticket.attempts >= TRIES:
        if refused is not None:
            return _failed(ticket, refused)
        return Outcome(ticket.message_id, "failed", reason=reason)
    return _waits(ticket, after_seconds, reason, refused)


def _waits(ticket: Ticket, after_seconds: float, reason: str, refused: GraphRefused | None) -> Outcome:
    longest = max(after_seconds, LONGEST_WAIT_SECONDS)
    delay = min(after_seconds * 2 ** min(ticket.attempts - 1, 8), longest) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    return Outcome(
        ticket.message_id,
        "again",
        code=refused.code if refused else None,
        reason=reason,
        after_seconds=delay,
        trace=refused.trace_id if refused else "",
    )


def record(ended: Sequence[Ended]) -> bool:
    """What became of the calls, one transaction per tenant."""
    if slow := {one.ticket.channel_id: one.slow_seconds for one in ended if one.slow_seconds}:
        pacing.slow_down(list(slow), max(slow.values()))
    of_messages = [one for one in ended if one.ticket.kind == "message"]
    by_tenant: dict[UUID, list[Ended]] = defaultdict(list)
    for one in of_messages:
        by_tenant[one.ticket.tenant_id].append(one)
    for tenant_id, some in by_tenant.items():
        actor = Actor.system(tenant_id)
        messaging.record_outcomes(actor, [one.outcome for one in some])
        for one in some:
            if one.outcome.code is not None:
                channel_actions.note_send_refused(
                    actor, one.ticket.channel_id, one.outcome.code, one.outcome.reason
                )
        for channel_id, reason in {one.ticket.channel_id: one.channel_problem for one in some}.items():
            if reason:
                channel_actions.pause_channel(actor, channel_id, reason)
        if doubted := {one.ticket.channel_id for one in some if one.outcome.code in errors.TEMPLATE_DIFFERS}:
            templates.doubt(actor, doubted)
    return True


def sweep(deadline_seconds: int) -> bool:
    """Tickets whose worker died are released; those whose status never came are given up, in words."""
    pacing.wake_held()
    for tenant_id, channel_ids in pacing.unchecked().items():
        allowed = channels.sending_limits(Actor.system(tenant_id), channel_ids)
        pacing.set_rates({one: limit.messages_per_second for one, limit in allowed.items()})
    for name, depth in claims.queue_depths().items():
        metrics.DEPTH.labels(name).set(depth)
    lapsed = pacing.lapsed_tickets(deadline_seconds)
    for tenant_id in {tenant_id for tenant_id, _, _ in lapsed}:
        actor = Actor.system(tenant_id)
        mine = [(message_id, awaits) for tenant, message_id, awaits in lapsed if tenant == tenant_id]
        if leases := [message_id for message_id, awaits in mine if not awaits]:
            messaging.release(actor, leases)
        if overdue := [message_id for message_id, awaits in mine if awaits]:
            messaging.give_up_waiting(actor, overdue)
    return True


def _by_tenant(tickets: Sequence[Ticket]) -> dict[UUID, list[Ticket]]:
    grouped: dict[UUID, list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        grouped[ticket.tenant_id].append(ticket)
    return grouped
