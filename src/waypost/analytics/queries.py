"""Reading the overview from what was counted, and what lies behind its figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection

from waypost.accounts.permissions import Permission, outside_tenants
from waypost.analytics import rules
from waypost.analytics.rules import By
from waypost.analytics.schemas import (
    Behind,
    CauseOut,
    FiguresOut,
    MessageBehind,
    MessagesBehind,
    NowOut,
    NumberOut,
    OverviewOut,
    PeriodOut,
)
from waypost.channels import queries as channels
from waypost.core.actor import Actor, requires
from waypost.kit.errors import Invalid
from waypost.messaging import queries as messaging
from waypost.whatsapp import errors as whatsapp_errors

MOST_DAYS = {"hour": 31, "day": 732}
_SUMS = ("received", "sent", "delivered", "read", "failed", "closed")
_NOTHING = dict.fromkeys(_SUMS, 0)


@dataclass(frozen=True)
class Asked:
    """A range of days in a zone, for some numbers (none: all)."""

    first: date
    last: date
    zone_name: str
    by: By = "day"
    channel_ids: tuple[UUID, ...] = ()

    def __post_init__(self) -> None:
        days = (self.last - self.first).days + 1
        if days < 1:
            raise Invalid("The last day is before the first.")
        if days > MOST_DAYS[self.by]:
            raise Invalid(f"At most {MOST_DAYS[self.by]} days by the {self.by}. Choose a shorter range.")
        if self.first.year < 2000 or self.last.year > 2999:
            raise Invalid("Choose days between 2000 and 2999.")
        _ = self.zone

    @cached_property
    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.zone_name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise Invalid("There is no such time zone. Use a name like Asia/Jakarta.") from error

    @cached_property
    def edges(self) -> list[datetime]:
        return rules.periods(self.first, self.last, self.zone, self.by)

    @cached_property
    def before(self) -> datetime:
        """Where the range before begins; it ends where this one begins."""
        return rules.midnight(rules.range_before(self.first, self.last)[0], self.zone)

    @property
    def values(self) -> dict[str, Any]:
        return {
            "before": self.before,
            "begin": self.edges[0],
            "end": self.edges[-1],
            "edges": [self.before, *self.edges[:-1]],
            "all": not self.channel_ids,
            "channels": list(self.channel_ids),
        }


@requires(Permission.OVERVIEW_READ)
def overview(actor: Actor, asked: Asked) -> OverviewOut:
    system = Actor.system(actor.tenant_id)
    sums = _sums(asked)
    series = [
        PeriodOut(starts_at=start, **(_NOTHING | sums.periods.get(n + 2, {})))
        for n, start in enumerate(asked.edges[:-1])
    ]
    totals = {name: sum(getattr(one, name) for one in series) for name in _SUMS}
    consent = _consent(asked)
    now = messaging.standing_now(system, asked.channel_ids)
    return OverviewOut(
        first=asked.first,
        last=asked.last,
        zone=asked.zone_name,
        by=asked.by,
        now=NowOut(open=now.open, waiting=now.waiting, waiting_since=now.waiting_since),
        figures=_figures(totals, sums.answers[True], sums.resolutions[True], consent.get(True, (0, 0))),
        before=_figures(
            sums.periods.get(1, {}), sums.answers[False], sums.resolutions[False], consent.get(False, (0, 0))
        ),
        series=series,
        causes=_causes(_failures(asked)),
        numbers=_numbers(actor, sums.numbers),
        is_counting=_is_counting(actor),
    )


@requires(Permission.OVERVIEW_READ)
def behind(actor: Actor, asked: Asked, figure: Behind, *, cause: str, cursor: str | None) -> MessagesBehind:
    """The messages that a figure counts, the newest first; the slowest first for answers."""
    found = messaging.messages_behind(
        Actor.system(actor.tenant_id),
        messaging.Span(asked.edges[0], asked.edges[-1], asked.channel_ids),
        figure,
        cause=cause,
        cursor=cursor,
    )
    items = [MessageBehind.model_validate(vars(one)) for one in found.items]
    return MessagesBehind(items=items, next_cursor=found.next_cursor)


@requires(Permission.OVERVIEW_READ)
def table(actor: Actor, asked: Asked) -> Iterator[list[str]]:
    """The series number by number, as lines of a table."""
    names = {one.id: one.name for one in channels.connected(Actor.system(actor.tenant_id))}
    lines = [["starts_at", "number", *_SUMS]]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select width_bucket(starts_at, %(edges)s::timestamptz[]) as period, channel_id, {_SUM_COLUMNS}
                from analytics_slot
                where starts_at >= %(begin)s and starts_at < %(end)s
                  and (%(all)s or channel_id = any(%(channels)s::uuid[]))
                group by 1, 2 order by 1, 2""",  # noqa: S608 - constants of this file
            asked.values,
        )
        for period, channel_id, *sums in cursor.fetchall():
            local = asked.edges[period - 2].astimezone(asked.zone)
            lines.append(
                [local.isoformat(), _harmless(names.get(channel_id, str(channel_id))), *map(str, sums)]
            )
    return iter(lines)


