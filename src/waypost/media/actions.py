"""Changing what is known of files. Bytes are moved by others, between two of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import connection
from django.db.models import F

from waypost.accounts.permissions import Permission
from waypost.core import jobs
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.errors import Conflict, NotFound
from waypost.kit.ids import uuid7
from waypost.media.events import MediaFailed, MediaReady
from waypost.media.models import File, Upload
from waypost.media.queries import NO_SUCH_FILE, media_out
from waypost.media.rules import (
    KEPT_BY_META,
    UPLOAD_REUSED,
    Kind,
    Problem,
    clean_filename,
    hex_digest,
    may_retry,
)
from waypost.media.schemas import MediaOut

_JOBS = {"in": "media.fetch", "out": "media.prepare"}

Key = tuple[UUID, str]
"""(channel, Meta's id of the file)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that a message announced. Meta hands it over for seven days."""

    channel_id: UUID
    meta_media_id: str
    kind: Kind
    mime_type: str = ""
    sha256: str = ""
    """Hex or base64, as it came."""
    filename: str = ""
    is_voice: bool = False

    @property
    def key(self) -> Key:
        return self.channel_id, self.meta_media_id


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found out about bytes."""

    kind: Kind
    mime_type: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None
    is_voice: bool = False
    is_animated: bool = False
    waveform: list[int] | None = None
    note: Problem | None = None
    """A file that can be downloaded but not shown."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the bytes lie."""

    storage_key: str
    thumbnail_key: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that waits for somebody to work on it, and the how many-th try this is."""

    channel_id: UUID | None
    meta_media_id: str | None
    kind: Kind
    declared_mime: str
    filename: str
    sha256: str
    is_voice: bool
    storage_key: str
    attempt: int


@internal
def expect(actor: Actor, arrivals: Sequence[Arrival]) -> dict[Key, UUID]:
    """A row and a job for each file that is new; the id of each, new or not."""
    by_key = {one.key: one for one in arrivals}
    if not by_key:
        return {}
    wanted = list(by_key.values())
    channel_ids, meta_ids = [one.channel_id for one in wanted], [one.meta_media_id for one in wanted]
    now = clock.now()
    with connection.cursor() as cursor:
        # on conflict do nothing: set-wise, and right when another worker announces the same file
        cursor.execute(
            """insert into media_file
                   (id, direction, channel_id, meta_media_id, kind, status, declared_mime, filename, sha256, is_voice,
                    problem, problem_code, can_retry, mime_type, size, is_animated, storage_key, thumbnail_key,
                    attempts, expires_at, created_at)
               select id, 'in', channel_id, meta_media_id, kind, 'waiting', declared_mime, filename, sha256, is_voice,
                      '', '', false, '', 0, false, '', '', 0, %s, %s
               from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                           %s::boolean[])
                    as new (id, channel_id, meta_media_id, kind, declared_mime, filename, sha256, is_voice)
               on conflict do nothing returning id""",
            [
                now + KEPT_BY_META,
                now,
                [uuid7() for _ in wanted],
                channel_ids,
                meta_ids,
                [one.kind for one in wanted],
                [_storable(one.mime_type)[:200] for one in wanted],
                [clean_filename(one.filename) for one in wanted],
                [hex_digest(one.sha256) for one in wanted],
                [one.is_voice for one in wanted],
            ],
        )
        new = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            """select f.channel_id, f.meta_media_id, f.id
               from unnest(%s::uuid[], %s::text[]) as wanted (channel_id, meta_media_id)
               join media_file f using (channel_id, meta_media_id)""",
            [channel_ids, meta_ids],
        )
        ids = {(row[0], row[1]): row[2] for row in cursor.fetchall()}
    jobs.enqueue_each(actor, "media.fetch", [{"media_id": str(media_id)} for media_id in new])
    return ids


@internal
def begin(actor: Actor, media_id: UUID, direction: Literal["in", "out"]) -> Wanted | None:
    """Count a try. None when there is nothing to do: another worker was faster, or it has ended."""
    waiting = File.objects.filter(id=media_id, direction=direction, status="waiting")
    if not waiting.update(attempts=F("attempts") + 1, tried_at=clock.now()):
        return None
    file = File.objects.get(id=media_id)
    return Wanted(
        channel_id=file.channel_id,
        meta_media_id=file.meta_media_id,
        kind=file.kind,
        declared_mime=file.declared_mime,
        filename=file.filename,
        sha256=file.sha256,
        is_voice=file.is_voice,
        storage_key=file.storage_key,
        attempt=file.attempts,
    )


@internal
def record_ready(actor: Actor, media_id: UUID, examined: Examined, kept: Kept) -> bool:
    """False when another worker was faster: then what this one has stored belongs to nobody."""
    waiting = File.objects.filter(id=media_id, status="waiting")
    if not waiting.update(**_columns(examined, kept), status="ready", ready_at=clock.now()):
        return False
    emit(actor, MediaReady(media=_shape(media_id)), stream="activity")
    return True


@internal
def record_failed(actor: Actor, media_id: UUID, problem: Problem) -> None:
    waiting = File.objects.filter(id=media_id, status="waiting")
    if waiting.update(
        status="infected" if problem.code == "infected" else "failed",
        problem=problem.text,
        problem_code=problem.code,
        can_retry=problem.can_retry,
    ):
        emit(actor, MediaFailed(media=_shape(media_id)), stream="activity")


@requires(Permission.MESSAGES_SEND)
def add_ready(actor: Actor, filename: str, declared_mime: str, examined: Examined, kept: Kept) -> MediaOut:
    """A file of ours that is prepared and stored."""
    file = File.objects.create(
        direction="out",
        status="ready",
        filename=clean_filename(filename),
        declared_mime=_storable(declared_mime)[:200],
        ready_at=clock.now(),
        **_columns(examined, kept),
    )
    shape = media_out(File.objects.get(id=file.id))
    emit(actor, MediaReady(media=shape.model_dump(mode="json")), stream="activity")
    return shape


@requires(Permission.MESSAGES_SEND)
def add_waiting(actor: Actor, filename: str, declared_mime: str, examined: Examined, kept: Kept) -> MediaOut:
    """A file of ours whose original is stored; a job makes it fit for WhatsApp."""
    file = File.objects.create(
        direction="out",
        filename=clean_filename(filename),
        declared_mime=_storable(declared_mime)[:200],
        **_columns(examined, kept),
    )
    jobs.enqueue(actor, "media.prepare", media_id=str(file.id))
    return media_out(File.objects.get(id=file.id))


@requires(Permission.MESSAGES_SEND)
def retry_media(actor: Actor, media_id: UUID) -> MediaOut:
    file = File.objects.select_for_update().filter(id=media_id).first()
    if file is None:
        raise NotFound(NO_SUCH_FILE)
    waits_for = clock.now() - (file.tried_at or file.created_at)
    if not may_retry(file.status, waits_for, can_retry=file.can_retry):
        raise Conflict(_NO_RETRY[file.status])
    File.objects.filter(id=media_id).update(
        status="waiting", problem="", problem_code="", can_retry=False, attempts=0, tried_at=clock.now()
    )
    jobs.enqueue(actor, _JOBS[file.direction], media_id=str(media_id))
    return media_out(File.objects.get(id=media_id))


@internal
def record_upload(actor: Actor, channel_id: UUID, media_id: UUID, meta_media_id: str) -> str:
    """The id to send with: the one that was recorded first, if it still holds."""
    now = clock.now()
    with connection.cursor() as cursor:
        # on conflict with a condition: of two workers that uploaded at once, the first one's copy is used by both
        cursor.execute(
            """insert into media_upload (id, media_id, channel_id, meta_media_id, expires_at, created_at)
               values (%s, %s, %s, %s, %s, %s)
               on conflict (tenant_id, media_id, channel_id) do update
                   set meta_media_id = excluded.meta_media_id, expires_at = excluded.expires_at,
                       created_at = excluded.created_at
                   where media_upload.expires_at <= %s
               returning meta_media_id""",
            [uuid7(), media_id, channel_id, meta_media_id, now + UPLOAD_REUSED, now, now],
        )
        if row := cursor.fetchone():
            return str(row[0])
    return Upload.objects.get(media_id=media_id, channel_id=channel_id).meta_media_id


@internal
def forget_upload(actor: Actor, channel_id: UUID, meta_media_id: str) -> None:
    """Meta no longer knows this copy: the next message with the file uploads it anew."""
    Upload.objects.filter(channel_id=channel_id, meta_media_id=meta_media_id).delete()


_NO_RETRY = {
    "ready": "This file is ready. There is nothing to try again.",
    "waiting": "This file is being worked on. Wait a moment.",
    "failed": "Trying again cannot help here. Ask for the file anew, or send another one.",
    "infected": "The virus scanner found something in this file. It is not fetched again.",
}


def _columns(examined: Examined, kept: Kept) -> dict[str, object]:
    note = examined.note
    return {
        "kind": examined.kind,
        "mime_type": examined.mime_type,
        "size": examined.size,
        "sha256": examined.sha256,
        "width": examined.width,
        "height": examined.height,
        "duration_seconds": examined.duration_seconds,
        "is_voice": examined.is_voice,
        "is_animated": examined.is_animated,
        "waveform": examined.waveform,
        "problem": note.text if note else "",
        "problem_code": note.code if note else "",
        "can_retry": False,
        "storage_key": kept.storage_key,
        "thumbnail_key": kept.thumbnail_key,
    }


def _shape(media_id: UUID) -> dict[str, object]:
    return media_out(File.objects.get(id=media_id)).model_dump(mode="json")


def _storable(text: str) -> str:
    """PostgreSQL's text takes every character but NUL."""
    return text.replace("\x00", "\ufffd")
