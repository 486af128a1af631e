"""The two ends of live updates: what the relay writes, and a browser that reads."""

import http.client
import json
import os
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode
from uuid import UUID

import redis
from tests.kit.running import Running

from waypost.kit import clock
from waypost.live import tickets

SECRET_KEY = os.environ["WAYPOST_SECRET_KEY"]


class Stream:
    """One tenant's entries, written as the relay writes them."""

    def __init__(self, tenant_id: UUID) -> None:
        self._redis = redis.Redis.from_url(os.environ["WAYPOST_REDIS_URL"])
        self._name = f"live:{tenant_id}"

    def add(self, event_id: str, content: Any = None, kind: str = "message.received") -> None:
        fields = {"type": kind, "data": json.dumps(content or {"n": event_id}, ensure_ascii=False)}
        self._redis.xadd(self._name, fields, id=event_id)

    def add_many(self, first: int, count: int, content: str) -> None:
        with self._redis.pipeline(transaction=False) as pipe:
            for n in range(first, first + count):
                pipe.xadd(self._name, {"type": "message.received", "data": json.dumps(content)}, id=f"{n}-1")
            pipe.execute()

    def keep_newest(self, count: int) -> None:
        self._redis.xtrim(self._name, maxlen=count, approximate=False)

    def forget(self) -> None:
        self._redis.delete(self._name)


class Event(NamedTuple):
    id: str
    type: str
    data: Any


def ticket(tenant_id: UUID, user: str = "ana", *, age_seconds: float = 0, secret: str = SECRET_KEY) -> str:
    minted: datetime = clock.now() - timedelta(seconds=age_seconds)
    return tickets.mint(secret, tenant_id, user, minted)


class Browser:
    def __init__(
        self,
        live: Running,
        ticket_text: str,
        *,
        last_event_id: str | None = None,
        by_query: bool = False,
        origin: str | None = None,
        timeout: float = 8,
    ) -> None:
        asked = {"ticket": ticket_text}
        headers = {"Origin": origin} if origin else {}
        if last_event_id is not None and by_query:
            asked["last_event_id"] = last_event_id
        elif last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        self._connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=timeout)
        self._connection.request("GET", f"/live/events?{urlencode(asked)}", headers=headers)
        self._answer = self._connection.getresponse()
        self.status = self._answer.status
        self.headers = {name.lower(): value for name, value in self._answer.getheaders()}
        self.position = ""
        if self.status == 200:
            greeting = self.next_block()
            assert "retry: 2000" in greeting
            self.position = next((line[4:] for line in greeting if line.startswith("id: ")), "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._answer.close()
        self._connection.close()

    @property
    def refusal(self) -> Any:
        return json.loads(self._answer.read())

    def next_block(self) -> list[str]:
        """The lines up to the next empty one; none when the server ended the stream."""
        lines: list[str] = []
        while line := self._answer.readline():
            text = line.decode().rstrip("\n")
            if not text:
                return lines
            lines.append(text)
        return []

    def next_event(self) -> Event | None:
        while lines := self.next_block():
            fields = dict(line.split(": ", 1) for line in lines if not line.startswith(":"))
            if "event" in fields:
                return Event(fields.get("id", ""), fields["event"], json.loads(fields["data"]))
        return None
