"""Gives Meta a copy of a file before it is first sent on a number, and reuses that copy while Meta keeps it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

from django.db import close_old_connections, connections

from waypost.channels import queries as channels
from waypost.channels.queries import Credentials
from waypost.core.actor import Actor
from waypost.kit import env
from waypost.media import actions, converter, queries, storage
from waypost.media.queries import Sendable
from waypost.media.rules import problem, upload_type
from waypost.media.storage import StorageAway
from waypost.whatsapp import media as graph
from waypost.whatsapp.client import GraphClient, NotSent

T = TypeVar("T")
_UPLOAD_SECONDS = 300


class NotSendable(Exception):
    """The file cannot go out on this number. The sentence is for people."""


class Uploads:
    """One upload for each (number, file) at a time, however many messages wait for it."""

    def __init__(self, client: GraphClient, database: ThreadPoolExecutor) -> None:
        self._client = client
        self._database = database
        self._running: dict[tuple[UUID, UUID], asyncio.Task[str]] = {}

    async def prepare_for(self, actor: Actor, channel_id: UUID, media_id: UUID) -> str:
        """Meta's id of the file. Raises NotSendable, or what the Graph client raises."""
        pair = (channel_id, media_id)
        if pair not in self._running:
            task = asyncio.create_task(self._prepare(actor, channel_id, media_id))
            self._running[pair] = task
            task.add_done_callback(lambda _: self._running.pop(pair, None))
        return await asyncio.shield(self._running[pair])

    async def _prepare(self, actor: Actor, channel_id: UUID, media_id: UUID) -> str:
        pair = (channel_id, media_id)
        if known := (await self._read(lambda: queries.uploads(actor, [pair]))).get(pair):
            return known
        number, file = await self._read(lambda: _loaded(actor, channel_id, media_id))
        with converter.workplace() as folder:
            path = folder / "file"
            try:
                await self._read(lambda: storage.fetch(file.storage_key, path))
            except StorageAway as error:
                raise NotSent(f"the file could not be read: {error}") from error
            meta_media_id = await graph.upload(
                self._client, number.phone_number_id, number.token, path, upload_type(file.mime_type)
            )
        return await self._read(lambda: actions.record_upload(actor, channel_id, media_id, meta_media_id))

    async def _read(self, work: Callable[[], T]) -> T:
        def guarded() -> T:
            try:
                return work()
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._database, guarded)


def prepare_for(actor: Actor, channel_id: UUID, media_id: UUID) -> str:
    """For who sends one file and has no client of its own."""

    async def prepared() -> str:
        meta = env.meta()
        async with GraphClient(
            base_url=meta.graph_url,
            version=meta.graph_version,
            connections=2,
            timeout_seconds=_UPLOAD_SECONDS,
        ) as client:
            with ThreadPoolExecutor(1, thread_name_prefix="database") as database:
                try:
                    return await Uploads(client, database).prepare_for(actor, channel_id, media_id)
                finally:
                    database.submit(connections.close_all)

    return asyncio.run(prepared())


def _loaded(actor: Actor, channel_id: UUID, media_id: UUID) -> tuple[Credentials, Sendable]:
    number = channels.credentials(actor, [channel_id]).get(channel_id)
    if number is None:
        raise NotSendable(problem("channel_gone").text)
    file = queries.sendable(actor, media_id)
    if file is None:
        raise NotSendable("This file is not ready to be sent. Open it to see why.")
    return number, file
