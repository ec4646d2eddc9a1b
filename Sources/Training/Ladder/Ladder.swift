public import JSON
import RunReport

/// What came of some rungs, as `ladder.json` holds it.
public struct Ladder: Sendable {
    /// One rung's outcome.
    public struct Outcome: Sendable {
        /// The rung.
        public let rung: Rung
        /// Its seeds.
        public let results: [SeedResult]
        /// Whether they show what is asked.
        public let isPassed: Bool

        /// Judges a rung by its seeds.
        public init(_ rung: Rung, _ results: [SeedResult], _ registry: TrainingRegistry) {
            self.rung = rung
            self.results = results
            isPassed = rung.isPassed(results) { (try? PromotionGate($0, registry))?.isPassed ?? false }
        }

        var json: JSONValue {
            let known = results.first { !$0.references.isEmpty }
            return .object([
                ("name", .string(rung.name)), ("file", .string(rung.file)), ("demand", .string(rung.demand)),
                ("passed", .bool(isPassed)),
                ("references", .object((known?.references ?? []).map { ($0.name, .number($0.value)) })),
                ("seeds", .array(results.map(Self.seed))),
                ("cpu_seconds", .number(results.reduce(0) { $0 + $1.cpuSeconds })),
            ])
        }

        private static func seed(_ result: SeedResult) -> JSONValue {
            .object([
                ("seed", .integer(Int(result.seed))), ("outcome", .string(result.outcome.rawValue)),
                ("steps", .integer(result.steps)), ("greedy", .optional(result.score)),
                ("drawn", .optional(result.groups.first?.drawn.mean)),
                ("random", .optional(result.groups.first?.random.mean)),
                ("last_100", .optional(result.returnMean)),
                ("reached_target_at", result.reached.map { .integer($0) } ?? .null),
                ("figures", .object(result.figures.map { ($0.name, .number($0.value)) })),
                (
                    "gains",
                    .object(
                        result.gains.map {
                            ($0.name, .object([("mean", .number($0.score.mean)), ("t", .number($0.t))]))
                        })
                ),
                ("cpu_seconds", .number(result.cpuSeconds)),
                ("steps_per_cpu_second", .number(result.stepsPerCPUSecond)),
            ])
        }
    }

    /// The file's name.
    public static let fileName = "ladder.json"
    /// The rungs that were climbed.
    public let outcomes: [Outcome]
    /// The program.
    public let version: String

    /// Gathers outcomes.
    public init(_ outcomes: [Outcome], version: String) {
        self.outcomes = outcomes
        self.version = version
    }

    /// As it is written.
    public var json: JSONValue {
        .object([
            ("version", .string(version)), ("passed", .bool(outcomes.allSatisfy(\.isPassed))),
            ("rungs", .array(outcomes.map(\.json))),
        ])
    }

    /// A line on a ladder's file, for model cards.
    public static func line(_ path: String) -> String {
        guard let bytes = try? InputFile.bytes(path), let value = try? JSONReader.value(bytes),
            let rungs = try? JSONField(value)["rungs"].items
        else { return "not run: there is no `\(path)`" }
        let passed = rungs.filter { (try? $0["passed"].bool) ?? false }
        let failed = rungs.filter { !((try? $0["passed"].bool) ?? false) }.compactMap {
            try? $0["name"].string
        }
        let version = (try? JSONField(value)["version"].string) ?? "unknown"
        return "\(passed.count) of \(rungs.count) rungs passed by \(version)"
            + (failed.isEmpty ? "" : "; not \(failed.joined(separator: ", "))")
    }

    /// A table for people, in Markdown.
    public var markdown: String {
        func number(_ value: Double?) -> String { value.map { NumberText.fixed($0, decimals: 3) } ?? "–" }
        var text =
            "| rung | asked | passed | score of each seed | random | CPU-s | steps/CPU-s |\n|---|---|---|---|---|---|---|\n"
        for outcome in outcomes {
            let seconds = outcome.results.reduce(0) { $0 + $1.cpuSeconds }
            let steps = outcome.results.reduce(0) { $0 + $1.steps }
            let random = outcome.results.compactMap { $0.groups.first?.random.mean }
            text +=
                "| \(outcome.rung.name) | \(outcome.rung.demand) | \(outcome.isPassed ? "yes" : "**no**") | "
                + outcome.results.map { number(Self.shown($0)) }.joined(separator: ", ")
                + " | \(number(random.isEmpty ? nil : random.reduce(0, +) / Double(random.count)))"
                + " | \(NumberText.fixed(seconds, decimals: 1))"
                + " | \(NumberText.grouped(seconds > 0 ? Int(Double(steps) / seconds) : 0)) |\n"
        }
        return text
    }

    /// The figure that the rung asks for, else the greedy score.
    private static func shown(_ result: SeedResult) -> Double? {
        result.figures.first?.value ?? result.score
    }
}
