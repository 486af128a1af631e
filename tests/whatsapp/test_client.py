"""How a call ends is told honestly: accepted, refused, never sent, or nobody knows. Against bare sockets."""

import asyncio
import contextlib
import json
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from waypost.whatsapp import payloads
from waypost.whatsapp.client import Accepted, GraphClient, GraphError, GraphRefused, NotSent, OutcomeUnknown

TOKEN = "EAAsecret0123456789"
NUMBER = "118833905"
TEXT = payloads.text("Hello", wa_id="31610000001")
ACCEPTED = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "+31610000001", "wa_id": "31610000001"}],
    "messages": [{"id": "wamid.x", "message_status": "accepted"}],
}
REFUSED = {
    "error": {
        "message": "(#131009) Parameter value is not valid",
        "type": "OAuthException",
        "code": 131009,
        "error_data": {"messaging_product": "whatsapp", "details": "Button title length invalid."},
        "fbtrace_id": "AbC1",
    }
}


@dataclass
class Request:
    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Wire:
    """A server that reads requests, and answers each as the test says."""

    answer: Callable[[asyncio.StreamWriter, Request], Awaitable[None]]
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    address: str = ""
    conversations: set[asyncio.Task[None]] = field(default_factory=set)

    async def stop(self) -> None:
        for conversation in self.conversations:
            conversation.cancel()
        await asyncio.gather(*self.conversations, return_exceptions=True)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.conversations.add(asyncio.current_task())
        with contextlib.closing(writer), contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while not writer.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                headers = dict(line.split(": ", 1) for line in head[1:] if line)
                body = await reader.readexactly(int(headers.get("Content-Length", 0)))
                self.requests.append(Request(head[0], headers, body))
                await self.answer(writer, self.requests[-1])


@contextlib.asynccontextmanager
async def meta(answer) -> AsyncIterator[Wire]:
    wire = Wire(answer)
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    wire.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        await wire.stop()


def client_of(address: str, **more) -> GraphClient:
    options = {"version": "v23.0", "connections": 4, "timeout_seconds": 0.5, "connect_seconds": 0.3, **more}
    return GraphClient(base_url=address, **options)


def says(status: int, body: object, *headers: str):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = "".join(f"{line}\r\n" for line in (f"Content-Length: {len(raw)}", *headers))

    async def answer(writer, request) -> None:
        writer.write(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + raw)
        await writer.drain()

    return answer


async def hang(writer, request) -> None:
    await asyncio.sleep(5)


async def drop(writer, request) -> None:
    writer.close()


async def reset(writer, request) -> None:
    writer.transport.abort()


async def break_off(writer, request) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    writer.close()


async def send(address: str, **more) -> Accepted:
    async with client_of(address, **more) as client:
        return await client.send(NUMBER, TOKEN, TEXT)


async def test_a_message_that_meta_takes_is_accepted():
    async with meta(says(200, ACCEPTED)) as wire:
        accepted = await send(wire.address)
    assert accepted == Accepted("wamid.x", "31610000001", None, "accepted")
    (request,) = wire.requests
    assert request.line == f"POST /v23.0/{NUMBER}/messages HTTP/1.1"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Content-Type"] == "application/json"
    assert request.body == TEXT


async def test_a_read_receipt_that_meta_takes_has_no_id():
    async with meta(says(200, {"success": True})) as wire, client_of(wire.address) as client:
        assert await client.send(NUMBER, TOKEN, payloads.mark_read("wamid.y")) == Accepted(None)


async def test_a_version_may_be_left_out():
    async with meta(says(200, ACCEPTED)) as wire:
        await send(f"{wire.address}/", version="")
    assert wire.requests[0].line == f"POST /{NUMBER}/messages HTTP/1.1"


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503, 200])
async def test_an_error_in_metas_shape_is_a_refusal_whatever_the_http_status(status):
    async with meta(says(status, REFUSED)) as wire:
        with pytest.raises(GraphRefused) as refused:
            await send(wire.address)
    assert refused.value.code == 131009
    assert refused.value.details == "Button title length invalid."
    assert (refused.value.http_status, refused.value.trace_id) == (status, "AbC1")
    assert len(wire.requests) == 1


