"""What kind of installation is looked at: some things are wrong in production and right in a demo."""

import os
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

Target = Literal["local", "compose", "gcp"]
_LOOPBACK = ("localhost", "127.0.0.1", "::1", "")


def target_of(environment: Mapping[str, str] = os.environ) -> Target:
    """Cloud Run says that it is; an installation whose addresses are all loopback is a demo on one machine."""
    if environment.get("K_SERVICE") or environment.get("CLOUD_RUN_JOB"):
        return "gcp"
    named = [
        environment.get(f"WAYPOST_{one}_URL", "http://127.0.0.1") for one in ("PUBLIC", "WEBHOOK", "LIVE")
    ]
    return "local" if all(is_loopback(url) for url in named) else "compose"


def is_loopback(url: str) -> bool:
    return (urlsplit(url).hostname or "") in _LOOPBACK
