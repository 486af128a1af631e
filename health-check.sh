#!/bin/sh
# Overall status of an installation: HEALTHY, DEGRADED or UNHEALTHY. The same as `waypost ops health`.
cd "$(dirname "$0")" && exec .venv/bin/waypost ops health "$@"