async def test_a_refusal_without_details_has_metas_message():
    async with meta(
        says(401, {"error": {"message": "Session has expired", "code": 190, "error_subcode": 463}})
    ) as w:
        with pytest.raises(GraphRefused) as refused:
            await send(w.address)
    assert (refused.value.code, refused.value.subcode) == (190, 463)
    assert refused.value.details == "Session has expired"


@pytest.mark.parametrize(
    "odd",
    [
        {"error_data": ["what"]},
        {"error_data": {"details": 7}},
        {"message": {"no": "text"}},
        {"fbtrace_id": 7, "error_subcode": "x"},
        {"code": "131009"},
        {"error_data": "text"},
    ],
)
async def test_a_refusal_with_an_odd_part_is_still_a_refusal(odd):
    async with meta(says(400, {"error": {**REFUSED["error"], **odd}})) as wire:
        with pytest.raises(GraphRefused) as refused:
            await send(wire.address)
    assert refused.value.code == 131009


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""),
        (400, b'{"error": {"code": 9999999999999}}'),
        (502, b"<html>Bad gateway</html>"),
        (503, b'{"message": "upstream"}'),
        (200, b""),
        (200, b"<html>Log in to this network</html>"),
        (200, b"{}"),
        (200, b'{"success": false}'),
        (200, b'{"messages": []}'),
        (200, b'{"messages": [{"id": null}]}'),
        (404, b"not found"),
        (400, b'{"error": "no"}'),
        (200, b"\xff\xfe"),
        (400, b'{"error": {"code": 1, "message": "\xff"}}'),
    ],
)
async def test_an_answer_that_is_none_of_metas_leaves_the_outcome_unknown(status, body):
    async with meta(says(status, body)) as wire:
        with pytest.raises(OutcomeUnknown):
            await send(wire.address)
    assert len(wire.requests) == 1


@pytest.mark.parametrize("ending", [hang, drop, reset, break_off])
async def test_a_lost_answer_leaves_the_outcome_unknown_and_is_not_sent_again(ending):
    async with meta(ending) as wire:
        with pytest.raises(OutcomeUnknown):
            await send(wire.address)
        await asyncio.sleep(0.05)
    assert len(wire.requests) == 1


async def test_a_redirect_is_not_followed():
    async with meta(says(200, ACCEPTED)) as other:
        async with meta(says(307, b"", f"Location: {other.address}/elsewhere")) as wire:
            with pytest.raises(OutcomeUnknown):
                await send(wire.address)
        assert other.requests == []


async def test_a_refused_connection_was_never_sent():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        with pytest.raises(NotSent):
            await send(f"http://127.0.0.1:{taken.getsockname()[1]}")


async def test_an_unknown_host_was_never_sent():
    with pytest.raises(NotSent):
        await send("http://graph.invalid")


async def test_a_server_that_does_not_speak_tls_was_never_sent():
    async with meta(drop) as wire:
        with pytest.raises(NotSent):
            await send(wire.address.replace("http://", "https://"))


async def test_who_waits_too_long_for_a_free_connection_was_never_sent():
    async with meta(hang) as wire, client_of(wire.address, connections=1, timeout_seconds=1) as client:
        first = asyncio.create_task(client.send(NUMBER, TOKEN, TEXT))
        await asyncio.sleep(0.1)
        with pytest.raises(NotSent):
            await client.send(NUMBER, TOKEN, TEXT)
        with pytest.raises(OutcomeUnknown):
            await first
    assert len(wire.requests) == 1


async def test_connections_are_kept_and_counted():
    async with meta(says(200, ACCEPTED)) as wire, client_of(wire.address) as client:
        for _ in range(5):
            await client.send(NUMBER, TOKEN, TEXT)
        assert wire.connections == 1
        await asyncio.gather(*(client.send(NUMBER, TOKEN, TEXT) for _ in range(40)))
    assert wire.connections <= 4
    assert len(wire.requests) == 45


async def test_a_kept_connection_that_meta_closes_politely_is_replaced():
    async def answer(writer, request) -> None:
        await says(200, ACCEPTED)(writer, request)
        writer.close()

    async with meta(answer) as wire, client_of(wire.address) as client:
        for _ in range(3):
            await client.send(NUMBER, TOKEN, TEXT)
            await asyncio.sleep(0.05)
    assert len(wire.requests) == wire.connections == 3


