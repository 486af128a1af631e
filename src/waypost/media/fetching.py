"""Files that came in: asked for at Meta, downloaded, verified, scanned, looked at, stored."""

import asyncio
from pathlib import Path
from uuid import UUID

import structlog

from waypost.channels import queries as channels
from waypost.channels.queries import Credentials
from waypost.core.actor import Actor
from waypost.kit import env
from waypost.media import actions, antivirus, converter, storage
from waypost.media.actions import Wanted
from waypost.media.antivirus import ScannerAway
from waypost.media.converter import Busy
from waypost.media.intake import keep
from waypost.media.rules import FETCH_TRIES, MEGABYTE, Problem, hex_digest, problem, size_words
from waypost.media.storage import StorageAway
from waypost.whatsapp import errors
from waypost.whatsapp import media as graph
from waypost.whatsapp.client import GraphClient, GraphError, GraphRefused

_FETCH_SECONDS = 600
log = structlog.get_logger()


class CannotFetch(Exception):
    """It will not come, or not now: `passes` says whether the job tries again by itself."""

    def __init__(self, problem: Problem, *, passes: bool = False) -> None:
        super().__init__(problem.text)
        self.problem = problem
        self.passes = passes


def fetch(actor: Actor, media_id: UUID) -> None:
    """May run twice at once and at any time: the first to record wins, and the other clears up after itself."""
    wanted = actions.begin(actor, media_id, "in")
    if wanted is None or wanted.channel_id is None:
        return
    number = channels.credentials(actor, [wanted.channel_id]).get(wanted.channel_id)
    if number is None:
        actions.record_failed(actor, media_id, problem("channel_gone"))
        return
    try:
        _fetch(actor, media_id, wanted, number)
    except CannotFetch as trouble:
        if trouble.passes and wanted.attempt < FETCH_TRIES:
            raise
        actions.record_failed(actor, media_id, trouble.problem)


def _fetch(actor: Actor, media_id: UUID, wanted: Wanted, number: Credentials) -> None:
    with converter.workplace() as folder:
        path = folder / "source"
        asyncio.run(_downloaded(wanted, number, path))
        try:
            if found := antivirus.finding(path, env.media().clamd_url):
                raise CannotFetch(problem("infected", name=found))
            converted = converter.examine(path, folder, wanted.kind, wanted.filename)
            kept = keep(actor.tenant_id, converted)
        except ScannerAway as error:
            raise CannotFetch(problem("scanner_away"), passes=True) from error
        except (StorageAway, Busy) as error:
            raise CannotFetch(problem("storage_away"), passes=True) from error
        if not actions.record_ready(actor, media_id, converted.examined, kept):
            storage.forget(kept.storage_key, kept.thumbnail_key)


async def _downloaded(wanted: Wanted, number: Credentials, into: Path) -> None:
    meta = env.meta()
    most = env.media().largest_mb * MEGABYTE
    async with GraphClient(
        base_url=meta.graph_url, version=meta.graph_version, connections=2, timeout_seconds=_FETCH_SECONDS
    ) as client:
        try:
            found = await graph.media_url(
                client, wanted.meta_media_id or "", number.token, number.phone_number_id
            )
            if found.file_size > most:
                raise CannotFetch(problem("too_large", **size_words(found.file_size, most, "file")))
            size = await graph.download(client, found.url, number.token, into, most=most)
        except graph.NotPublic as error:
            raise CannotFetch(problem("meta_refused", reason=str(error))) from error
        except graph.TooLarge as error:
            raise CannotFetch(problem("too_large", **size_words(most + 1, most, "file"))) from error
        except GraphRefused as refused:
            raise _refusal(refused) from refused
        except GraphError as error:
            raise CannotFetch(problem("meta_away"), passes=True) from error
    _verify(into, size, found, wanted)


def _verify(path: Path, size: int, found: graph.MediaNode, wanted: Wanted) -> None:
    """Against what Meta says now and what the webhook said; neither has to say anything."""
    if size == 0:
        raise CannotFetch(problem("empty"))
    digest = converter.digest(path)
    announced = {hex_digest(found.sha256), wanted.sha256} - {""}
    if (found.file_size and found.file_size != size) or announced - {digest}:
        raise CannotFetch(problem("not_as_announced"), passes=True)


def _refusal(refused: GraphRefused) -> CannotFetch:
    if refused.code == 100 and refused.subcode == 33:
        return CannotFetch(problem("expired"))
    if refused.http_status == 404:  # of the link, which holds five minutes: the next try asks for a new one
        return CannotFetch(problem("expired"), passes=True)
    match errors.classify(refused.code, refused.details, refused.http_status):
        case errors.Retry() | errors.Slow():
            return CannotFetch(problem("meta_away"), passes=True)
        case _:
            reason = errors.explain(refused.code, refused.details).reason
            return CannotFetch(problem("meta_refused", reason=reason))
