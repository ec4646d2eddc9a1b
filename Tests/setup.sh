#!/usr/bin/env bash
# Installs the Debian packages given that are missing, with sudo only where that is needed.
set -euo pipefail

if ! command -v swift >/dev/null; then
    echo "gm-flow needs Swift 6.3 or later on the PATH: see https://www.swift.org/install/linux" >&2
    exit 1
fi
missing=()
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "these system packages are missing and there is no sudo: ${missing[*]}" >&2
        echo "as root, run: apt-get install ${missing[*]}" >&2
        exit 1
    }
    root=(sudo)
fi
echo "installing system packages: ${missing[*]}"
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
