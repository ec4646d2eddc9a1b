#!/usr/bin/env bash
# Measures this machine: `make bench`. One table on standard output, the same as JSON in the file given by
# --json. Everything that is compared runs by turns in one run, as a shared machine's mood changes from minute to
# minute.
#
#   run.sh [--json FILE] [--rounds N] [--only AREA] [--long] [--no-rings]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec python3 "$here/bench.py" "$@"
