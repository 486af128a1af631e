"""The phone's side of a flow's endpoint: it asks, encrypted, and waits ten seconds at most."""

import time
from collections.abc import Callable

import aiohttp
import msgspec
from msgspec import Struct

from waypost_sandbox.graph.flows.documents import data_api_version_of, read_document
from waypost_sandbox.graph.flows.keys import key_is_valid
from waypost_sandbox.graph.flows.monitor import note
from waypost_sandbox.graph.flows.sealing import Seal, SealError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.flows import Exchange, Flow, FlowKey
from waypost_sandbox.wire import signature

GENERIC = "Something went wrong. Try again later."
LARGEST_ANSWER = 10 * 1024 * 1024
CANNOT_DECRYPT, TOKEN_ENDED, BAD_SIGNATURE = 421, 427, 432
# Whose key is used for health checks: no person's.
NOBODY = ""

# Looks at a decrypted answer, and raises EndpointError when the phone could not use it.
Judge = Callable[[Json], None]


class EndpointError(Exception):
    """`name` is Meta's; `message` is what the customer reads, `details` what the endpoint is told."""

    def __init__(self, name: str, message: str = GENERIC, *, details: str = "") -> None:
        super().__init__(name)
        self.name = name
        self.message = message
        self.details = details


class TokenEndedError(EndpointError):
    """The business wants no more of this form; the button goes out."""


class Sender(Struct):
    """Whose phone asks, and which number of the business it talks to."""

    phone_number_id: str
    person: str


class Reply(Struct):
    status: int
    body: bytes


async def ask(
    world: Sandbox, flow: Flow, sender: Sender, request: Json, judge: Judge, *, is_ping: bool = False
) -> Json:
    """What the endpoint answers, once `judge` has found it good. Raises EndpointError; it is noted with the flow."""
    at, began = world.clock.now(), time.perf_counter()
    error = ""
    try:
        answer = await _ask(world, flow, sender, request)
        judge(answer)
    except TokenEndedError:
        raise
    except EndpointError as failure:
        error = failure.name
        raise
    else:
        return answer
    finally:
        note(world, flow, Exchange(at, time.perf_counter() - began, error, is_ping))


async def ping(world: Sandbox, flow: Flow) -> None:
    """The health check. Raises EndpointError."""
    numbers = world.state.wabas[flow.waba_id].phone_numbers
    number = next((n for n in numbers if key_is_valid(world.state, n)), "")
    await ask(world, flow, Sender(number, NOBODY), question(flow, "ping", {}), _must_be_active, is_ping=True)


def anything(answer: Json) -> None:
    """Finds every answer good."""


def question(flow: Flow, action: str, more: Json) -> Json:
    version = data_api_version_of(read_document(flow.document)) or "3.0"
    return {"version": version, "action": action, **more}


def _must_be_active(answer: Json) -> None:
    data = answer.get("data")
    if not isinstance(data, dict) or data.get("status") != "active":
        raise EndpointError("payload-schema-error")


async def _ask(world: Sandbox, flow: Flow, sender: Sender, request: Json) -> Json:
    state = world.state
    key = state.flow_keys.get(sender.phone_number_id)
    if key is None:
        raise EndpointError("public-key-missing")
    if not key_is_valid(state, sender.phone_number_id):
        raise EndpointError("public-key-signiture-verification")
    app = state.apps.get(flow.app_id or "")
    if flow.endpoint_uri is None or app is None:
        raise EndpointError("missing_capability" if app is None else "cannot_be_served")
    seal = Seal.fresh(world.ids)
    reply = await _post(world, flow.endpoint_uri, app.secret, seal.close(_held(key, sender.person), request))
    if reply.status == CANNOT_DECRYPT:
        # The phone fetches the key anew and tries once more.
        key.fetched[sender.person] = key.pem
        seal = Seal.fresh(world.ids)
        reply = await _post(world, flow.endpoint_uri, app.secret, seal.close(key.pem, request))
        if reply.status == CANNOT_DECRYPT:
            raise EndpointError("business-decryption-error")
    if reply.status == TOKEN_ENDED:
        raise TokenEndedError("token", _words(reply.body))
    if reply.status != 200:
        raise EndpointError("unexpected_http_status_code")
    try:
        return seal.open(reply.body)
    except SealError as error:
        raise EndpointError("response-decryption-error") from error


def _held(key: FlowKey, person: str) -> str:
    """The key that this phone fetched first; it may be an older one."""
    return key.pem if person == NOBODY else key.fetched.setdefault(person, key.pem)


async def _post(world: Sandbox, url: str, secret: str, body: bytes) -> Reply:
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature(secret, body)}
    timeout = aiohttp.ClientTimeout(total=world.settings.flow_timeout_seconds)
    try:
        async with world.deliveries.session.post(
            url, data=body, headers=headers, timeout=timeout, allow_redirects=False
        ) as answer:
            found = b""
            async for piece in answer.content.iter_any():
                found += piece
                if len(found) > LARGEST_ANSWER:
                    raise EndpointError("no_http_response_error")
            return Reply(answer.status, found)
    except TimeoutError as error:
        raise EndpointError("timeout_error") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise EndpointError("no_http_response_error") from error


def _words(body: bytes) -> str:
    """What stands in the plain answer of 427."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return GENERIC
    words = found.get("error_msg") if isinstance(found, dict) else None
    return words if isinstance(words, str) and words else GENERIC
