"""What runs beside the database: Redis, our own processes, Meta, the storage of files."""

import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from uuid import uuid4

import redis

from waypost.kit import env
from waypost.ops.looks.database import MOST_CLOCK_SECONDS
from waypost.ops.looks.finding import Finding, timed, warns, well, wrong

SLOW_SECONDS = 2.0
CERTIFICATE_WARNS_DAYS, CERTIFICATE_ENDS_DAYS = 21, 7


def cache() -> Iterator[Finding]:
    """A value goes in, comes out and goes away."""
    took, key = timed(), f"look:{uuid4().hex}"
    try:
        with redis.Redis.from_url(env.redis().url, socket_connect_timeout=5, socket_timeout=5) as client:
            client.set(key, b"1", ex=60)
            came_back = client.get(key) == b"1"
            client.delete(key)
    except (redis.RedisError, OSError) as error:
        yield wrong("redis", f"cannot be reached: {error}", "Is it running, is WAYPOST_REDIS_URL right?")
        return
    if came_back:
        yield well("redis", "answers", seconds=took())
    else:
        yield wrong("redis", "forgets what it was given", "Look at its memory limit and eviction policy.")


def processes() -> Iterator[Finding]:
    core = env.core()
    for name, url in (("api", core.public_url), ("ingest", core.webhook_url), ("live", core.live_url)):
        took = timed()
        try:
            with urllib.request.urlopen(f"{url.rstrip('/')}/health/ready", timeout=5) as answer:  # noqa: S310 - a setting
                date = answer.headers.get("Date")
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")[:200]
            yield wrong(
                name, f"not ready: {said}", "The line above that is wrong says why; else see its log."
            )
            continue
        except OSError as error:
            yield wrong(name, f"does not answer at {url} ({error})", "Is it running?")
            continue
        yield _answered(name, url, took())
        if date and abs(time.time() - parsedate_to_datetime(date).timestamp()) > MOST_CLOCK_SECONDS:
            yield wrong(name, "its clock and ours differ", "Switch time synchronisation on.")


def _answered(name: str, url: str, seconds: float) -> Finding:
    if seconds > SLOW_SECONDS:
        remedy = "Look at its load, or let more of it run."
        return warns(name, f"ready at {url}, after {seconds:.1f} s", remedy, seconds=seconds)
    return well(name, f"ready at {url}", seconds=seconds)


def graph() -> Iterator[Finding]:
    """Any answer counts: only being reachable is looked at."""
    meta, took = env.meta(), timed()
    try:
        with urllib.request.urlopen(f"{meta.graph_url}/{meta.graph_version}/", timeout=10):  # noqa: S310 - a setting
            pass
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            remedy = "Look at Meta's status page. Messages wait and go out when it is back."
            yield warns("meta", f"answers {error.code}", remedy, seconds=took())
            return
    except OSError as error:
        remedy = "Look at this server's way out: DNS, firewall, proxy."
        yield wrong("meta", f"cannot be reached at {meta.graph_url} ({error})", remedy)
        return
    yield well("meta", f"reached at {meta.graph_url}", seconds=took())


def storage() -> Iterator[Finding]:
    """A file is written, read and removed, where media lie."""
    from django.core.files.base import ContentFile  # noqa: PLC0415 - Django is set up by whoever asks
    from django.core.files.storage import storages  # noqa: PLC0415 - as above

    took, name = timed(), f"look-{uuid4().hex}"
    try:
        media = storages["media"]
        name = media.save(name, ContentFile(b"look"))
        with media.open(name) as file:
            came_back = file.read() == b"look"
        media.delete(name)
    except Exception as error:  # noqa: BLE001 - each storage has errors of its own
        remedy = "Is WAYPOST_MEDIA_STORAGE right, and may this process write there?"
        yield wrong("storage", f"{type(error).__name__}: {error}", remedy)
        return
    if came_back:
        yield well("storage", "writes, reads and removes", seconds=took())
    else:
        yield wrong("storage", "does not give back what it was given", "Look at what keeps the files.")


def certificates() -> Iterator[Finding]:
    core = env.core()
    hosts = {urlsplit(url) for url in (core.public_url, core.webhook_url, core.live_url)}
    secure = sorted(
        {(one.hostname or "", one.port or 443) for one in hosts if one.scheme in ("https", "wss")}
    )
    if not secure:
        yield well("certificate", "no address is https: nothing to end")
    for host, port in secure:
        try:
            days = days_left(ssl.get_server_certificate((host, port), timeout=5))
        except (OSError, ssl.SSLError) as error:
            yield wrong(
                "certificate", f"{host}: {error}", "Is the proxy in front running, and its name right?"
            )
        else:
            yield certificate(host, days)


def certificate(host: str, days: float) -> Finding:
    found = f"{host} ends in {days:.0f} days" if days >= 0 else f"{host} ended {-days:.0f} days ago"
    remedy = "Renew it. Meta delivers nothing to an address whose certificate has ended."
    if days < CERTIFICATE_ENDS_DAYS:
        return wrong("certificate", found, remedy)
    if days < CERTIFICATE_WARNS_DAYS:
        return warns("certificate", found, remedy)
    return well("certificate", found)


def days_left(pem: str) -> float:
    from cryptography import x509  # noqa: PLC0415 - only where an address is https

    ends = x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc
    return (ends.timestamp() - time.time()) / 86_400
