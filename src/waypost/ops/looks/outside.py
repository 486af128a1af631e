"""As the world sees it: names resolve, webhooks are taken and forgeries refused, files are nobody else's."""

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from waypost.kit import env
from waypost.ops.looks.finding import Finding, timed, well, wrong
from waypost.ops.looks.rights import asked

_SECONDS = 10


def names() -> Iterator[Finding]:
    core = env.core()
    hosts = {urlsplit(url).hostname or "" for url in (core.public_url, core.webhook_url, core.live_url)}
    lost = []
    for host in sorted(hosts):
        try:
            socket.getaddrinfo(host, None)
        except OSError as error:
            lost.append(f"{host} ({error})")
    if lost:
        yield wrong("dns", f"does not resolve: {', '.join(lost)}", "Add its record, or correct the address.")
    else:
        yield well("dns", f"{', '.join(sorted(hosts))} resolve")


def webhook() -> Iterator[Finding]:
    """With a key that nobody has: a real app would remember a refused handshake and tell its owner."""
    address = f"{env.core().webhook_url.rstrip('/')}/webhooks/whatsapp/look-{uuid4().hex}"
    question = f"{address}?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1"
    remedy = "Set WAYPOST_WEBHOOK_URL to where ingest answers, and let the proxy hand /webhooks/ on to it."
    yield _refused("webhook", urllib.request.Request(question), (403,), remedy)  # noqa: S310 - a setting


def webhook_signature() -> Iterator[Finding]:
    """A forgery, sent to a real app from outside: it must not be believed."""
    key = _some_webhook_key()
    if key is None:
        yield well("webhook signature", "no app is connected yet")
        return
    forged = urllib.request.Request(  # noqa: S310 - a setting
        f"{env.core().webhook_url.rstrip('/')}/webhooks/whatsapp/{key}",
        data=b'{"object":"look"}',
        headers={"X-Hub-Signature-256": f"sha256={'0' * 64}", "Content-Type": "application/json"},
    )
    remedy = "Look at ingest's log: forged webhooks must be refused, and its address must be ingest's."
    yield _refused("webhook signature", forged, (401, 403), remedy)


def _some_webhook_key() -> str | None:
    with asked() as connection:
        for (tenant,) in connection.execute("select id from accounts_tenant order by id limit 50").fetchall():
            with connection.transaction():
                connection.execute("select set_config('waypost.tenant_id', %s, true)", [str(tenant)])
                row = connection.execute("select webhook_key from channels_app limit 1").fetchone()
            if row:
                return str(row[0])
    return None


def _refused(what: str, request: urllib.request.Request, good: tuple[int, ...], remedy: str) -> Finding:
    took = timed()
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - a setting
            return wrong(what, f"accepted with {answer.status}", remedy)
    except urllib.error.HTTPError as error:
        if error.code in good:
            return well(what, f"refused with {error.code}", seconds=took())
        return wrong(what, f"answers {error.code}: that is not ingest", remedy)
    except OSError as error:
        return wrong(what, f"cannot be reached ({error})", remedy)


def files_are_private() -> Iterator[Finding]:
    """A file that was just put there, asked for by a stranger."""
    from django.core.files.base import ContentFile  # noqa: PLC0415 - Django is set up by whoever asks
    from django.core.files.storage import storages  # noqa: PLC0415 - as above

    kept, media = urlsplit(env.media().storage), storages["media"]
    try:
        name = media.save(f"look-{uuid4().hex}", ContentFile(b"look"))
    except Exception:  # noqa: BLE001 - the look at storage tells of it
        return
    try:
        yield _in_folder(Path(media.path(name))) if kept.scheme == "file" else _in_bucket(kept.scheme, name)
    finally:
        media.delete(name)


def _in_folder(path: Path) -> Finding:
    from django.conf import settings  # noqa: PLC0415 - as above

    open_to_all = path.stat().st_mode & 0o007
    served = settings.WHITENOISE_ROOT and path.is_relative_to(settings.WHITENOISE_ROOT)
    if served or open_to_all:
        found = "in a folder that is served to everybody" if served else "readable for every account"
        remedy = f"Keep them elsewhere (WAYPOST_MEDIA_STORAGE), or `chmod -R o= {path.parent}`."
        return wrong("files are private", found, remedy)
    return well("files are private", "for this account only")


def _in_bucket(scheme: str, name: str) -> Finding:
    parts = urlsplit(env.media().storage)
    options = dict(one.partition("=")[::2] for one in parts.query.split("&"))
    ours = "https://storage.googleapis.com" if scheme == "gs" else "https://s3.amazonaws.com"
    address = f"{options.get('endpoint', ours).rstrip('/')}/{parts.netloc}/{name}"
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS):  # noqa: S310 - a setting
            remedy = "Enforce public access prevention on the bucket, and take allUsers out of its policy."
            return wrong("files are private", "a stranger could read one", remedy)
    except urllib.error.HTTPError as error:
        return well("files are private", f"a stranger gets {error.code}")
    except OSError as error:
        return wrong("files are private", f"could not be tried ({error})", "Look at this server's way out.")
