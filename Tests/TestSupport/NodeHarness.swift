public import OperatorKit

/// Runs one node over whole feeds, merged as the engine merges them.
public struct NodeHarness {
    /// How the merged events are cut into batches.
    public enum Split: Sendable {
        /// As few as possible.
        case longest
        /// One event each.
        case single
        /// At random, by a seed.
        case random(UInt64)
    }

    /// What a run gave.
    public struct Run {
        /// The node after its end.
        public let node: DrivenNode
        /// What broke a law: order of sequences, promises of progress.
        public let faults: [String]
        /// Allocations in the operator's code in the second half of the run.
        public let lateAllocations: UInt64
    }

    private struct Step {
        var feed: Int
        var range: Range<Int>
    }

    private let entry: OperatorEntry
    private let arguments: [(name: String, value: ArgumentValue)]
    private let feeds: [Feed]

    /// Prepares runs of `entry` over `feeds`.
    public init(
        _ entry: OperatorEntry, _ arguments: [(name: String, value: ArgumentValue)] = [], _ feeds: [Feed]
    ) {
        self.entry = entry
        self.arguments = arguments
        self.feeds = feeds
    }

    /// Runs a fresh node from beginning to end.
    public func run(_ split: Split = .longest) throws(OperatorError) -> Run {
        let node = try DrivenNode(entry, arguments, inputs: feeds.map(\.input))
        let steps = steps(split)
        var watch = PromiseWatch(node)
        var position = [Int](repeating: 0, count: feeds.count)
        var allocationsAtHalf: UInt64 = 0
        for (index, step) in steps.enumerated() {
            if index == steps.count / 2 { allocationsAtHalf = node.allocations }
            feeds[step.feed].deliver(node, step.feed, step.range)
            position[step.feed] = step.range.upperBound
            watch.check(bound: bound(position))
        }
        let late = node.allocations - allocationsAtHalf
        node.finish()
        watch.check(bound: nil)
        return Run(node: node, faults: watch.faults, lateAllocations: late)
    }

    /// The engine's rule: by sequence; at equal ones state before triggers before feedback, then by port.
    private func steps(_ split: Split) -> [Step] {
        let ports = feeds.map { feed in entry.manual.inputs.firstIndex { $0.name == feed.input.port } ?? 0 }
        var all: [(sequence: Int64, rank: Int, feed: Int, index: Int)] = []
        for (feed, value) in feeds.enumerated() {
            let group = value.isFeedback ? 2 : isPassive(value) ? 0 : 1
            let rank = (group * 100 + ports[feed]) * 100 + feed
            for (index, sequence) in value.sequences.enumerated() {
                all.append((sequence, rank, feed, index))
            }
        }
        all.sort { ($0.sequence, $0.rank, $0.index) < ($1.sequence, $1.rank, $1.index) }
        var random = SplitMix64(seed: 0)
        var isSingle = false
        switch split {
        case .longest: break
        case .single: isSingle = true
        case .random(let seed): random = SplitMix64(seed: seed)
        }
        var steps: [Step] = []
        for event in all {
            var joins = !isSingle && steps.last?.feed == event.feed
            if case .random = split, joins { joins = Int.random(in: 0..<8, using: &random) > 0 }
            if joins {
                steps[steps.count - 1].range = steps[steps.count - 1].range.lowerBound..<(event.index + 1)
            } else {
                steps.append(Step(feed: event.feed, range: event.index..<(event.index + 1)))
            }
        }
        return steps
    }

    private func isPassive(_ feed: Feed) -> Bool {
        !feed.input.triggers || entry.manual.inputs.contains { $0.name == feed.input.port && $0.isPassive }
    }

    /// Every active event still to come has at least this sequence.
    private func bound(_ position: [Int]) -> Int64 {
        var bound = Int64.max
        for (feed, value) in feeds.enumerated()
        where !isPassive(value) && position[feed] < value.sequences.count {
            bound = min(bound, value.sequences[position[feed]])
        }
        return bound
    }
}

/// Holds a node to its promises of progress and to the order of what it sends.
private struct PromiseWatch {
    private let node: DrivenNode
    private var promise = Int64.min
    private var seen: [Int]
    private(set) var faults: [String] = []

    init(_ node: DrivenNode) {
        self.node = node
        seen = [Int](repeating: 0, count: node.tapes.count)
    }

    /// Checks what came out, then asks for the next promise: nil after the end, when there is none.
    ///
    /// A bound of `.max` asks what only `finish` can still send.
    mutating func check(bound: Int64?) {
        scan()
        guard let bound else { return }
        let next = node.progress(after: bound)
        if bound != .max, next < bound {
            faults.append("it promises \(next) when nothing before \(bound) can come")
        }
        // What it sends when asked is held to the promise before.
        scan()
        // As in the engine: `.max` itself would say that the output has ended.
        promise = max(promise, min(next, .max - 1))
    }

    private mutating func scan() {
        for (index, output) in node.tapes.enumerated() {
            let sequences = output.tape.sequences
            for event in seen[index]..<sequences.count {
                if sequences[event] < promise {
                    faults.append(
                        "\(output.name)[\(event)] at \(sequences[event]) breaks the promise \(promise)")
                }
                if event > 0, sequences[event] < sequences[event - 1] {
                    faults.append("\(output.name)[\(event)] at \(sequences[event]) goes back")
                }
            }
            seen[index] = sequences.count
        }
    }
}
