public import FlowGraph
import OperatorKit

/// Shows whether any output depends on what comes later.
///
/// The graph runs on the whole tape twice (equal seeds must give equal bytes), then at each of several places
/// of the tape twice more: on a tape that ends there, and on one whose events from there on carry each other's
/// values. What every output sent before the place must be the same bytes each time.
public struct LookAheadCheck {
    /// What was changed when an output changed.
    public enum Trial: String, Sendable {
        /// Nothing: two equal runs differ.
        case again
        /// The tape ended.
        case cut
        /// What events carry was shuffled from there on.
        case scramble
    }

    /// An output that knew what it could not know.
    public struct Finding: Sendable {
        /// `node.output`.
        public var output: String
        /// What was changed.
        public var trial: Trial
        /// The place in the run's order from which on the tape was changed.
        public var place: Int64
        /// Place of the first event that differs; nil where one run had more events.
        public var event: Int64?
        /// Which number of it differs, with its value on the whole tape and on the changed one.
        public var field: String?
        /// The number on the whole tape.
        public var before: Double?
        /// The number on the changed tape.
        public var after: Double?
    }

    /// What the check found.
    public struct Report: Sendable {
        /// Nodes at fault, first those that others depend on; empty is good.
        public var findings: [Finding]
        /// Places tried.
        public var places: [Int64]
        /// Outputs compared.
        public var outputs: Int
        /// Events compared, all trials together.
        public var events: Int
    }

    private let plan: () throws -> ExecutionPlan
    private let cuts: Int
    private let seed: UInt64
    /// Called with the number of the run, of how many, and the events so far.
    public var onProgress: ((_ run: Int, _ of: Int, _ events: Int) -> Void)?

    /// - Parameters:
    ///   - plan: makes the plan anew; called once a run, as operators keep state.
    ///   - cuts: how many places are tried.
    ///   - seed: of the places and the shuffling.
    public init(cuts: Int, seed: UInt64, plan: @escaping () throws -> ExecutionPlan) {
        self.plan = plan
        self.cuts = cuts
        self.seed = seed
    }

    /// Runs the check.
    public func run() throws -> Report {
        var runs = RunCounter(total: 2 + 2 * cuts)
        let first = try record(Recording(), &runs)
        let places = Self.places(first, cuts: cuts, seed: seed)
        let whole = try record(Recording(marks: places), &runs)
        var report = Report(findings: [], places: places, outputs: whole.count, events: 0)
        for (a, b) in zip(first, whole) where a.end != b.end {
            report.findings.append(
                Finding(
                    output: b.name, trial: .again, place: .min, event: nil, field: nil, before: nil,
                    after: nil))
        }
        for (index, place) in places.enumerated() {
            for trial in [Trial.cut, .scramble] where report.findings.isEmpty {
                let edit = edit(trial, place)
                let changed = try record(Recording(edit: edit, marks: [place]), &runs)
                report.events += whole.reduce(0) { $0 + $1.marks[index].count }
                let faults = whole.indices.filter { whole[$0].marks[index] != changed[$0].marks[0] }
                for fault in try causes(faults, whole) {
                    report.findings.append(try describe(fault, trial, place))
                }
            }
        }
        return report
    }

    private func edit(_ trial: Trial, _ place: Int64) -> TapeEdit? {
        switch trial {
        case .again: nil
        case .cut: .cut(place)
        case .scramble: .scramble(place, seed: seed)
        }
    }

    private func record(_ recording: Recording, _ runs: inout RunCounter) throws -> [OutputRecord] {
        var recording = recording
        let (number, total) = runs.next()
        if let onProgress { recording.onProgress = { onProgress(number, total, $0) } }
        let (outcome, records) = Engine(try plan()).record(recording)
        if outcome != .completed { throw LintError(outcome: outcome) }
        return records
    }

    /// Places at random between the first and the last event of the sources.
    private static func places(_ records: [OutputRecord], cuts: Int, seed: UInt64) -> [Int64] {
        let all = records.filter(\.isSource).compactMap(\.places)
        guard let first = all.map(\.lowerBound).min(), let last = all.map(\.upperBound).max(), first < last
        else { return [] }
        var random = SeededRandom(seed)
        return Set((0..<cuts).map { _ in Int64.random(in: (first + 1)...last, using: &random) }).sorted()
    }

    /// Of the outputs that changed those of nodes that no other changed node feeds.
    private func causes(_ faults: [Int], _ records: [OutputRecord]) throws -> [Int] {
        let graph = try plan().graph
        let nodes = Set(faults.map { records[$0].node })
        return faults.filter { fault in
            !graph.edges.contains {
                $0.to == records[fault].node && !$0.isFeedback && nodes.contains($0.from)
            }
        }
    }

    /// Looks for the first event that differs, in two more runs that keep this output's events.
    private func describe(_ index: Int, _ trial: Trial, _ place: Int64) throws -> Finding {
        let limit = 4_000_000
        let whole = Engine(try plan()).record(Recording(kept: [index], limit: limit)).records[index]
        let changed = Engine(try plan()).record(
            Recording(edit: edit(trial, place), kept: [index], limit: limit)
        ).records[index]
        var finding = Finding(
            output: whole.name, trial: trial, place: place, event: nil, field: nil, before: nil, after: nil)
        for event in 0..<min(whole.sequences.count, changed.sequences.count) {
            let (a, b) = (whole.numbers(event), changed.numbers(event))
            guard whole.sequences[event] != changed.sequences[event] || !zip(a, b).allSatisfy(Self.equal)
            else { continue }
            finding.event = whole.sequences[event]
            for (field, pair) in zip(whole.fields, zip(a, b)) where !Self.equal(pair.0, pair.1) {
                finding.field = field.name
                (finding.before, finding.after) = (pair.0, pair.1)
                break
            }
            break
        }
        return finding
    }

    private static func equal(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }
}

/// Counts the runs of a check.
struct RunCounter {
    private var number = 0
    private let total: Int

    init(total: Int) { self.total = total }

    mutating func next() -> (number: Int, total: Int) {
        number += 1
        return (number, total)
    }
}

/// Why a check could not be made.
public struct LintError: Error {
    /// How the run ended that did not end well.
    public let outcome: RunResult.Outcome
}
