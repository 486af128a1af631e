"""One line for each figure, and the same figures as JSON in bench/results/."""

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

_RESULTS = Path(__file__).parent / "results"
_figures: list[dict[str, object]] = []
_started = datetime.now(UTC)


def figure(name: str, value: float, unit: str, target: str, ok: bool) -> None:
    """Print `name value unit target ok|short`, and keep it. `target` is words: `>=8000`, or `-` for none."""
    print(f"{name:<44} {value:>12,.3f} {unit:<12} {target:<10} {'ok' if ok else 'short'}", flush=True)
    _figures.append({"name": name, "value": value, "unit": unit, "target": target, "ok": ok})
    _write()


def at_least(name: str, value: float, unit: str, target: float) -> None:
    figure(name, value, unit, f">={target:g}", value >= target)


def at_most(name: str, value: float, unit: str, target: float) -> None:
    figure(name, value, unit, f"<={target:g}", value <= target)


def note(name: str, value: float, unit: str) -> None:
    """A figure without a target."""
    figure(name, value, unit, "-", ok=True)


def bench_name() -> str:
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    return spec.name.rpartition(".")[2] if spec else Path(sys.argv[0]).stem or "bench"


def _write() -> None:
    _RESULTS.mkdir(exist_ok=True)
    path = _RESULTS / f"{bench_name()}-{_started:%Y-%m-%d}.json"
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]}
    written = {"bench": bench_name(), "at": _started.isoformat(), "machine": machine, "figures": _figures}
    path.write_text(json.dumps(written, indent=2) + "\n")
