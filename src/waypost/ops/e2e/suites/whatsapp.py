"""WhatsApp Business API Integration. With a sandbox every way is gone; against Meta itself numbers are only read."""

import base64
from typing import Any
from uuid import uuid4

from waypost.ops.e2e.case import Category, Skipped, expect
from waypost.ops.e2e.world import World, until

WHATSAPP = Category("WhatsApp Business API Integration")
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


def _needs_sandbox(world: World) -> None:
    if not world.has_sandbox:
        raise Skipped("this deployment talks to Meta; nothing is sent there by a test")


@WHATSAPP.case("the numbers that are connected are in order", reads_only=True)
def numbers(world: World) -> None:
    for one in world.mine.ask("GET", "/api/v1/channels"):
        expect(one["status"] == "connected", f"{one['name']} is {one['status']}: {one['status_reason']}")


@WHATSAPP.case("a number is connected by Embedded Signup")
def connect(world: World) -> None:
    _needs_sandbox(world)
    shown = world.mine.ask("GET", f"/api/v1/channels/{world.number.channel_id}")
    expect(shown["status"] == "connected", f"the number is {shown['status']}: {shown['status_reason']}")


@WHATSAPP.case("what a customer writes arrives in the inbox")
def receive(world: World) -> None:
    _needs_sandbox(world)
    shown = world.conversation
    expect(shown["preview"]["text"] == "Are you open?", "the preview shows something else")
    expect(shown["unread_count"] == 1, f"unread: {shown['unread_count']}")


@WHATSAPP.case("an answer is sent, delivered and read, once")
def answer(world: World) -> None:
    _needs_sandbox(world)
    body = {"text": "Yes, until six.", "client_key": str(uuid4())}
    path = f"/api/v1/conversations/{world.conversation['id']}/messages"
    first = world.mine.ask("POST", path, body, expected=201)
    again = world.mine.ask("POST", path, body, expected=201)
    expect(first["id"] == again["id"], "the same key made two messages")
    _until_status(world, first["id"], {"delivered", "read"})
    world.sandbox(f"/people/{world.customer}/read", {})
    _until_status(world, first["id"], {"read"})


@WHATSAPP.case("a picture is taken in, checked and sent")
def picture(world: World) -> None:
    _needs_sandbox(world)
    visitor = world.mine
    answer = visitor.call("POST", "/api/v1/media", files={"file": ("e2e.png", _PNG, "image/png")})
    expect(answer.status_code == 201, f"the upload answers {answer.status_code}: {answer.text[:200]}")
    media_id = answer.json()["id"]
    until(lambda: _media_is_ready(world, media_id), "the picture to be checked")
    body = {"kind": "image", "media_id": media_id, "text": "Look", "client_key": str(uuid4())}
    path = f"/api/v1/conversations/{world.conversation['id']}/messages"
    sent = visitor.ask("POST", path, body, expected=201)
    _until_status(world, sent["id"], {"delivered", "read"})


@WHATSAPP.case("STOP is heard, and marketing is not sent any more")
def opt_out(world: World) -> None:
    _needs_sandbox(world)
    contact_id = world.conversation["contact"]["id"]
    text = {"phone_number_id": world.number.phone_number_id, "type": "text", "text": {"body": "STOP"}}
    world.sandbox(f"/people/{world.customer}/send", text)

    def stopped() -> bool:
        found = world.mine.ask("GET", f"/api/v1/contacts/{contact_id}/consent")
        return any(one["purpose"] == "marketing" and one["state"] == "out" for one in found["standing"])

    until(stopped, "STOP to be written down")
    verified = world.mine.ask("GET", "/api/v1/consent/verify")
    expect(verified["ok"], f"the ledger does not verify: {verified['reason']}")


@WHATSAPP.case("the templates of a number are known")
def templates(world: World) -> None:
    world.mine.ask("GET", "/api/v1/templates")


def _until_status(world: World, message_id: str, wanted: set[str]) -> None:
    def reached() -> Any:
        page = world.mine.ask("GET", f"/api/v1/conversations/{world.conversation['id']}/messages")
        [message] = [one for one in page["items"] if one["id"] == message_id]
        expect(message["status"] != "failed", f"it failed: {message['failure']}")
        return message["status"] in wanted

    until(reached, f"the message to be {' or '.join(sorted(wanted))}")


def _media_is_ready(world: World, media_id: str) -> bool:
    found = world.mine.ask("GET", f"/api/v1/media/{media_id}")
    expect(found["status"] != "failed", f"the picture was refused: {found.get('problem')}")
    return bool(found["status"] == "ready")
