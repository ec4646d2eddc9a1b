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
        static func began(_ result: SeedResult, folder: String) -> Line {
            Line(entries: [
                ("event", .string("began")), ("trial", .string(result.trial)),
                ("task", .string(TrainingRegistry.task(of: result))), ("name", .string(result.name)),
                ("seed", .integer(Int(result.seed))), ("plan", .string(result.plan)),
                ("window", result.window.map { .integer($0) } ?? .null), ("folder", .string(folder)),
            ])
        }

        /// A seed's windows have been joined: no new training, but a record that can be promoted.
        static func joined(_ result: SeedResult, folder: String) -> Line {
            Line(entries: [
                ("event", .string("joined")), ("trial", .string(result.trial)),
                ("task", .string(TrainingRegistry.task(of: result))), ("name", .string(result.name)),
                ("seed", .integer(Int(result.seed))), ("plan", .string(result.plan)),
                ("windows", .array(result.windows.map { .string($0.trial) })), ("folder", .string(folder)),
                ("tape", .string(result.tape)),
                ("test_sharpe", .optional(result.gains("test").map(\.sharpe))),
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
                ("score", .optional(result.score)), ("tape", .string(result.tape)),
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

    /// The task as it is counted: controls that learn from noise are no candidates, and stand apart.
    static func task(of result: SeedResult) -> String {
        result.isNoise ? "\(result.task) (noise)" : result.task
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
        /// What it was judged on; nil if it was not.
        public var tape: String?
        /// The trainings whose windows are joined in it; empty of a training.
        public var windows: [String] = []
    }

    /// All that is known.
    public struct Records: Sendable {
        /// All trainings, in the order in which they began.
        public var trials: [Trial] = []
        /// Joined windows, the newest of each folder.
        public var joined: [Trial] = []
        /// Lines that could not be read.
        public var broken = 0
    }

    /// All trainings, in the order in which they began, and how many lines could not be read.
    public func trials() throws(TrainingError) -> (trials: [Trial], broken: Int) {
        let records = try records()
        return (records.trials, records.broken)
    }

    /// All that is known.
    public func records() throws(TrainingError) -> Records {
        let bytes: [UInt8]
        do { bytes = try InputFile.bytes(path) } catch {
            if error.isMissing { return Records() }
            throw TrainingError(error)
        }
        var records = Records()
        var places: [String: Int] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let value = try? JSONReader.value(Array(line)) else {
                records.broken += 1
                continue
            }
            do {
                let field = JSONField(value)
                let trial = try field["trial"].string
                switch try field["event"].string {
                case "began":
                    places[trial] = records.trials.count
                    records.trials.append(try Trial(field))
                case "ended":
                    guard let place = places[trial] else { break }
                    records.trials[place].outcome = try field["outcome"].string
                    records.trials[place].score = try field["score"].present?.double
                    records.trials[place].sharpe = try field["test_sharpe"].present?.double
                    records.trials[place].tape = try field["tape"].string
                case "joined":
                    var joined = try Trial(field)
                    joined.windows = try field["windows"].strings
                    joined.sharpe = try field["test_sharpe"].present?.double
                    joined.tape = try field["tape"].string
                    records.joined.removeAll { $0.folder == joined.folder }
                    records.joined.append(joined)
                default: break
                }
            } catch {
                records.broken += 1
            }
        }
        return records
    }
}

extension TrainingRegistry.Trial {
    /// What every line that names a training says.
    init(_ field: JSONField) throws(JSONMisfit) {
        trial = try field["trial"].string
        task = try field["task"].string
        name = try field["name"].string
        seed = try field["seed"].unsigned
        folder = try field["folder"].string
    }
}