@outside_tenants
def stale_tenants() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select distinct tenant_id from analytics_staleslot where starts_at <= now()")
        return [row[0] for row in cursor.fetchall()]


_SUM_COLUMNS = ", ".join(f"sum({name})::int as {name}" for name in _SUMS)
_PLACES = ", ".join(
    f"sum({name}[{place}])::int"
    for name in ("answers", "resolutions")
    for place in range(1, len(rules.BOUNDS) + 2)
)
# one look over the quarters for all of it: by period, and by number
_SUMMED = f"""
    select width_bucket(starts_at, %(edges)s::timestamptz[]) as period, starts_at >= %(begin)s as is_now,
           channel_id, {_SUM_COLUMNS}, {_PLACES}
    from analytics_slot
    where starts_at >= %(before)s and starts_at < %(end)s
      and (%(all)s or channel_id = any(%(channels)s::uuid[]))
    group by grouping sets ((period), (is_now, channel_id))
"""  # noqa: S608 - constants of this file


@dataclass(frozen=True, slots=True)
class _Sums:
    """What one look over the quarters gave."""

    periods: dict[int, dict[str, int]]
    """1 is the range before; the periods asked for begin at 2."""
    numbers: dict[UUID, dict[str, int]]
    """Of this range."""
    answers: dict[bool, list[int]]
    """Whether of this range → how many took so long."""
    resolutions: dict[bool, list[int]]


def _sums(asked: Asked) -> _Sums:
    places = len(rules.BOUNDS) + 1
    found = _Sums(
        {}, {}, {True: [0] * places, False: [0] * places}, {True: [0] * places, False: [0] * places}
    )
    with connection.cursor() as cursor:
        cursor.execute(_SUMMED, asked.values)
        for period, is_now, channel_id, *counts in cursor.fetchall():
            sums = dict(zip(_SUMS, counts[: len(_SUMS)], strict=True))
            if period is not None:
                found.periods[period] = sums
                continue
            if is_now:
                found.numbers[channel_id] = sums
            for place, count in enumerate(counts[len(_SUMS) :]):
                kind = found.answers if place < places else found.resolutions
                kind[is_now][place % places] += count
    return found


def _failures(asked: Asked) -> dict[str, int]:
    """Cause → how many, of this range."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select cause.key, sum(cause.value::int)::int
               from analytics_slot, lateral jsonb_each_text(failures) as cause
               where starts_at >= %(begin)s and starts_at < %(end)s and failed > 0
                 and (%(all)s or channel_id = any(%(channels)s::uuid[]))
               group by 1""",
            asked.values,
        )
        return dict(cursor.fetchall())


def _consent(asked: Asked) -> dict[bool, tuple[int, int]]:
    """Whether of this range → (opt-ins, opt-outs). They belong to no number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select starts_at >= %(begin)s, sum(opted_in)::int, sum(opted_out)::int from analytics_consentslot
               where starts_at >= %(before)s and starts_at < %(end)s group by 1""",
            asked.values,
        )
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def _figures(
    sums: dict[str, int], answers: list[int], resolutions: list[int], consent: tuple[int, int]
) -> FiguresOut:
    opted_in, opted_out = consent
    return FiguresOut(
        **(_NOTHING | sums),
        answers=sum(answers),
        answer_median=rules.share_below(answers, 0.5),
        answer_slow=rules.share_below(answers, 0.9),
        resolution_median=rules.share_below(resolutions, 0.5),
        resolution_slow=rules.share_below(resolutions, 0.9),
        opted_in=opted_in,
        opted_out=opted_out,
    )


def _causes(failures: dict[str, int]) -> list[CauseOut]:
    return [
        CauseOut(code=code, reason=_reason(code), count=count)
        for code, count in sorted(failures.items(), key=lambda one: (-one[1], one[0]))
    ]


def _reason(code: str) -> str:
    return whatsapp_errors.explain(int(code)).reason if code.isdecimal() else rules.CAUSES.get(code, code)


def _numbers(actor: Actor, sums: dict[UUID, dict[str, int]]) -> list[NumberOut]:
    return [
        NumberOut(
            channel_id=one.id,
            name=one.name,
            display_phone_number=one.display_phone_number,
            status=one.status,
            status_reason=one.status_reason,
            quality_rating=one.quality_rating,
            messaging_limit=one.messaging_limit,
            **{name: sums.get(one.id, _NOTHING)[name] for name in ("received", "sent", "failed")},
        )
        for one in channels.connected(Actor.system(actor.tenant_id))
    ]


def _is_counting(actor: Actor) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """select exists (select 1 from analytics_staleslot where tenant_id = %s and starts_at <= now())""",
            [actor.tenant_id],
        )
        return bool(cursor.fetchone()[0])


def _harmless(text: str) -> str:
    """A name that begins like a formula would be run as one by spreadsheets."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
