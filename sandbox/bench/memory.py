"""The memory of a sandbox over a million messages with three statuses each: its history is bounded.

`python -m sandbox.bench.memory`
"""

import argparse
import asyncio
import time

from sandbox.bench.stage import memory_mb, sandbox_on_its_core, sends, until_settled
from sandbox.bench.wire import Load, Receiver

from bench import report
from waypost_sandbox.testing import WhatsAppSandbox

STEPS = 5
STATUSES = 3
MOST_GROWTH_PERCENT = 5


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--messages", type=int, default=1_000_000)
    chosen = arguments.parse_args()
    with sandbox_on_its_core() as sandbox:
        asyncio.run(_measure(sandbox, chosen.messages))


async def _measure(sandbox: WhatsAppSandbox, messages: int) -> None:
    receiver = Receiver(keep=False)
    await asyncio.to_thread(sandbox.subscribe, await receiver.start(), "bench")
    step = messages // STEPS
    found = []
    began = time.perf_counter()
    for number in range(1, STEPS + 1):
        receiver.expect(step * STATUSES)
        await Load(sandbox.base_url, sends(sandbox, step)).run()
        await receiver.heard.wait()
        await until_settled(sandbox)
        found.append(memory_mb())
        report.note(f"sandbox.memory_after_{number * step}", found[-1], "MB")
    seconds = time.perf_counter() - began
    growth = (max(found[1:]) / found[0] - 1) * 100
    report.at_most("sandbox.memory_growth", growth, "%", MOST_GROWTH_PERCENT)
    report.note("sandbox.messages_with_three_statuses", messages / seconds, "messages/s")


if __name__ == "__main__":
    main()