async def test_a_kept_connection_that_dies_on_the_next_message_is_not_tried_again():
    async def answer(writer, request) -> None:
        await (says(200, ACCEPTED) if len(wire.requests) == 1 else reset)(writer, request)

    async with meta(answer) as wire, client_of(wire.address) as client:
        await client.send(NUMBER, TOKEN, TEXT)
        with pytest.raises(OutcomeUnknown):
            await client.send(NUMBER, TOKEN, TEXT)
        await asyncio.sleep(0.05)
    assert len(wire.requests) == 2


async def test_a_number_is_looked_up():
    reply = {
        "id": NUMBER,
        "display_phone_number": "+31 20 123 0000",
        "verified_name": "Vis",
        "quality_rating": "GREEN",
        "status": "CONNECTED",
    }
    async with meta(says(200, reply)) as wire, client_of(wire.address) as client:
        number = await client.phone_number(NUMBER, TOKEN)
    assert (number.display_phone_number, number.verified_name) == ("+31 20 123 0000", "Vis")
    assert (number.quality_rating, number.status) == ("GREEN", "CONNECTED")
    assert wire.requests[0].line.startswith(f"GET /v23.0/{NUMBER}?fields=id,display_phone_number,")


async def test_a_number_that_is_not_there_is_refused():
    answer = says(400, {"error": {"message": "Unsupported get request.", "code": 100}})
    async with meta(answer) as wire, client_of(wire.address) as client:
        with pytest.raises(GraphRefused):
            await client.phone_number(NUMBER, TOKEN)


async def test_a_number_with_holes_is_still_a_number():
    answer = says(200, {"id": NUMBER, "verified_name": None})
    async with meta(answer) as wire, client_of(wire.address) as client:
        assert (await client.phone_number(NUMBER, TOKEN)).verified_name == ""


async def test_an_account_is_subscribed():
    async with meta(says(200, {"success": True})) as wire, client_of(wire.address) as client:
        await client.subscribe("104220871", TOKEN)
    assert wire.requests[0].line == "POST /v23.0/104220871/subscribed_apps HTTP/1.1"


async def test_an_account_that_may_not_be_subscribed_is_refused():
    answer = says(403, {"error": {"message": "(#200) no", "code": 200}})
    async with meta(answer) as wire, client_of(wire.address) as client:
        with pytest.raises(GraphRefused):
            await client.subscribe("104220871", TOKEN)


@pytest.mark.parametrize("odd", ["../me", "..", "1/2", "1?x=1", "", "1 2", "é", "1#"])
async def test_an_odd_id_stays_one_segment_of_the_path(odd):
    async with meta(says(200, ACCEPTED)) as wire, client_of(wire.address) as client:
        await client.send(odd, TOKEN, TEXT)
    path = wire.requests[0].line.split(" ")[1]
    assert path.startswith("/v23.0/")
    assert path.endswith("/messages")
    assert path.count("/") == 3
    assert "?" not in path


@pytest.mark.parametrize("token", ["EAA\r\nX-Evil: 1", "EAA\n", "EAA€", ""])
async def test_a_token_that_cannot_be_one_is_refused_without_a_call(token):
    async with meta(says(200, ACCEPTED)) as wire, client_of(wire.address) as client:
        with pytest.raises(GraphRefused) as refused:
            await client.send(NUMBER, token, TEXT)
    assert refused.value.code == 190
    assert wire.requests == []


@pytest.mark.parametrize(
    "answer", [hang, drop, reset, break_off, says(500, b"garbage"), says(400, REFUSED), says(302, b"")]
)
async def test_no_error_holds_the_token(answer):
    async with meta(answer) as wire:
        with pytest.raises(GraphError) as caught:
            await send(wire.address)
    error: BaseException | None = caught.value
    while error is not None:
        assert TOKEN not in f"{error!r} {error} {error.args!r} {vars(error)!r}"
        error = error.__cause__ or error.__context__
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


async def test_an_address_that_is_none_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="https://"):
        client_of("graph.facebook.com")


async def test_a_client_outside_async_with_says_so():
    with pytest.raises(RuntimeError, match="async with"):
        await client_of("http://127.0.0.1:9").send(NUMBER, TOKEN, TEXT)
