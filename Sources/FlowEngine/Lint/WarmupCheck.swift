public import FlowGraph
import OperatorKit

/// Shows after how many events a node's values no longer depend on where the tape began.
///
/// The graph runs on the whole tape and on tapes that begin later. For every output the events of both runs are
/// matched by their place in the run's order; the last one with a number that differs by more than the
/// tolerance ends the warm-up. What never settles depends on its whole past, as a position or a running sum does.
public struct WarmupCheck {
    /// What one output showed.
    public struct Line: Sendable {
        /// `node.output`.
        public var output: String
        /// Events compared in the shortest tape.
        public var events: Int
        /// Events of the later beginning after which all numbers agree, the worst of all trials; nil: never.
        public var settles: Int?
        /// The fields that never settle.
        public var unsettled: [String]
        /// Whether it sent more events than were compared.
        public var isCutShort: Bool
    }

    private let plan: () throws -> ExecutionPlan
    private let starts: Int
    private let tolerance: Double
    /// Called with the number of the run, of how many, and the events so far.
    public var onProgress: ((_ run: Int, _ of: Int, _ events: Int) -> Void)?
    /// Events kept of an output.
    private static let limit = 200_000

    /// - Parameters:
    ///   - plan: makes the plan anew; called once a run, as operators keep state.
    ///   - starts: how many later beginnings are tried, evenly over the first half of the tape.
    ///   - tolerance: relative difference that counts as none.
    public init(starts: Int, tolerance: Double = 1e-9, plan: @escaping () throws -> ExecutionPlan) {
        self.plan = plan
        self.starts = starts
        self.tolerance = tolerance
    }

    /// Runs the check: one line for every output that no source and no gauge of its own past writes.
    public func run() throws -> [Line] {
        let whole = try record(nil, 1)
        let sources = whole.filter(\.isSource).compactMap(\.places)
        guard let first = sources.map(\.lowerBound).min(), let last = sources.map(\.upperBound).max()
        else { return [] }
        var lines: [Int: Line] = [:]
        for trial in 1...max(1, starts) {
            let place = first + (last - first) / 2 / Int64(max(1, starts)) * Int64(trial)
            let later = try record(place, trial + 1)
            for index in whole.indices where !whole[index].isSource {
                let line = compare(whole[index], later[index])
                lines[index] = lines[index].map { Self.worse($0, line) } ?? line
            }
        }
        return whole.indices.compactMap { lines[$0] }
    }

    private func record(_ start: Int64?, _ number: Int) throws -> [OutputRecord] {
        let fresh = try plan()
        var kept: Set<Int> = []
        var index = 0
        for node in fresh.graph.nodes {
            for _ in node.manual.outputs {
                if !node.manual.isSource { kept.insert(index) }
                index += 1
            }
        }
        var recording = Recording(edit: start.map { .start($0) }, kept: kept, limit: Self.limit)
        if let onProgress { recording.onProgress = { onProgress(number, starts + 1, $0) } }
        let (outcome, records) = Engine(fresh).record(recording)
        if outcome != .completed { throw LintError(outcome: outcome) }
        return records
    }

    private func compare(_ whole: OutputRecord, _ later: OutputRecord) -> Line {
        var line = Line(
            output: whole.name, events: later.sequences.count, settles: 0, unsettled: [],
            isCutShort: whole.isCutShort || later.isCutShort)
        var lastOf = Array(repeating: -1, count: whole.fields.count)
        var missing = -1
        var at = 0
        for event in later.sequences.indices {
            while at < whole.sequences.count, whole.sequences[at] < later.sequences[event] { at += 1 }
            if at == whole.sequences.count && whole.isCutShort {
                line.events = event
                break
            }
            guard at < whole.sequences.count, whole.sequences[at] == later.sequences[event] else {
                missing = event
                continue
            }
            let (a, b) = (whole.numbers(at), later.numbers(event))
            at += 1
            for (field, pair) in zip(a, b).enumerated() where differs(pair.0, pair.1) {
                lastOf[field] = event
            }
        }
        let end = line.events
        // `count` says how many inputs were seen: by definition that never agrees.
        let fields = whole.fields.enumerated().filter { $0.element.name != "count" }
        line.unsettled = fields.filter { lastOf[$0.offset] == end - 1 && end > 0 }.map { $0.element.name }
        let worst = max(missing, fields.map { lastOf[$0.offset] }.max() ?? -1) + 1
        line.settles = worst == end && end > 0 ? nil : worst
        return line
    }

    private func differs(_ a: Double, _ b: Double) -> Bool {
        if a == b || (a.isNaN && b.isNaN) { return false }
        return !(abs(a - b) <= tolerance * max(1, max(abs(a), abs(b))))
    }

    private static func worse(_ a: Line, _ b: Line) -> Line {
        Line(
            output: a.output, events: min(a.events, b.events),
            settles: a.settles.flatMap { one in b.settles.map { max(one, $0) } },
            unsettled: a.unsettled + b.unsettled.filter { !a.unsettled.contains($0) },
            isCutShort: a.isCutShort || b.isCutShort)
    }
}
