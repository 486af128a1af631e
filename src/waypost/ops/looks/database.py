"""PostgreSQL: reached, of a good version, by an ordinary role, behind the wall, and up to date."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from waypost.kit import env
from waypost.ops.looks.finding import Finding, timed, warns, well, wrong

MOST_CLOCK_SECONDS = 30
SLOW_QUERY_SECONDS = 0.5
OLDEST_WAITING_SECONDS = 60
OUTSIDE_THE_WALL = (
    "analytics_staleslot", "core_domainevent", "core_domainevent_activity", "core_domainevent_audit",
    "messaging_channelpace", "messaging_outboundticket", "messaging_pairpace", "pipeline_deadletter",
    "pipeline_ingestedwebhook", "retention_erasedtenant",
)  # fmt: skip
"""They hold ids only, or are read by workers that serve every tenant: docs/architecture/tenancy.md."""

LookAtRow = Callable[[object], Finding]


def database() -> Iterator[Finding]:
    yield from _asked(_LOOKS)


def queues() -> Iterator[Finding]:
    yield from _asked(_QUEUES)


def _asked(looks: tuple[tuple[str, str, LookAtRow], ...]) -> Iterator[Finding]:
    took = timed()
    try:
        connection = psycopg.connect(env.database().url, connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        yield wrong(
            "database", f"cannot be reached: {reason}", "Is it running, is WAYPOST_DATABASE_URL right?"
        )
        return
    with connection:
        connection.execute("set statement_timeout = '10s'")
        if looks is _LOOKS:
            yield _version(connection.info.server_version // 10_000, took())
        for name, query, look in looks:
            try:
                row = connection.execute(query).fetchone()
            except psycopg.Error as error:
                reason = str(error).splitlines()[0]
                yield wrong(name, reason, "Run `waypost roles` and `waypost migrate`.")
            else:
                yield look(row[0] if row else None)


def _version(version: int, seconds: float) -> Finding:
    if version < 15:
        return wrong("database", f"PostgreSQL {version}", "15 or newer is needed.")
    if seconds > SLOW_QUERY_SECONDS:
        slow = f"PostgreSQL {version} takes {seconds:.1f} s to let somebody in"
        return warns("database", slow, "Look at its load and at its connections.", seconds=seconds)
    return well("database", f"PostgreSQL {version}", seconds=seconds)


def role(ordinary: object) -> Finding:
    if ordinary:
        return well("role", "an ordinary role")
    return wrong("role", "a role that sees past the wall", "Connect as waypost_app.")


def wall(open_tables: object) -> Finding:
    if open_tables:
        return wrong("wall", f"open: {open_tables}", "Run `waypost migrate`.")
    return well("wall", "closed around every table of tenants")


def migrations(applied: object) -> Finding:
    done = set(str(applied or "").split())
    ours = Path(__file__).parents[2].glob("*/migrations/0*.py")
    pending = sorted({f"{path.parts[-3]}.{path.stem}" for path in ours} - done)
    if pending:
        return wrong("migrations", f"not applied: {', '.join(pending)}", "Run `waypost migrate`.")
    return well("migrations", "all applied")


def clock(there: object) -> Finding:
    apart = abs(time.time() - float(str(there)))
    if apart > MOST_CLOCK_SECONDS:
        return wrong("clock", f"{apart:.0f} s apart from the database's", "Switch time synchronisation on.")
    return well("clock", "agrees with the database's")


def invalid(names: object) -> Finding:
    if names:
        return wrong("indexes", f"not valid: {names}", "Drop each and create it again, concurrently.")
    return well("indexes", "all valid")


def waiting(what: str, worker: str) -> LookAtRow:
    """How long the oldest row of a queue has waited, and whose work it is."""

    def look(oldest: object) -> Finding:
        seconds = float(str(oldest or 0))
        if seconds > OLDEST_WAITING_SECONDS:
            found = f"the oldest has waited {seconds:.0f} s"
            return wrong(what, found, f"Is `waypost worker {worker}` running?", seconds=seconds)
        return well(what, "none waits long", seconds=seconds)

    return look


def dead_letters(count: object) -> Finding:
    if count:
        remedy = "`waypost replay --list` says why; `waypost replay` tries them again."
        return warns("dead letters", str(count), remedy)
    return well("dead letters", "none")


def jobs(failed: object) -> Finding:
    return well("jobs", f"{failed} failed in the last day" if failed else "none failed in the last day")


_LOOKS: tuple[tuple[str, str, LookAtRow], ...] = (
    ("role", "select not (rolsuper or rolbypassrls) from pg_roles where rolname = current_user", role),
    (
        "wall",
        f"""select string_agg(c.relname, ', ' order by c.relname) from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
            where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
              and c.relname !~ '^accounts_' and c.relname not in {OUTSIDE_THE_WALL!r}
              and not (c.relrowsecurity and c.relforcerowsecurity)""",  # noqa: S608 - a constant
        wall,
    ),
    ("migrations", "select string_agg(app || '.' || name, ' ') from django_migrations", migrations),
    ("clock", "select extract(epoch from clock_timestamp())", clock),
    (
        "indexes",
        "select string_agg(indexrelid::regclass::text, ', ') from pg_index where not indisvalid",
        invalid,
    ),
)

_QUEUES: tuple[tuple[str, str, LookAtRow], ...] = (
    (
        "webhooks",
        "select extract(epoch from now() - min(received_at)) from pipeline_ingestedwebhook",
        waiting("webhooks", "inbound"),
    ),
    (
        "outgoing",
        """select extract(epoch from now() - min(not_before)) from messaging_outboundticket
           where leased_until is null and not awaits_status and not_before < now()""",
        waiting("outgoing", "outbound"),
    ),
    ("dead letters", "select count(*) from pipeline_deadletter where replayed_at is null", dead_letters),
    (
        "jobs",
        """select count(distinct j.id) from procrastinate_jobs j join procrastinate_events e on e.job_id = j.id
           where j.status = 'failed' and e.at > now() - interval '1 day'""",
        jobs,
    ),
)
