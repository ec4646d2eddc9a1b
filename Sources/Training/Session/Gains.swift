import JSON
import Statistics

extension SeedResult {
    /// A market's gains step by step, in figures.
    public struct Gains: Sendable, Equatable {
        /// Which: `in_sample`, `validation`, `test`, `test_costs_2`, `test_late_1`, `rule_…`, `control_…`.
        public var name: String
        /// Gains a step, and how many steps.
        public var score: Score
        /// Skewness.
        public var skewness: Double
        /// Kurtosis, 3 of normal gains.
        public var kurtosis: Double
        /// Share of windows with a gain: those of walk-forward, or ten equal ones.
        public var windows: Double
        /// The deepest fall of the sum of all gains from its peak, as a positive number.
        public var drawdown: Double
        /// Share of the steps with a gain among those with a gain or a loss; nil if there are none.
        public var hits: Double?
        /// Mean size of what was held, in units of target; nil if what was done is not known.
        public var exposure: Double?
        /// Mean size of its change a step, in units of target.
        public var turnover: Double?
        /// 95 % of the block bootstrap of the Sharpe ratio a step; nil if it was not asked for.
        public var interval: ClosedRange<Double>?

        /// Mean over its standard error.
        public var t: Double { sharpe * Double(score.count).squareRoot() }
        /// Mean over deviation, a step; 0 if nothing varies.
        public var sharpe: Double { score.deviation > 0 ? score.mean / score.deviation : 0 }

        /// Figures of a series.
        ///
        /// - Parameters:
        ///   - held: what was held at each step, in units of target.
        ///   - windows: steps of each window; nil for ten equal ones.
        ///   - hasInterval: whether the Sharpe ratio gets an interval, a thousand resamples.
        init(
            _ name: String, _ series: [Double], held: [Double]? = nil, windows: [Range<Int>]? = nil,
            hasInterval: Bool = false
        ) {
            self.name = name
            var moments = Moments()
            for value in series { moments.add(value) }
            score = Score(mean: moments.mean, deviation: moments.deviation ?? 0, count: moments.count)
            skewness = moments.skewness ?? 0
            kurtosis = moments.kurtosis ?? 3
            let parts =
                windows
                ?? (0..<10).map { ($0 * series.count / 10)..<(($0 + 1) * series.count / 10) }
            let sums = parts.map { series[$0].reduce(0, +) }
            self.windows = sums.isEmpty ? 0 : Double(sums.count { $0 > 0 }) / Double(sums.count)
            drawdown = Self.drawdown(series)
            let moved = series.count { $0 != 0 }
            hits = moved > 0 ? Double(series.count { $0 > 0 }) / Double(moved) : nil
            if let held {
                let count = Double(max(1, held.count))
                exposure = held.reduce(0) { $0 + abs($1) } / count
                turnover = zip(held, [0] + held).reduce(0) { $0 + abs($1.0 - $1.1) } / count
            }
            guard hasInterval else { return }
            // Gains add up, so that their ratio is taken as it is and not brought to a year.
            let resampled = ReturnIntervals(
                series, ReturnBasics(periodsPerYear: 1), ReturnIntervals.Plan(places: 1))
            interval = resampled.intervals[.sharpe].map { $0.low...$0.high }
        }

        private static func drawdown(_ series: [Double]) -> Double {
            var (sum, peak, deepest) = (0.0, 0.0, 0.0)
            for value in series {
                sum += value
                peak = max(peak, sum)
                deepest = max(deepest, peak - sum)
            }
            return deepest
        }
    }

    /// Rows of a part of the tape, and when they were.
    public struct TapePart: Sendable, Equatable {
        /// What it was for: `train`, `validation`, `test`.
        public var name: String
        /// Rows.
        public var rows: Range<Int>
        /// Time of the first and of the last row, ns UTC; nil without dates.
        public var times: ClosedRange<Int64>?

        /// Makes one.
        public init(name: String, rows: Range<Int>, times: ClosedRange<Int64>? = nil) {
            (self.name, self.rows, self.times) = (name, rows, times)
        }
    }
}

extension SeedResult.Gains {
    var json: JSONValue {
        .object([
            ("name", .string(name)), ("score", score.json), ("skewness", .number(skewness)),
            ("kurtosis", .number(kurtosis)), ("windows", .number(windows)), ("t", .number(t)),
            ("drawdown", .number(drawdown)), ("hit_rate", .optional(hits)),
            ("exposure", .optional(exposure)), ("turnover", .optional(turnover)),
            ("sharpe", .number(sharpe)),
            (
                "sharpe_95",
                interval.map { .array([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null
            ),
        ])
    }

    init(_ field: JSONField) throws(JSONMisfit) {
        name = try field["name"].string
        score = try SeedResult.Score(field["score"])
        skewness = try field["skewness"].double
        kurtosis = try field["kurtosis"].double
        windows = try field["windows"].double
        drawdown = try field["drawdown"].double
        hits = try field["hit_rate"].present?.double
        exposure = try field["exposure"].present?.double
        turnover = try field["turnover"].present?.double
        guard let ends = try field["sharpe_95"].present else { return }
        let values = try ends.items.map { (item) throws(JSONMisfit) in try item.double }
        guard values.count == 2, values[0] <= values[1] else { throw ends.misfit("is no interval") }
        interval = values[0]...values[1]
    }
}

extension SeedResult.TapePart {
    var json: JSONValue {
        .object([
            ("name", .string(name)), ("first", .integer(rows.lowerBound)),
            ("end", .integer(rows.upperBound)),
            ("from", times.map { .integer(Int($0.lowerBound)) } ?? .null),
            ("to", times.map { .integer(Int($0.upperBound)) } ?? .null),
        ])
    }

    init(_ field: JSONField) throws(JSONMisfit) {
        let (first, end) = (try field["first"].count, try field["end"].count)
        guard first <= end else { throw try field["end"].misfit("lies before `first`") }
        self.init(name: try field["name"].string, rows: first..<end)
        guard let from = try field["from"].present?.time, let to = try field["to"].present?.time else {
            return
        }
        guard from <= to else { throw try field["to"].misfit("lies before `from`") }
        times = from...to
    }
}
