"""What was found out, as the process tells it."""

import dataclasses
import resource
from pathlib import Path
from typing import Any


@dataclasses.dataclass(slots=True)
class Found:
    kind: str
    mime_type: str
    output: Path | None = None
    """The converted file; None where the original stays."""
    thumbnail: Path | None = None
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None
    is_voice: bool = False
    is_animated: bool = False
    waveform: list[int] | None = None
    note: str | None = None

    def told(self) -> dict[str, Any]:
        told = dataclasses.asdict(self)
        told["output"] = str(self.output) if self.output else None
        told["thumbnail"] = str(self.thumbnail) if self.thumbnail else None
        return told


def peak_kb() -> int:
    """Since this program began; `getrusage` counts what its parent had, too."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
