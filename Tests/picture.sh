#!/usr/bin/env bash
# Makes docs/images/tear-sheet.png: the upper part of the tear sheet of a run on recorded data, as a browser shows it at night.
#   Tests/picture.sh [gm-flow]
set -euo pipefail
cd "$(dirname "$0")/.."
program="${1:-.build/release/gm-flow}"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
"$program" run Pipelines/execution/bars.yaml --out "$out/run" >/dev/null || [ $? -eq 4 ] || [ $? -eq 5 ]
chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$out/profile" --hide-scrollbars \
    --blink-settings=preferredColorScheme=0 --window-size=1280,1500 --screenshot="$out/sheet.png" \
    "file://$out/run/report.html" 2>/dev/null
mv "$out/sheet.png" docs/images/tear-sheet.png
