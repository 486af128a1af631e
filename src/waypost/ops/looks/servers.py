"""How PostgreSQL and Redis are set: nothing that was confirmed may be lost, and there is room for everybody."""

from collections.abc import Iterator
from typing import Any

import psycopg
import redis

from waypost.kit import env
from waypost.ops.looks.finding import Finding, Look, warns, well, wrong
from waypost.ops.looks.rights import asked
from waypost.ops.looks.target import Target

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
LEAST_CONNECTIONS = 60
"""Twice what one of each process opens when it is busy."""
MOST_USED = 0.8
_KEEPS = ("noeviction", "volatile-lru", "volatile-lfu", "volatile-ttl", "volatile-random")


def postgres(target: Target) -> Look:
    def postgresql_settings() -> Iterator[Finding]:
        with asked() as connection:
            yield durable(connection)
            yield connections(connection)
            yield clock_zone(connection)
            yield encrypted(connection, target)

    return postgresql_settings


def durable(connection: psycopg.Connection) -> Finding:
    off = [name for name in DURABLE if _setting(connection, name) == "off"]
    if off:
        remedy = "Set each to on: a power cut loses what was confirmed."
        return wrong("durability", f"off: {', '.join(off)}", remedy)
    return well("durability", f"{', '.join(DURABLE)} are on")


def connections(connection: psycopg.Connection) -> Finding:
    most = int(_setting(connection, "max_connections"))
    row = connection.execute(
        "select count(*) from pg_stat_activity where backend_type = 'client backend'"
    ).fetchone()
    used = int(row[0]) if row else 0
    remedy = "Raise max_connections, or put a pooler in front."
    if most < LEAST_CONNECTIONS:
        return wrong("connections", f"{most} at most, and {LEAST_CONNECTIONS} are needed", remedy)
    if used > MOST_USED * most:
        return warns("connections", f"{used} of {most} in use", remedy)
    return well("connections", f"{used} of {most} in use")


def clock_zone(connection: psycopg.Connection) -> Finding:
    """Rows keep moments, not local times: only reports by hand are shifted."""
    zone = _setting(connection, "TimeZone")
    if zone.rpartition("/")[2] in {"UTC", "UCT", "GMT", "Zulu"}:
        return well("time zone", zone)
    return warns("time zone", f"{zone}, not UTC", "`alter database waypost set timezone = 'UTC'`.")


def encrypted(connection: psycopg.Connection, target: Target) -> Finding:
    row = connection.execute("select ssl from pg_stat_ssl where pid = pg_backend_pid()").fetchone()
    if row and row[0]:
        return well("database encryption", "the connection is encrypted")
    host = connection.info.host
    if host.startswith("/") or host in {"127.0.0.1", "localhost", "::1"}:
        return well("database encryption", "not needed: the same machine")
    remedy = "Add `?sslmode=require` to WAYPOST_DATABASE_URL."
    if target == "gcp":
        return wrong("database encryption", f"none on the way to {host}", remedy)
    return warns("database encryption", f"none on the way to {host}", remedy)


def redis_settings(target: Target) -> Look:
    def redis_is_set() -> Iterator[Finding]:
        with redis.Redis.from_url(env.redis().url, socket_connect_timeout=5, socket_timeout=5) as client:
            told: dict[str, Any] = client.info()
        yield eviction(str(told.get("maxmemory_policy", "")))
        yield memory(int(told.get("used_memory", 0)), int(told.get("maxmemory", 0)), target)
        yield persistence(told, target)

    return redis_is_set


def eviction(policy: str) -> Finding:
    if policy in _KEEPS:
        return well("redis eviction", policy)
    remedy = "Set maxmemory-policy to noeviction, or to one of volatile-…"
    return wrong("redis eviction", f"{policy}: it throws away what must stay", remedy)


def memory(used: int, most: int, target: Target) -> Finding:
    if not most:
        shown = f"{used // 1_000_000:,} MB used, no limit"
        if target == "local":
            return well("redis memory", shown)
        return warns("redis memory", shown, "Set maxmemory, so that Redis cannot take the machine's.")
    shown = f"{used // 1_000_000:,} of {most // 1_000_000:,} MB used"
    if used > 0.95 * most:
        return wrong("redis memory", shown, "Give it more: with noeviction it refuses to write when full.")
    return (
        warns("redis memory", shown, "Give it more.")
        if used > MOST_USED * most
        else well("redis memory", shown)
    )


def persistence(told: dict[str, Any], target: Target) -> Finding:
    if told.get("aof_enabled") and told.get("aof_last_write_status") != "ok":
        return wrong("redis persistence", "its last write failed", "Look at the disk under it.")
    if told.get("aof_enabled"):
        return well("redis persistence", "each second, to an append-only file")
    if target == "gcp":
        return well("redis persistence", "a replica in another zone, as Memorystore does")
    remedy = "Set appendonly to yes: sessions and live updates survive a restart then."
    return warns("redis persistence", "none", remedy)


def _setting(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("select current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else ""
