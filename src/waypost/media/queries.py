"""Reading files."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from waypost.accounts.permissions import Permission
from waypost.core.actor import Actor, internal, requires
from waypost.kit import clock, env
from waypost.kit.errors import NotFound
from waypost.media import links
from waypost.media.models import File, Upload
from waypost.media.rules import MEGABYTE, links_expire, may_retry
from waypost.media.schemas import MediaOut

NO_SUCH_FILE = "There is no such file. Reload the conversation."


@dataclass(frozen=True, slots=True)
class Served:
    """What a link leads to."""

    storage_key: str
    mime_type: str
    filename: str


@dataclass(frozen=True, slots=True)
class Sendable:
    """A file that is ready to be given to Meta."""

    storage_key: str
    mime_type: str
    filename: str
    sha256: str


@requires(Permission.CONVERSATIONS_READ)
def media_shape(actor: Actor, media_id: UUID) -> MediaOut:
    return media_out(access_file(actor, media_id))


@requires(Permission.CONVERSATIONS_READ)
def access_file(actor: Actor, media_id: UUID) -> File:
    file = File.objects.filter(id=media_id).first()
    if file is None:
        raise NotFound(NO_SUCH_FILE)
    return file


@requires(Permission.MESSAGES_SEND)
def upload_limit(actor: Actor) -> int:
    """How many bytes somebody who may send files may send at once."""
    return env.media().largest_mb * MEGABYTE


@internal
def shapes(actor: Actor, media_ids: Sequence[UUID]) -> dict[UUID, MediaOut]:
    """For messages to carry: one statement for any number of files."""
    if not media_ids:
        return {}
    return {file.id: media_out(file) for file in File.objects.filter(id__in=set(media_ids))}


@internal
def served(actor: Actor, media_id: UUID, part: links.Part) -> Served | None:
    """Nothing that waits, failed or is infected, whatever link is held."""
    file = File.objects.filter(id=media_id, status="ready").first()
    if file is None:
        return None
    if part == "thumbnail":
        return Served(file.thumbnail_key, "image/webp", "") if file.thumbnail_key else None
    return Served(file.storage_key, file.mime_type, file.filename)


@internal
def sendable(actor: Actor, media_id: UUID) -> Sendable | None:
    file = File.objects.filter(id=media_id, status="ready").first()
    return Sendable(file.storage_key, file.mime_type, file.filename, file.sha256) if file else None


@internal
def uploads(actor: Actor, pairs: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], str]:
    """(channel, file) → Meta's id, of those that Meta still has for a day at least."""
    wanted = set(pairs)
    rows = Upload.objects.filter(
        channel_id__in={channel_id for channel_id, _ in wanted},
        media_id__in={media_id for _, media_id in wanted},
        expires_at__gt=clock.now(),
    )
    return {
        (row.channel_id, row.media_id): row.meta_media_id
        for row in rows
        if (row.channel_id, row.media_id) in wanted
    }


def media_out(file: File) -> MediaOut:
    now = clock.now()
    is_ready = file.status == "ready"
    has_thumbnail = is_ready and file.thumbnail_key
    return MediaOut(
        id=file.id,
        direction=file.direction,
        kind=file.kind,
        status=file.status,
        problem=file.problem,
        problem_code=file.problem_code,
        can_retry=may_retry(file.status, now - (file.tried_at or file.created_at), can_retry=file.can_retry),
        mime_type=file.mime_type or file.declared_mime,
        filename=file.filename,
        size=file.size,
        width=file.width,
        height=file.height,
        duration_seconds=file.duration_seconds,
        is_voice=file.is_voice,
        is_animated=file.is_animated,
        waveform=file.waveform,
        url=links.link(file.tenant_id, file.id, "file", now) if is_ready else None,
        thumbnail_url=links.link(file.tenant_id, file.id, "thumbnail", now) if has_thumbnail else None,
        expires_at=links_expire(now),
    )
