#!/bin/bash
# Weakens each memory ordering of the rings, one at a time, and demands that the stress scenarios notice.
#
#   Tests/Mutations/run.sh [NAME...]     exit 0: all caught; 1: a survivor; 2: the harness itself is broken
#
# A mutant is caught if the scenarios fail under the thread sanitizer, in release: debug misses some, as the
# standard library's own code is not instrumented. What catches what:
#   head, cursor      the sanitizer: slots are read and overwritten without a happens-before edge.
#   progress          the sanitizer too, but not on the slots: they are ordered by the head alone, and x86 keeps
#                     the order of two loads and of two stores anyway. The promise scenario writes a plain word
#                     between publishing and promising and reads it after seeing the promise: it stands for the
#                     head, which on a weaker machine could be seen older than the promise that follows it.
#   order-*           not an ordering but the order of two lines; the scenarios' own checks see a broken promise.
# The relaxed loads in RingStorage+Observe.swift and in the inits order nothing and have no mutant.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d -t ring-mutants.XXXXXX)
trap 'rm -rf "$work"' EXIT
events=${RING_MUTANT_EVENTS:-200000}

mkdir -p "$work/Sources/Mutant"
cp -R "$root/Sources/CMachine" "$root/Sources/Machine" "$root/Sources/Rings" "$work/Sources/"
for file in StressEvent Verdict Scenarios PromiseScenarios; do
    cp "$root/Tests/StressTests/$file.swift" "$work/Sources/Mutant/"
done
cat > "$work/Sources/Mutant/Main.swift" <<'SWIFT'
import Glibc

@main
enum Main {
    static func main() {
        let events = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
        check("broadcast to one") { Scenarios.broadcast(events: events, readers: 1, capacity: 8) }
        check("promise") { Scenarios.promise(events: events, capacity: 4) }
        check("merge") { Scenarios.merge(events: events, capacity: 4) }
        check("broadcast to three") { Scenarios.broadcast(events: events / 4, readers: 3, capacity: 8) }
        check("spill") { Scenarios.spill(events: events / 4, capacity: 8) }
    }

    static func check(_ name: String, _ scenario: () -> String?) {
        guard let problem = scenario() else { return }
        print("\(name): \(problem)")
        exit(3)
    }
}
SWIFT
cat > "$work/Package.swift" <<'SWIFT'
// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "ring-mutant",
    targets: [
        .target(name: "CMachine", cSettings: [.define("_GNU_SOURCE")]),
        .target(name: "Machine", dependencies: ["CMachine"]),
        .target(name: "Rings", dependencies: ["Machine"]),
        .executableTarget(name: "Mutant", dependencies: ["Rings", "Machine"]),
    ]
)
SWIFT

# Builds and runs; 0 passed, 1 failed, 2 didn't build. Says on stdout what failed.
attempt() {
    if ! swift build -c release --sanitize=thread --package-path "$work" --product Mutant > "$work/build.log" 2>&1
    then
        return 2
    fi
    local binary="$work/.build/release/Mutant"
    TSAN_OPTIONS="halt_on_error=1 exitcode=66" timeout 120 "$binary" "$events" > "$work/run.log" 2>&1
    case $? in
        0) return 0 ;;
        66) echo "data race" ;;
        3) tail -n 1 "$work/run.log" | cut -c1-80 ;;
        124) echo "hangs" ;;
        *) echo "fails: $(tail -n 1 "$work/run.log" | cut -c1-70)" ;;
    esac
    return 1
}

# name | file | sed script: each must change its file
mutants=(
    'head-store|RingWriter.swift|s/\(head\.pointee\.store(.*\)\.releasing/\1.relaxed/'
    'head-load|RingReader.swift|s/\(headWord\.pointee\.load(.*\)\.acquiring/\1.relaxed/'
    'cursor-store|RingReader.swift|s/\(cursorWord\.pointee\.store(.*\)\.releasing/\1.relaxed/'
    'cursor-load|RingStorage.swift|s/\(cursor\.pointee\.load(.*\)\.acquiring/\1.relaxed/'
    'progress-store|RingWriter.swift|s/\(progress\.pointee\.store(.*\)\.releasing/\1.relaxed/'
    'progress-load|RingReader.swift|s/\(progressWord\.pointee\.load(.*\)\.acquiring/\1.relaxed/'
    'order-of-refresh|RingReader.swift|/progress = unsafe progressWord/{h;d};/cachedHead = unsafe headWord/{G}'
)

# Every ordering stronger than relaxed must have its mutant: a new one is noticed here.
strong=$(cat "$root"/Sources/Rings/*.swift | grep -c 'ordering: \.\(acquiring\|releasing\|acquiringAndReleasing\|sequentiallyConsistent\)')
if [ "$strong" -ne 6 ]; then
    echo "Sources/Rings has $strong orderings stronger than relaxed, the list of mutants knows 6"
    exit 2
fi

reason=$(attempt)
case $? in
    0) echo "clean            passes" ;;
    2) tail -n 20 "$work/build.log"; echo "clean            does not build"; exit 2 ;;
    *) tail -n 40 "$work/run.log"; echo "clean            FAILS ($reason)"; exit 2 ;;
esac

survivors=0
for mutant in "${mutants[@]}"; do
    IFS='|' read -r name file script <<< "$mutant"
    if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
    source="$root/Sources/Rings/$file"
    target="$work/Sources/Rings/$file"
    sed "$script" "$source" > "$target"
    changed=$(diff "$source" "$target" | grep -c '^>')
    if [ "$changed" -ne 1 ]; then
        echo "$name: the pattern changes $changed lines of $file, not 1"
        exit 2
    fi
    reason=$(attempt)
    case $? in
        0) printf '%-16s SURVIVED\n' "$name"; survivors=$((survivors + 1)) ;;
        1) printf '%-16s caught (%s)\n' "$name" "$reason" ;;
        *) tail -n 20 "$work/build.log"; echo "$name: does not build"; exit 2 ;;
    esac
    cp "$source" "$target"
done
[ "$survivors" -eq 0 ]
