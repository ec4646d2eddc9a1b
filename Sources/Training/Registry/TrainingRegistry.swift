import JSON
import Machine
import RunReport

/// Every training that was ever begun: a file to which lines are only added.
///
/// How many were tried decides what the best of them is worth, so that a training that is not in it can't be
/// promoted, and one that failed or was stopped counts too. Writers wait for each other's lock.
public struct TrainingRegistry: Sendable {
    /// Where it is unless said otherwise.
    public static let defaultPath = "runs/registry.jsonl"

    /// The file.
    public let path: String

    /// A registry in a file, which need not be there yet.
    public init(path: String = TrainingRegistry.defaultPath) { self.path = path }

    /// A line.
    public struct Line: Sendable {
        let entries: [(key: String, value: JSONValue)]

        /// A training has begun.
        static func began(
            _ trial: String, task: String, name: String, seed: UInt64, plan: String, folder: String
        ) -> Line {
            Line(entries: [
                ("event", .string("began")), ("trial", .string(trial)), ("task", .string(task)),
                ("name", .string(name)), ("seed", .integer(Int(seed))), ("plan", .string(plan)),
                ("folder", .string(folder)),
            ])
        }

        /// It goes on: no new trial.
        static func resumed(_ trial: String) -> Line {
            Line(entries: [("event", .string("resumed")), ("trial", .string(trial))])
        }

        /// It has ended.
        static func ended(_ result: SeedResult) -> Line {
            Line(entries: [
                ("event", .string("ended")), ("trial", .string(result.trial)),
                ("outcome", .string(result.outcome.rawValue)), ("steps", .integer(result.steps)),
                ("score", .optional(result.score)),
                ("test_sharpe", .optional(result.gains("test").map(\.sharpe))),
            ])
        }

        /// It asked to be promoted.
        static func judged(_ trial: String, isPassed: Bool, reasons: [String]) -> Line {
            Line(entries: [
                ("event", .string("judged")), ("trial", .string(trial)), ("passed", .bool(isPassed)),
                ("reasons", .array(reasons.map { .string($0) })),
            ])
        }
    }

    func add(_ line: Line) throws {
        if let slash = path.lastIndex(of: "/") { try OutputFile.makeDirectory(String(path[..<slash])) }
        let time: (key: String, value: JSONValue) = (
            "time", .string(TimeText.iso(WallClock.nowNanosecondsUTC()))
        )
        let text = JSONValue.object([time] + line.entries).compactText() + "\n"
        try OutputFile.append(Array(text.utf8), to: path, locked: true)
    }

    /// A training as the registry knows it.
    public struct Trial: Sendable {
        /// Its name.
        public var trial: String
        /// Its task.
        public var task: String
        /// The plan's name.
        public var name: String
        /// Its seed.
        public var seed: UInt64
        /// Its folder.
        public var folder: String
        /// How it ended; nil while it runs, or if it was killed.
        public var outcome: String?
        /// Its score.
        public var score: Double?
        /// Sharpe ratio a step in the test.
        public var sharpe: Double?
    }

    /// All trainings, in the order in which they began, and how many lines could not be read.
    public func trials() throws(TrainingError) -> (trials: [Trial], broken: Int) {
        let bytes: [UInt8]
        do { bytes = try InputFile.bytes(path) } catch {
            if error.isMissing { return ([], 0) }
            throw TrainingError(error)
        }
        var trials: [Trial] = []
        var places: [String: Int] = [:]
        var broken = 0
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let value = try? JSONReader.value(Array(line)) else {
                broken += 1
                continue
            }
            do {
                let field = JSONField(value)
                let trial = try field["trial"].string
                switch try field["event"].string {
                case "began":
                    places[trial] = trials.count
                    trials.append(
                        Trial(
                            trial: trial, task: try field["task"].string, name: try field["name"].string,
                            seed: try field["seed"].unsigned, folder: try field["folder"].string))
                case "ended":
                    guard let place = places[trial] else { break }
                    trials[place].outcome = try field["outcome"].string
                    trials[place].score = try field["score"].present?.double
                    trials[place].sharpe = try field["test_sharpe"].present?.double
                default: break
                }
            } catch {
                broken += 1
            }
        }
        return (trials, broken)
    }
}
