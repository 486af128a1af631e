"""A sandbox on a core of its own, with customers to write to."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from waypost_sandbox.testing import WhatsAppSandbox, running_sandbox

SANDBOX_CORE, LOAD_CORE = 0, 1
PEOPLE = 20_000


@contextmanager
def sandbox_on_its_core(*arguments: str) -> Iterator[WhatsAppSandbox]:
    """The sandbox inherits its core; the load gets the other one."""
    os.sched_setaffinity(0, {SANDBOX_CORE})
    with running_sandbox("--no-limits", "--seed", "1", *arguments) as sandbox:
        os.sched_setaffinity(0, {LOAD_CORE})
        people = [{"wa_id": number, "reads": True} for number in numbers(PEOPLE)]
        sandbox.control("/people", {"people": people, "open_windows": [sandbox.phone_number_id]})
        yield sandbox


def numbers(count: int) -> list[str]:
    return [f"62811{number:07}" for number in range(count)]


def sends(sandbox: WhatsAppSandbox, count: int) -> Iterator[bytes]:
    """Texts to one customer after the other, as bytes for the wire."""
    head = (
        f"POST /v23.0/{sandbox.phone_number_id}/messages HTTP/1.1\r\nHost: {urlsplit(sandbox.base_url).netloc}\r\n"
        f"Authorization: Bearer {sandbox.token}\r\nContent-Type: application/json\r\n"
    ).encode()
    for serial, number in enumerate(islice(cycle(numbers(PEOPLE)), count)):
        body = msgspec.json.encode(
            {
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                "to": number,
                "type": "text",
                "text": {
                    "body": f"Your parcel {serial} leaves today. Track it at https://parcels.example/{serial}"
                },
            }
        )
        yield head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


async def until_settled(sandbox: WhatsAppSandbox, seconds: float = 60.0) -> None:
    """Until nothing is due in the next seconds and every webhook was answered."""
    for _ in range(int(seconds / 0.1)):
        found = await asyncio.to_thread(sandbox.control, "/state")
        by_status = found["messages"]
        if not found["webhooks"]["pending"] and not {"accepted", "sent", "delivered"} & by_status.keys():
            return
        await asyncio.sleep(0.1)


def memory_mb() -> float:
    """Of all processes that this one started."""
    return sum(_resident(pid) for pid in _descendants(os.getpid())) / 1024


def _descendants(pid: int) -> Iterator[int]:
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(child)
        yield from _descendants(int(child))


def _resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0
