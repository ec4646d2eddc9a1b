public import JSON
import OperatorKit

/// What came of a sweep, ready to be shown.
public struct SweepSummary: Sendable {
    /// One combination of values with what it reached.
    public struct Row: Sendable {
        /// The varied parameters.
        public var parameters: [(name: String, value: String)]
        /// The figure that is sorted by: of the trial, or the mean over the training windows.
        public var value: Double?
        /// Other figures, as `columns` names them.
        public var others: [Double?]
    }

    /// One training window with the test after it.
    public struct Fold: Sendable {
        /// The two windows.
        public var windows: WalkForward.Fold
        /// What was best in training; nil where nothing was.
        public var chosen: [(name: String, value: String)]?
        /// The figure in training.
        public var train: Double?
        /// The figure in the test.
        public var test: Double?

        /// Starts a fold that was trained and not yet tested.
        public init(
            windows: WalkForward.Fold, chosen: [(name: String, value: String)]?, train: Double?
        ) {
            self.windows = windows
            self.chosen = chosen
            self.train = train
        }
    }

    /// The pipeline's name.
    public var pipeline: String
    /// The axes.
    public var axes: [SweepAxis]
    /// The figure that is sorted by.
    public var metric: String
    /// Whether small values are better.
    public var isLowest: Bool
    /// Combinations, best first; those without a value last.
    public var rows: [Row] = []
    /// Names of the other figures.
    public var columns: [String] = []
    /// Trials that failed.
    public var failed: [TrialRecord] = []
    /// Trials that this sweep is made of.
    public var planned = 0
    /// Those of them that an earlier sweep had made.
    public var reused = 0
    /// Seconds that it took.
    public var seconds = 0.0
    /// Whether it was stopped before its end.
    public var isPartial = false
    /// What the best is worth.
    public var verdict: SweepVerdict?
    /// Walk-forward only.
    public var folds: [Fold] = []
    /// Probability that the tests' joined returns have a true Sharpe ratio above 0; walk-forward only.
    public var testProbability: Double?
    /// The folder that everything is in.
    public var folder = ""

    /// Starts a summary of some trials, which are ranked by a figure; figures of `columns` are shown beside it.
    public init(
        pipeline: String, axes: [SweepAxis], metric: String, isLowest: Bool, trials: [TrialRecord]
    ) {
        self.pipeline = pipeline
        self.axes = axes
        self.metric = metric
        self.isLowest = isLowest
        failed = trials.filter { $0.failure != nil }
        let good = trials.filter { $0.failure == nil && $0.part != .test }
        columns = Self.columns(good.first, metric)
        var groups: [String: [TrialRecord]] = [:]
        var order: [String] = []
        for trial in good {
            let key = trial.parameters.map(\.value).joined(separator: "\u{1F}")
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(trial)
        }
        rows = order.compactMap { key in
            guard let group = groups[key], let first = group.first else { return nil }
            return Row(
                parameters: first.parameters, value: Self.mean(group, metric),
                others: columns.map { Self.mean(group, $0) })
        }
        sort()
    }

    /// The mean of a figure over the trials that define it.
    private static func mean(_ trials: [TrialRecord], _ name: String) -> Double? {
        let values = trials.compactMap { $0.metric(name) }.filter(\.isFinite)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private mutating func sort() {
        let isLowest = isLowest
        let sorted = rows.enumerated().sorted { a, b in
            switch (a.element.value, b.element.value) {
            case (nil, nil): a.offset < b.offset
            case (_, nil): true
            case (nil, _): false
            case (let x?, let y?): x == y ? a.offset < b.offset : isLowest ? x < y : x > y
            }
        }
        rows = sorted.map(\.element)
    }

    /// The usual figures of the node that the metric is of, but the metric.
    private static func columns(_ trial: TrialRecord?, _ metric: String) -> [String] {
        guard let trial else { return [] }
        let node = metric.split(separator: ".").dropLast().joined(separator: ".")
        let prefix =
            node.isEmpty
            ? trial.metrics.first { $0.name.hasSuffix(".pnl") }.map { String($0.name.dropLast(4)) } ?? ""
            : node
        let known = Set(trial.metrics.map(\.name))
        return ["pnl", "return", "sharpe", "max_drawdown", "trades"].map { "\(prefix).\($0)" }
            .filter { known.contains($0) && $0 != metric }
    }

    /// The best value that each pair of values of the first two axes reached; rows by the first axis.
    var map: [[Double?]]? {
        guard axes.count >= 2 else { return nil }
        var cells = axes[0].values.map { _ in axes[1].values.map { _ in Double?.none } }
        let places = axes[0..<2].map { axis in
            Dictionary(axis.values.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }
        // Best first, so that the first value of a cell is its best.
        for row in rows {
            guard let value = row.value, row.parameters.count >= 2,
                let y = places[0][row.parameters[0].value], let x = places[1][row.parameters[1].value],
                cells[y][x] == nil
            else { continue }
            cells[y][x] = value
        }
        return cells
    }

    /// Parameters as people write them.
    static func text(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }
}

extension SweepSummary {
    /// All rows as CSV.
    public var csv: String {
        let header = axes.map(\.name) + [metric] + columns
        let lines = rows.map { row in
            row.parameters.map(\.value) + ([row.value] + row.others).map { $0.map { "\($0)" } ?? "" }
        }
        return Tables.text(.init(name: "sweep", columns: header, rows: lines))
    }

    /// Everything as JSON.
    public var json: JSONValue {
        .object([
            ("pipeline", .string(pipeline)), ("metric", .string(metric)), ("partial", .bool(isPartial)),
            ("planned", .integer(planned)), ("reused", .integer(reused)), ("failed", .integer(failed.count)),
            (
                "rows",
                .array(
                    rows.map { row in
                        .object([
                            ("parameters", .object(row.parameters.map { ($0.name, .string($0.value)) })),
                            (metric, .optional(row.value)),
                            ("others", .object(zip(columns, row.others).map { ($0, .optional($1)) })),
                        ])
                    })
            ),
            (
                "verdict",
                verdict.map { verdict in
                    .object([
                        ("tries", .integer(verdict.tries)), ("sharpe_per_period", .optional(verdict.sharpe)),
                        ("expected_by_chance", .optional(verdict.expected)),
                        ("psr", .optional(verdict.probabilistic)), ("dsr", .optional(verdict.deflated)),
                        ("pbo", .optional(verdict.overfitting)),
                        ("pbo_trials", .integer(verdict.overfittingTrials)),
                    ])
                } ?? .null
            ),
            ("folds", .array(folds.map(json))), ("test_psr", .optional(testProbability)),
            ("folder", .string(folder)),
        ])
    }

    private func json(_ fold: Fold) -> JSONValue {
        func window(_ times: ClosedRange<Int64>) -> JSONValue {
            .array([.string(TimeText.iso(times.lowerBound)), .string(TimeText.iso(times.upperBound))])
        }
        return .object([
            ("train", window(fold.windows.train)), ("test", window(fold.windows.test)),
            ("chosen", fold.chosen.map { .object($0.map { ($0.name, .string($0.value)) }) } ?? .null),
            ("train_value", .optional(fold.train)), ("test_value", .optional(fold.test)),
        ])
    }
}
