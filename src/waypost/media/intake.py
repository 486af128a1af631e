"""Files that are to go out: scanned, made fit for WhatsApp, stored; at once, or in a job when it takes long."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog

from waypost.core.actor import Actor
from waypost.kit import env
from waypost.kit.errors import Invalid, Unavailable
from waypost.media import actions, antivirus, converter, queries, storage
from waypost.media.actions import Examined, Kept
from waypost.media.antivirus import ScannerAway
from waypost.media.converter import Busy, Converted, Later, Refused
from waypost.media.rules import FETCH_TRIES, Kind, Problem, problem, size_words
from waypost.media.schemas import MediaOut
from waypost.media.storage import StorageAway

log = structlog.get_logger()


class MediaRefused(Invalid):
    """A file that WhatsApp would not take, whatever is done with it. The code says which rule."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.code = f"media_{problem.code}"


@dataclass(frozen=True, slots=True)
class Given:
    """A file as somebody handed it in, and how they want it sent."""

    path: Path
    filename: str
    declared_mime: str
    kind: Kind | None = None
    voice: bool = False


def take_in(actor: Actor, given: Given) -> MediaOut:
    """Ready when this returns, or waiting for its job. A file that cannot be sent is refused and not kept."""
    most = queries.upload_limit(actor)
    size = given.path.stat().st_size
    if size == 0:
        raise MediaRefused(problem("empty"))
    if size > most:
        raise MediaRefused(problem("too_large", **size_words(size, most, "file")))
    with converter.workplace() as folder:
        try:
            _scan(given.path)
            converted = converter.prepare(
                given.path, folder, given.kind, given.filename, voice=given.voice, in_a_job=False
            )
            return _kept(actor, given, converted, actions.add_ready)
        except Refused as refused:
            raise MediaRefused(refused.problem) from refused
        except Later:
            return _kept(actor, given, _unseen(given, size, "video"), actions.add_waiting)
        except (Busy, ScannerAway):
            return _kept(actor, given, _unseen(given, size, "document"), actions.add_waiting)
        except StorageAway as error:
            log.warning("storage_away", error=str(error))
            raise Unavailable(problem("storage_away").text) from error


def prepare_stored(actor: Actor, media_id: UUID) -> None:
    """The job: the original is fetched from the storage, and what was made of it takes its place."""
    wanted = actions.begin(actor, media_id, "out")
    if wanted is None:
        return
    try:
        _prepare(actor, media_id, wanted)
    except Refused as refused:
        actions.record_failed(actor, media_id, refused.problem)
        if refused.problem.code == "infected":
            storage.forget(wanted.storage_key)
    except (Busy, ScannerAway, StorageAway) as trouble:
        if wanted.attempt < FETCH_TRIES:
            raise
        code = "scanner_away" if isinstance(trouble, ScannerAway) else "storage_away"
        actions.record_failed(actor, media_id, problem(code))


def _prepare(actor: Actor, media_id: UUID, wanted: actions.Wanted) -> None:
    with converter.workplace() as folder:
        source = folder / "source"
        storage.fetch(wanted.storage_key, source)
        _scan(source)
        kind = None if wanted.kind == "document" and not wanted.is_voice else wanted.kind
        converted = converter.prepare(
            source, folder, kind, wanted.filename, voice=wanted.is_voice, in_a_job=True
        )
        kept = keep(actor.tenant_id, converted)
        if actions.record_ready(actor, media_id, converted.examined, kept):
            storage.forget(wanted.storage_key)
        else:
            storage.forget(kept.storage_key, kept.thumbnail_key)


def keep(tenant_id: UUID, converted: Converted) -> Kept:
    key = storage.save(tenant_id, converted.path, converted.examined.mime_type)
    if converted.thumbnail is None:
        return Kept(key)
    return Kept(key, storage.save(tenant_id, converted.thumbnail, "image/webp"))


def _scan(path: Path) -> None:
    if found := antivirus.finding(path, env.media().clamd_url):
        raise Refused(problem("infected", name=found))


def _kept(actor: Actor, given: Given, converted: Converted, record: Callable[..., MediaOut]) -> MediaOut:
    kept = keep(actor.tenant_id, converted)
    try:
        return record(actor, given.filename, given.declared_mime, converted.examined, kept)
    except BaseException:
        storage.forget(kept.storage_key, kept.thumbnail_key)
        raise


def _unseen(given: Given, size: int, guess: Kind) -> Converted:
    """The original, which nobody has looked into; as a document the job finds out what it is."""
    kind = given.kind or ("audio" if given.voice else guess)
    examined = Examined(kind, "", size, converter.digest(given.path), is_voice=given.voice)
    return Converted(given.path, None, examined, 0)
