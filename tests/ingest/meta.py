"""Meta as ingest sees it: an app with a secret, which signs what it sends."""

import hashlib
import hmac
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
from tests.kit.running import Answer, Running

from waypost.kit.crypto import Vault, parse_master_keys

SECRET = "the-app-secret-of-the-test"
VERIFY_TOKEN = "the-verify-token"


class Meta:
    """One app of one tenant, connected to `ingest`."""

    def __init__(self, postgres_url, ingest: Running, secret: str | None = SECRET) -> None:
        self.ingest = ingest
        self.id, self.tenant_id = uuid4(), uuid4()
        self.key = uuid4().hex
        self.path = f"/webhooks/whatsapp/{self.key}"
        self._app, self._owner = postgres_url("waypost_app"), postgres_url("waypost_owner")
        self._change(
            """insert into channels_app (id, meta_app_id, webhook_key, secret, verify_token, created_at)
               values (%s, %s, %s, %s, %s, now())""",
            [self.id, uuid4().hex, self.key, self._sealed(secret, "secret"), VERIFY_TOKEN],
        )

    def send(self, body: bytes, *, secret: str = SECRET, **given: Any) -> Answer:
        return self.ingest.ask("POST", self.path, body, X_Hub_Signature_256=signature(body, secret), **given)

    def replace_secret(self, secret: str, *, old: str = SECRET, old_until: datetime | None = None) -> None:
        until = old_until or datetime.now(UTC) + timedelta(days=1)
        self._change(
            """update channels_app set secret = %s, previous_secret = %s, previous_secret_until = %s
               where id = %s""",
            [self._sealed(secret, "secret"), self._sealed(old, "previous_secret"), until, self.id],
        )

    def replace_verify_token(self, token: str) -> None:
        self._change("update channels_app set verify_token = %s where id = %s", [token, self.id])

    def stored(self) -> list[bytes]:
        return [row[0] for row in self.rows("body")]

    def rows(self, columns: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._owner) as owner:
            return owner.execute(
                f"select {columns} from pipeline_ingestedwebhook where app_id = %s order by id", [self.id]
            ).fetchall()

    @contextmanager
    def nobody_can_write(self) -> Iterator[None]:
        """Commits wait, as they do on a slow disk."""
        with psycopg.connect(self._owner) as owner:
            owner.execute("lock table pipeline_ingestedwebhook in share mode")
            yield

    def _change(self, query: str, parameters: list[Any]) -> None:
        with psycopg.connect(self._app) as app:
            app.execute("select set_config('waypost.tenant_id', %s, true)", [str(self.tenant_id)])
            app.execute(query, parameters)

    def _sealed(self, secret: str | None, column: str) -> bytes:
        if secret is None:
            return b""
        vault = Vault(parse_master_keys(os.environ["WAYPOST_MASTER_KEYS"]))
        return vault.seal(secret, f"channels_app:{self.id}:{column}")


def signature(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def webhook(group: str = "messages", *, text: str = "Halo \\u2764") -> bytes:
    """Compact, as Meta writes it; every one is different."""
    value = {group: [{"id": f"wamid.{uuid4().hex}", "timestamp": str(int(time.time())), "note": text}]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [entry]}, separators=(",", ":")
    ).encode()
