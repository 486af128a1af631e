"""A client that sends and a receiver that answers, as cheap as Python allows: the sandbox is what is measured."""

import asyncio
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
CONNECTIONS = 32


class Load:
    """Sends request after request on a few connections, each waiting for its answer."""

    def __init__(self, url: str, requests: Iterator[bytes]) -> None:
        self.url = urlsplit(url)
        self.requests = requests
        self.refused = b""
        self.done = asyncio.Event()
        self._open = 0

    async def run(self, connections: int = CONNECTIONS) -> float:
        """Sends everything; the seconds it took. Raises ValueError when a message is refused."""
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        self._open = connections
        for _ in range(connections):
            await loop.create_connection(lambda: _Sender(self), self.url.hostname, self.url.port)
        await self.done.wait()
        if self.refused:
            raise ValueError(self.refused.decode())
        return time.perf_counter() - began

    def closed(self) -> None:
        self._open -= 1
        if self._open == 0:
            self.done.set()


class _Sender(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self._load = load
        self._got = b""
        self._wanted = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        self._load.closed()

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._wanted:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return
            self._wanted = end + 4 + content_length(self._got[:end])
        if len(self._got) >= self._wanted:
            answer, self._got, self._wanted = self._got, b"", 0
            if b'"wamid.' not in answer:
                self._load.refused = answer
            self._next()

    def _next(self) -> None:
        request = next(self._load.requests, None)
        if request is None or self._load.refused:
            self._transport.close()
        else:
            self._transport.write(request)


class Receiver:
    """Answers 200 to everything and counts the statuses; it can keep what it was told."""

    def __init__(self, *, keep: bool) -> None:
        self.keep = keep
        self.statuses = 0
        self.bodies: list[bytes] = []
        self.heard = asyncio.Event()
        self._expected = 0

    async def start(self) -> str:
        server = await asyncio.get_running_loop().create_server(lambda: _Hook(self), "127.0.0.1", 0)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"

    def expect(self, statuses: int) -> None:
        """From now on; `heard` is set with the last of them."""
        self.statuses, self._expected = 0, statuses
        self.bodies.clear()
        self.heard.clear()

    def take(self, head: bytes, body: bytes) -> bytes:
        if head.startswith(b"GET"):
            challenge = head.partition(b"hub.challenge=")[2].split(b"&")[0].split(b" ")[0]
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(challenge), challenge)
        if self.keep:
            self.bodies.append(body)
        self.statuses += body.count(b'"status":')
        if self.statuses >= self._expected:
            self.heard.set()
        return OK


class _Hook(asyncio.Protocol):
    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._got = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._got[:end])
            length = end + 4 + content_length(head)
            if len(self._got) < length:
                return
            body = bytes(self._got[end + 4 : length])
            del self._got[:length]
            self._transport.write(self._receiver.take(head, body))


def content_length(head: bytes) -> int:
    found = head.lower().find(b"content-length:")
    return int(head[found + 15 :].split(b"\r", 1)[0]) if found >= 0 else 0
