"""`waypost doctor`: looks at everything that Waypost needs, and says what to do about what is wrong."""

import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import psycopg
import redis

from waypost.kit import env

OLDEST_WAITING_SECONDS = 60
LEAST_FREE_MB = 1_000
MOST_CLOCK_SECONDS = 30

Finding = tuple[bool, str, str]
"""Whether it is well, what was looked at, and what was found (with the remedy when it is not well)."""


def main() -> int:
    """Prints a line per finding; 1 when something is wrong."""
    wrong = 0
    for well, what, found in _findings():
        sys.stdout.write(f"{'ok   ' if well else 'WRONG'}  {what:<12} {found}\n")
        wrong += not well
    sys.stdout.write("\nAll is well.\n" if not wrong else f"\n{wrong} to put right.\n")
    return 1 if wrong else 0


def _findings() -> Iterator[Finding]:
    settings = _settings()
    yield settings
    if not settings[0]:
        return
    for examine in (_database, _redis, _processes, _disk):
        yield from examine()


def _settings() -> Finding:
    problems = []
    for concern in env.CONCERNS:
        try:
            concern.read()
        except env.SettingsMissing as problem:
            problems.append(str(problem))
    if unknown := env.unknown_variables():
        problems.append(f"unknown: {', '.join(unknown)}; remove them or correct their spelling")
    if problems:
        return False, "settings", "; ".join(problems)
    return True, "settings", "complete"


def _database() -> Iterator[Finding]:
    try:
        connection = psycopg.connect(env.database().url, connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        yield False, "database", f"cannot be reached: {error}. Is it running, is WAYPOST_DATABASE_URL right?"
        return
    with connection:
        version = connection.info.server_version // 10_000
        yield (
            version >= 15,
            "database",
            f"PostgreSQL {version}" + ("" if version >= 15 else "; 15 or newer is needed"),
        )
        for name, query, look in _LOOKS:
            try:
                row = connection.execute(query).fetchone()
            except psycopg.Error as error:
                yield False, name, f"{str(error).splitlines()[0]}. Run `waypost roles` and `waypost migrate`."
            else:
                yield look(row[0] if row else None)


def _role(ordinary: object) -> Finding:
    found = "an ordinary role" if ordinary else "a role that sees past the wall; connect as waypost_app"
    return bool(ordinary), "role", found


def _wall(open_tables: object) -> Finding:
    found = (
        f"open: {open_tables}. Run `waypost migrate`."
        if open_tables
        else "closed around every table of tenants"
    )
    return not open_tables, "wall", found


def _migrations(applied: object) -> Finding:
    done = set(str(applied or "").split())
    ours = Path(__file__).parents[1].glob("*/migrations/0*.py")
    pending = sorted({f"{path.parts[-3]}.{path.stem}" for path in ours} - done)
    found = f"not applied: {', '.join(pending)}. Run `waypost migrate`." if pending else "all applied"
    return not pending, "migrations", found


def _clock(there: object) -> Finding:
    apart = abs(time.time() - float(str(there)))
    if apart > MOST_CLOCK_SECONDS:
        return False, "clock", f"{apart:.0f} s apart from the database's. Switch time synchronisation on."
    return True, "clock", "agrees with the database's"


def _waiting(what: str, worker: str) -> Callable[[object], Finding]:
    """How long the oldest row of a queue has waited, and whose work it is."""

    def look(oldest: object) -> Finding:
        seconds = float(str(oldest or 0))
        if seconds > OLDEST_WAITING_SECONDS:
            return (
                False,
                what,
                f"the oldest has waited {seconds:.0f} s. Is `waypost worker {worker}` running?",
            )
        return True, what, "none waits long"

    return look


def _dead_letters(count: object) -> Finding:
    if count:
        return (
            False,
            "dead letters",
            f"{count}. `waypost replay --list` says why; `waypost replay` tries them again.",
        )
    return True, "dead letters", "none"


def _jobs(failed: object) -> Finding:
    return True, "jobs", f"{failed} failed in the last day" if failed else "none failed in the last day"


_LOOKS: tuple[tuple[str, str, Callable[[object], Finding]], ...] = (
    ("role", "select not (rolsuper or rolbypassrls) from pg_roles where rolname = current_user", _role),
    (
        "wall",
        """select string_agg(c.relname, ', ') from pg_class c
           where c.relkind = 'r' and c.relname ~ '^(channels|contacts|messaging)_'
             and c.relname <> all (array['messaging_outboundticket', 'messaging_channelpace',
                                         'messaging_pairpace'])
             and not c.relforcerowsecurity""",
        _wall,
    ),
    ("migrations", "select string_agg(app || '.' || name, ' ') from django_migrations", _migrations),
    ("clock", "select extract(epoch from clock_timestamp())", _clock),
    (
        "webhooks",
        "select extract(epoch from now() - min(received_at)) from pipeline_ingestedwebhook",
        _waiting("webhooks", "inbound"),
    ),
    (
        "outgoing",
        """select extract(epoch from now() - min(not_before)) from messaging_outboundticket
           where leased_until is null and not awaits_status and not_before < now()""",
        _waiting("outgoing", "outbound"),
    ),
    ("dead letters", "select count(*) from pipeline_deadletter where replayed_at is null", _dead_letters),
    (
        "jobs",
        """select count(distinct j.id) from procrastinate_jobs j join procrastinate_events e on e.job_id = j.id
           where j.status = 'failed' and e.at > now() - interval '1 day'""",
        _jobs,
    ),
)


def _redis() -> Iterator[Finding]:
    try:
        with redis.Redis.from_url(env.redis().url, socket_connect_timeout=5, socket_timeout=5) as client:
            client.ping()
        yield True, "redis", "answers"
    except (redis.RedisError, OSError) as error:
        yield False, "redis", f"cannot be reached: {error}. Is it running, is WAYPOST_REDIS_URL right?"


def _processes() -> Iterator[Finding]:
    core = env.core()
    for name, url in (("api", core.public_url), ("ingest", core.webhook_url), ("live", core.live_url)):
        try:
            with urllib.request.urlopen(f"{url.rstrip('/')}/health/ready", timeout=5) as answer:  # noqa: S310 - a setting
                date = answer.headers.get("Date")
            yield True, name, f"ready at {url}"
        except urllib.error.HTTPError as error:
            yield False, name, f"not ready: {error.read().decode(errors='replace')[:200]}"
            continue
        except OSError as error:
            yield False, name, f"does not answer at {url} ({error}). Is it running?"
            continue
        if date and abs(time.time() - parsedate_to_datetime(date).timestamp()) > MOST_CLOCK_SECONDS:
            yield False, name, "its clock and ours differ. Switch time synchronisation on."


def _disk() -> Iterator[Finding]:
    folder = Path(env.mail().folder)
    here = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(here).free // 1_000_000
    yield (
        free >= LEAST_FREE_MB,
        "disk",
        f"{free:,} MB free" + ("" if free >= LEAST_FREE_MB else "; make room"),
    )
    if os.getloadavg()[0] > 4 * (os.cpu_count() or 1):
        yield False, "load", f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
