#!/usr/bin/env bash
# Makes docs/images/tear-sheet.png and tear-sheet-phone.png: the upper part of the tear sheet of a run on recorded data, as a
# browser shows it on a desk at night and on a phone by day.
#   Tests/picture.sh [gm-flow]
set -euo pipefail
cd "$(dirname "$0")/.."
program="${1:-.build/release/gm-flow}"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
"$program" run Pipelines/execution/bars.yaml --out "$out/run" >/dev/null || [ $? -eq 4 ] || [ $? -eq 5 ]

# picture NAME WIDTH,HEIGHT SCHEME: 0 is dark, 1 light
picture() {
    chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$out/profile" --hide-scrollbars \
        --blink-settings=preferredColorScheme="$3" --window-size="$2" --screenshot="$out/$1.png" \
        "file://$out/run/report.html" 2>/dev/null
    mv "$out/$1.png" "docs/images/$1.png"
}
picture tear-sheet 1280,1500 0
picture tear-sheet-phone 390,1200 1
