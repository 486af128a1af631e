"""For a container's health check: 0 when the process in it says that it is ready. Imports nothing of Waypost."""

import os
import sys
import urllib.request

PORT = os.environ.get("WAYPOST_HEALTH_PORT") or os.environ.get("PORT") or "8000"


def main() -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/ready", timeout=4) as answer:
            return 0 if answer.status == 200 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
