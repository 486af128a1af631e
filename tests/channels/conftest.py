"""Channels against the sandbox in Meta's place, with our own ingest as the address of webhooks."""

from collections.abc import Iterator

import psycopg
import pytest
from tests.kit.running import Running, running

from waypost.kit import env
from waypost_sandbox.testing import WhatsAppSandbox


@pytest.fixture(scope="session")
def channels_ingest(postgres_url, tmp_path_factory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("channels")
    with running("ingest", folder, WAYPOST_DATABASE_URL=postgres_url("waypost_ingest")) as found:
        yield found


@pytest.fixture
def meta(
    whatsapp_sandbox: WhatsAppSandbox,
    channels_ingest: Running,
    postgres_url,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[WhatsAppSandbox]:
    """The sandbox as our settings know it; its numbers belong to nobody yet."""
    monkeypatch.setenv("WAYPOST_META_GRAPH_URL", whatsapp_sandbox.base_url)
    monkeypatch.setenv("WAYPOST_WEBHOOK_URL", f"http://127.0.0.1:{channels_ingest.port}")
    monkeypatch.setenv("WAYPOST_META_APP_ID", whatsapp_sandbox.app_id)
    monkeypatch.setenv("WAYPOST_META_APP_SECRET", whatsapp_sandbox.app_secret)
    env.core.cache_clear()
    env.meta.cache_clear()
    with psycopg.connect(postgres_url("postgres"), autocommit=True) as everywhere:
        everywhere.execute(
            "update channels_channel set disconnected_at = now() where disconnected_at is null"
        )
    yield whatsapp_sandbox
    monkeypatch.undo()
    env.core.cache_clear()
    env.meta.cache_clear()
