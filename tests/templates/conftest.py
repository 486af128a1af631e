"""Meta, played by the sandbox."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from waypost.kit import env
from waypost_sandbox.testing import WhatsAppSandbox

Json = dict[str, Any]
Graph = Callable[..., Json]


@pytest.fixture
def meta(whatsapp_sandbox: WhatsAppSandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[WhatsAppSandbox]:
    """The sandbox, as what this installation calls Meta."""
    monkeypatch.setenv("WAYPOST_META_GRAPH_URL", whatsapp_sandbox.base_url)
    env.meta.cache_clear()
    whatsapp_sandbox.settings(strict_handles=False, pair_limit=False)
    yield whatsapp_sandbox
    monkeypatch.undo()
    env.meta.cache_clear()


@pytest.fixture
def graph(meta: WhatsAppSandbox) -> Graph:
    def call(method: str, path: str, body: Json | None = None) -> Json:
        request = urllib.request.Request(
            f"{meta.base_url}/v23.0/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {meta.token}", "Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                found: Json = json.load(answer)
        except urllib.error.HTTPError as error:
            pytest.fail(f"{method} {path} {json.dumps(body)}: {error.read().decode()}")
        return found

    return call
