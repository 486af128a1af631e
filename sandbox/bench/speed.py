"""Sends that a sandbox on one core accepts in a second, alone and with three statuses each.

Load and receiver share the other core. `python -m sandbox.bench.speed`
"""

import argparse
import asyncio
import statistics
import time
from collections import Counter

import msgspec
from sandbox.bench.stage import sandbox_on_its_core, sends, until_settled
from sandbox.bench.wire import Load, Receiver

from bench import report
from waypost_sandbox.testing import WhatsAppSandbox

STATUSES = ("sent", "delivered", "read")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--messages", type=int, default=20_000)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    with sandbox_on_its_core() as sandbox:
        asyncio.run(_measure(sandbox, chosen.messages, chosen.rounds))


async def _measure(sandbox: WhatsAppSandbox, messages: int, rounds: int) -> None:
    await _send(sandbox, messages // 4)
    plain = [await _send(sandbox, messages) for _ in range(rounds)]
    report.at_least("sandbox.sends_without_statuses", statistics.median(plain), "sends/s", 2_000)
    receiver = Receiver(keep=True)
    await asyncio.to_thread(sandbox.subscribe, await receiver.start(), "bench")
    told, wrong = [], 0
    for _ in range(rounds):
        told.append(await _send_and_hear(sandbox, receiver, messages))
        wrong += _missing_or_twice(receiver.bodies, messages)
    report.at_least("sandbox.sends_with_three_statuses", statistics.median(told), "sends/s", 1_000)
    report.at_most("sandbox.statuses_missing_or_twice", wrong, "statuses", 0)
    report.note("sandbox.statuses_in_a_webhook", receiver.statuses / len(receiver.bodies), "statuses")


async def _send(sandbox: WhatsAppSandbox, messages: int) -> float:
    load = Load(sandbox.base_url, sends(sandbox, messages))
    seconds = await load.run()
    await until_settled(sandbox)
    return messages / seconds


async def _send_and_hear(sandbox: WhatsAppSandbox, receiver: Receiver, messages: int) -> float:
    """The time ends with the last status."""
    receiver.expect(messages * len(STATUSES))
    began = time.perf_counter()
    await Load(sandbox.base_url, sends(sandbox, messages)).run()
    await receiver.heard.wait()
    seconds = time.perf_counter() - began
    await until_settled(sandbox)
    return messages / seconds


def _missing_or_twice(bodies: list[bytes], messages: int) -> int:
    """How far the statuses are from three of each message, each once."""
    seen: Counter[tuple[str, str]] = Counter()
    for body in bodies:
        for entry in msgspec.json.decode(body)["entry"]:
            for change in entry["changes"]:
                seen.update((status["id"], status["status"]) for status in change["value"]["statuses"])
    return abs(messages * len(STATUSES) - len(seen)) + sum(count - 1 for count in seen.values())


if __name__ == "__main__":
    main()
