#!/usr/bin/env bash
# Everything that `make test` checks, in the order in which a mistake is found soonest.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }

step "system packages"
bash Tests/setup.sh libyaml-dev libarchive-dev libopenblas-dev libzmq3-dev graphviz tzdata
bash Tests/setup.sh chromium fonts-dejavu-core \
    || echo "no chromium can be installed here: nobody looks at the pages"

# Libraries of others, from PyPI, that tests compare with; without them those tests say that they skip.
step "peers"
bash Tests/setup.sh python3-venv || true
bash Tests/Peers/setup.sh || echo "no libraries to compare with can be installed here"

step "format"
swift format lint --strict --parallel --recursive --configuration .swift-format \
    Sources Operators Tests Package.swift

# Tests may look inside modules, in release too, so that build stands beside the one that people run.
release=(-c release -Xswiftc -enable-testing --scratch-path .build-release-tests)
tsan=(-c release -Xswiftc -enable-testing --sanitize=thread --scratch-path .build-tsan)

step "build for release"
swift build "${release[@]}" --build-tests

step "pipelines"
for pipeline in Pipelines/*.yaml Pipelines/bench/*.yaml Pipelines/execution/*.yaml; do
    .build-release-tests/release/gm-flow check "$pipeline"
done
for pipeline in $(grep -l config/execution.yaml Pipelines/execution/*.yaml); do
    .build-release-tests/release/gm-flow check "$pipeline" -p btcusdt
done
for profile in gc spy eurusd btcusdt; do
    .build-release-tests/release/gm-flow check Pipelines/grandmodel.yaml -p "$profile"
done

# Two of each market: what trades all day and what has a session; seconds each.
step "no pipeline looks ahead"
.build-release-tests/release/gm-flow lint Pipelines/quickstart.yaml --set count=50000 --cuts 3 --starts 1 --quiet
data="${GMFLOW_DATA:-../shared/data}"
if [ -f "$data/facts.json" ]; then
    for profile in spy btcusdt; do
        GMFLOW_DATA="$data" .build-release-tests/release/gm-flow lint Pipelines/grandmodel.yaml -p "$profile" \
            --cuts 3 --starts 0 --quiet
    done
fi

# One build for all: what people run is a release build, and only such a one counts allocations.
step "all tests, in release"
swift test "${release[@]}" --skip-build --disable-xctest --skip StressTests

step "rings and engine under the thread sanitizer, in release"
export GMFLOW_TARGETS=StressTests,FlowEngineTests
swift build "${tsan[@]}" --build-tests
swift test "${tsan[@]}" --skip-build --disable-xctest --no-parallel --filter 'StressTests|DeterminismTests'
unset GMFLOW_TARGETS

step "planted weakened orderings"
bash Tests/Mutations/run.sh
