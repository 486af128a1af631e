"""The process: a task in JSON on standard input, what was found in JSON on standard output."""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024
MOST_MEMORY = 400 * MEGABYTE
"""Of its own, beside what the libraries' code takes; with both it stays under 500 MB."""
MOST_ADDRESSES = 3072 * MEGABYTE
MOST_WRITTEN = 256 * MEGABYTE


def limit_itself(cpu_seconds: int) -> None:
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    task: dict[str, Any] = json.load(sys.stdin)
    limit_itself(int(task["cpu_seconds"]))
    told = found(task)
    from waypost.media.convert.found import peak_kb  # noqa: PLC0415 - beside the libraries

    sys.stdout.write(json.dumps(told | {"peak_kb": peak_kb()}))


def found(task: dict[str, Any]) -> dict[str, Any]:
    from waypost.media.convert import work  # noqa: PLC0415 - the libraries load within the limits
    from waypost.media.convert.refused import Later, Refused  # noqa: PLC0415 - beside it

    source, folder = Path(task["source"]), Path(task["folder"])
    try:
        if task["purpose"] == "examine":
            return work.examine(source, folder, task["kind"], task["filename"]).told()
        return work.prepare(
            source,
            folder,
            work.Wish(task["kind"], task["filename"], voice=task["voice"], in_a_job=task["in_a_job"]),
        ).told()
    except Refused as refused:
        return {"refused": refused.code, "words": refused.words}
    except Later:
        return {"later": True}
    except MemoryError:
        return {"refused": "too_heavy", "words": {}}


if __name__ == "__main__":
    main()
