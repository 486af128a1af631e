"""Whether the workers live, the ledger is whole, and somebody is told when something breaks."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

from waypost.kit import env
from waypost.ops.looks.finding import Finding, timed, warns, well, wrong
from waypost.ops.looks.rights import asked

WORKERS = ("inbound", "outbound", "relay", "jobs")
OLDEST_HEARTBEAT_SECONDS = 90
MOST_LEDGERS = 20


def workers() -> Iterator[Finding]:
    """Each at its health port; without addresses only the heartbeat of jobs can be seen."""
    named = dict(one.strip().partition("=")[::2] for one in env.watch().workers.split(",") if "=" in one)
    if not named:
        remedy = "Set WAYPOST_WATCH_WORKERS to the address of each worker's health port."
        yield warns("workers", "their addresses are not known", remedy)
    for name in WORKERS if named else ():
        yield _alive(name, named.get(name, ""))


def heartbeat() -> Iterator[Finding]:
    with asked() as connection:
        row = connection.execute(
            "select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers"
        ).fetchone()
    ago = None if row is None or row[0] is None else float(row[0])
    remedy = "Is `waypost worker jobs` running? See its log."
    if ago is None:
        yield wrong("heartbeat", "no worker of jobs was ever seen", remedy)
    elif ago > OLDEST_HEARTBEAT_SECONDS:
        yield wrong("heartbeat", f"jobs were last seen {ago:.0f} s ago", remedy, seconds=ago)
    else:
        yield well("heartbeat", f"jobs were seen {ago:.0f} s ago")


def ledger() -> Iterator[Finding]:
    """The newest tenants only: `waypost verify-consent` walks all."""
    from waypost.accounts.queries import tenant_ids  # noqa: PLC0415 - Django is set up by whoever asks
    from waypost.consent.queries import verify  # noqa: PLC0415 - as above
    from waypost.core.actor import Actor  # noqa: PLC0415 - as above

    looked_at = tenant_ids()[-MOST_LEDGERS:]
    told = {one: verify(Actor.system(one)) for one in looked_at}
    if broken := [f"{tenant}: {said.reason}" for tenant, said in told.items() if not said.ok]:
        remedy = (
            "Somebody wrote past Waypost. Keep the database as it is, and see docs/operations/incidents.md."
        )
        yield wrong("ledger of consent", "; ".join(broken), remedy)
    else:
        entries = sum(said.count for said in told.values())
        yield well("ledger of consent", f"whole: {entries} entries of {len(told)} tenants")


def alerts() -> Iterator[Finding]:
    """Rules that are loaded, and somebody who is told."""
    watch = env.watch()
    if not watch.prometheus_url:
        remedy = "Set WAYPOST_WATCH_PROMETHEUS_URL and WAYPOST_WATCH_ALERTMANAGER_URL (deploy/monitoring)."
        yield warns("alert rules", "no Prometheus is named: nobody watches", remedy)
        return
    try:
        groups = _read(f"{watch.prometheus_url.rstrip('/')}/api/v1/rules?type=alert")["data"]["groups"]
        receivers = _read(f"{watch.prometheus_url.rstrip('/')}/api/v1/alertmanagers")["data"][
            "activeAlertmanagers"
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield wrong("alert rules", f"Prometheus cannot be asked ({error})", "Is it running? See its log.")
        return
    count = sum(len(one.get("rules", [])) for one in groups)
    if count:
        yield well("alert rules", f"{count} loaded")
    else:
        yield wrong("alert rules", "none loaded", "Name the files of deploy/monitoring under rule_files.")
    if receivers:
        yield well("alert manager", f"{len(receivers)} connected")
    else:
        yield wrong(
            "alert manager",
            "none: alerts reach nobody",
            "Name it under alerting in Prometheus's configuration.",
        )
    if watch.alertmanager_url:
        yield _receivers(watch.alertmanager_url)


def _receivers(url: str) -> Finding:
    remedy = "Give it a receiver that a person reads (deploy/monitoring)."
    try:
        named = [str(one.get("name")) for one in _read(f"{url.rstrip('/')}/api/v2/receivers")]
    except (OSError, ValueError, AttributeError) as error:
        return wrong(
            "alert channels", f"Alertmanager cannot be asked ({error})", "Is it running? See its log."
        )
    real = [one for one in named if one.lower() not in {"null", "none", "default", "blackhole"}]
    return well("alert channels", ", ".join(real)) if real else wrong("alert channels", "none", remedy)


def _alive(name: str, url: str) -> Finding:
    what, took, remedy = f"worker {name}", timed(), f"Is `waypost worker {name}` running? See its log."
    if not url:
        return wrong(what, "is not in WAYPOST_WATCH_WORKERS", "Add its address there.")
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health/ready", timeout=5):  # noqa: S310 - a setting
            return well(what, "ready", seconds=took())
    except urllib.error.HTTPError as error:
        return wrong(what, f"not ready: {error.read().decode(errors='replace')[:200]}", remedy)
    except OSError as error:
        return wrong(what, f"does not answer at {url} ({error})", remedy)


def _read(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - a setting
        return json.loads(answer.read())
