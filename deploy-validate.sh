#!/bin/sh
# Every critical check of a deployment, in percent. The same as `waypost ops validate`.
cd "$(dirname "$0")" && exec .venv/bin/waypost ops validate "$@"
