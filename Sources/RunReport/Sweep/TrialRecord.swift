import FlowEngine
import JSON
import OperatorKit

/// One trial of a sweep as its registry keeps it.
public struct TrialRecord: Sendable {
    /// What a trial was for.
    public enum Part: String, Sendable {
        /// The whole tape.
        case all
        /// To choose parameters on.
        case train
        /// To judge the chosen ones on.
        case test
    }

    /// What returns were like, per period.
    public struct Returns: Sendable, Equatable {
        /// How many.
        public var count: Int
        /// Sharpe ratio per period, not a year.
        public var sharpe: Double
        /// Skewness.
        public var skewness: Double
        /// Kurtosis, 3 for normal ones.
        public var kurtosis: Double
    }

    /// What it was, as ``TrialKey`` tells it: equal for trials that must give the same.
    public var key: String
    /// The pipeline's name.
    public var pipeline: String
    /// The values of the parameters that were varied.
    public var parameters: [(name: String, value: String)]
    /// What it was for.
    public var part: Part
    /// The part of the tape, first and last instant; nil for all of it.
    public var window: ClosedRange<Int64>?
    /// Why it failed; nil for a good one.
    public var failure: String?
    /// How long it took, in seconds.
    public var seconds: Double
    /// A hash of all data that it read; empty where sources read none.
    public var data: String
    /// First and last event time that it saw; nil for none.
    public var market: ClosedRange<Int64>?
    /// The figures of its analytics, as `report.sharpe`, and the pipeline's results by their names.
    public var metrics: [(name: String, value: Double?)] = []
    /// What its returns were like; nil where they tell nothing.
    public var returns: Returns?

    /// The value of a figure; nil where it is not defined.
    public func metric(_ name: String) -> Double? {
        metrics.first { $0.name == name }?.value
    }

    /// Makes a trial that failed, or one to be filled by ``take(_:)``.
    public init(
        key: String, pipeline: String, parameters: [(name: String, value: String)], part: Part,
        window: ClosedRange<Int64>?, failure: String?, seconds: Double
    ) {
        self.key = key
        self.pipeline = pipeline
        self.parameters = parameters
        self.part = part
        self.window = window
        self.failure = failure
        self.seconds = seconds
        data = ""
    }

    /// Takes figures and returns of the run that the trial was.
    public mutating func take(_ record: RunRecord) {
        metrics = record.result.headlines.map { ($0.name, $0.value) }
        for node in record.result.nodes where node.op.hasPrefix("analytics.") {
            metrics += node.report.metrics.map { ("\(node.name).\($0.name)", $0.value) }
        }
        market = record.result.marketTime
        let inputs = record.inputs.map(\.hash)
        data = inputs.isEmpty ? "" : SHA256.text(inputs.joined(separator: "\n").utf8)
        returns = ReturnSeries(record)?.shape
    }
}

extension TrialRecord {
    /// How many good trials read other data than most on the same part of the tape: they can't be compared with those.
    public static func strangers(_ trials: [TrialRecord]) -> Int {
        var counts: [ClosedRange<Int64>?: [String: Int]] = [:]
        for trial in trials where trial.failure == nil {
            counts[trial.window, default: [:]][trial.data, default: 0] += 1
        }
        return counts.values.reduce(0) { $0 + $1.values.reduce(0, +) - ($1.values.max() ?? 0) }
    }

    /// The trial as one line of JSON.
    var line: String {
        JSONValue.object([
            ("key", .string(key)), ("pipeline", .string(pipeline)), ("part", .string(part.rawValue)),
            ("parameters", .object(parameters.map { ($0.name, .string($0.value)) })),
            ("window", Self.pair(window)), ("market", Self.pair(market)),
            ("failure", failure.map { .string($0) } ?? .null), ("seconds", .number(seconds)),
            ("data", .string(data)), ("metrics", .object(metrics.map { ($0.name, .optional($0.value)) })),
            (
                "returns",
                returns.map { returns in
                    .array([
                        .integer(returns.count), .number(returns.sharpe), .number(returns.skewness),
                        .number(returns.kurtosis),
                    ])
                } ?? .null
            ),
        ]).compactText() + "\n"
    }

    private static func pair(_ times: ClosedRange<Int64>?) -> JSONValue {
        times.map { .array([.integer(Int($0.lowerBound)), .integer(Int($0.upperBound))]) } ?? .null
    }

    private static func pair(_ field: JSONField) throws(JSONMisfit) -> ClosedRange<Int64>? {
        guard let ends = field.present else { return nil }
        let times = try ends.map { (item) throws(JSONMisfit) in try item.time }
        guard times.count == 2, times[0] <= times[1] else {
            throw ends.misfit("is no pair of times in order")
        }
        return times[0]...times[1]
    }

    init(_ field: JSONField) throws(JSONMisfit) {
        key = try field["key"].string
        pipeline = try field["pipeline"].string
        guard let part = Part(rawValue: try field["part"].string) else {
            throw try field["part"].misfit("is no part")
        }
        self.part = part
        parameters = []
        for entry in try field["parameters"].entries {
            parameters.append((entry.key, try entry.value.string))
        }
        failure = try field["failure"].present?.string
        seconds = try field["seconds"].double
        data = try field["data"].string
        for entry in try field["metrics"].entries {
            metrics.append((entry.key, try entry.value.present?.double))
        }
        window = try Self.pair(field["window"])
        market = try Self.pair(field["market"])
        if let shape = try field["returns"].present {
            let numbers = try shape.map { (item) throws(JSONMisfit) in try item.double }
            guard numbers.count == 4, numbers[0] >= 2, numbers[0] < 1e15 else {
                throw shape.misfit("is no shape")
            }
            returns = Returns(
                count: Int(numbers[0]), sharpe: numbers[1], skewness: numbers[2], kurtosis: numbers[3])
        }
    }
}
