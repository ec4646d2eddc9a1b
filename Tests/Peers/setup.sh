#!/usr/bin/env bash
# Makes .build-peers, a Python environment with what tests compare with; again only when the list has changed.
# GMFLOW_PEERS names the Python of another environment that has these packages.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
venv="$here/../../.build-peers"
[ -n "${GMFLOW_PEERS:-}" ] && exit 0
if [ -f "$venv/made" ] && cmp -s "$here/requirements.txt" "$venv/made"; then exit 0; fi
rm -rf "$venv"
python3 -m venv "$venv" || { echo "python3 makes no environment (Debian: python3-venv)" >&2; exit 1; }
"$venv/bin/pip" install -q --disable-pip-version-check --no-compile --retries 1 --timeout 20 \
    -r "$here/requirements.txt"
cp "$here/requirements.txt" "$venv/made"
