import JSON

extension SeedResult {
    /// What came of one window, where a seed's windows are joined.
    public struct WindowResult: Sendable, Equatable {
        /// The window, counted from 1.
        public var window: Int
        /// The training's name in the registry.
        public var trial: String
        /// Its parts of the tape.
        public var parts: [TapePart]
        /// Mean gain a step where it learnt: no evidence.
        public var inSample: Double
        /// Mean gain a step between; nil without such a part.
        public var validation: Double?
        /// Mean gain a step in the test.
        public var test: Double
        /// t of the test.
        public var t: Double
        /// Mean gain a step in the test with twice the costs.
        public var dear: Double
        /// Mean gain a step in the test with everything seen a bar late.
        public var late: Double

        /// Takes what a window's training found; nil if it did not finish or is no market's.
        init?(_ result: SeedResult) {
            guard let window = result.window, result.outcome == .finished,
                let sample = result.gains("in_sample"), let test = result.gains("test"),
                let dear = result.gains("test_costs_2"), let late = result.gains("test_late_1")
            else { return nil }
            self.window = window
            trial = result.trial
            parts = result.parts
            inSample = sample.score.mean
            validation = result.gains("validation")?.score.mean
            (self.test, t) = (test.score.mean, test.t)
            (self.dear, self.late) = (dear.score.mean, late.score.mean)
        }
    }
}

extension SeedResult.WindowResult {
    var json: JSONValue {
        .object([
            ("window", .integer(window)), ("trial", .string(trial)), ("parts", .array(parts.map(\.json))),
            ("in_sample", .number(inSample)), ("validation", .optional(validation)),
            ("test", .number(test)), ("t", .number(t)), ("test_costs_2", .number(dear)),
            ("test_late_1", .number(late)),
        ])
    }

    init(_ field: JSONField) throws(JSONMisfit) {
        window = try field["window"].count
        trial = try field["trial"].string
        parts = try field["parts"].map { (item) throws(JSONMisfit) in try SeedResult.TapePart(item) }
        inSample = try field["in_sample"].double
        validation = try field["validation"].present?.double
        test = try field["test"].double
        t = try field["t"].double
        dear = try field["test_costs_2"].double
        late = try field["test_late_1"].double
    }
}
