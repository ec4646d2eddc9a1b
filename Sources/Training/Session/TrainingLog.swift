import Glibc
import JSON
import Learning
import Machine
import RunReport

/// The logs of a training: a line of JSON an iteration, and events for TensorBoard.
struct TrainingLog {
    private let folder: String
    private let eventsPath: String
    private var events: EventLog
    private var lines = ""
    private var written = MonotonicClock.now()

    init(folder: String) {
        self.folder = folder
        let time = Double(WallClock.nowNanosecondsUTC()) / 1e9
        eventsPath = "\(folder)/events.out.tfevents.\(Int(time)).gm-flow.\(getpid()).0"
        events = EventLog(time: time)
    }

    var metricsPath: String { "\(folder)/metrics.jsonl" }

    /// Cuts lines that are later than `steps`: a training that is resumed makes them again.
    mutating func cut(after steps: Int) throws {
        guard let bytes = try? InputFile.bytes(metricsPath) else { return }
        var kept = ""
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            guard let value = try? JSONReader.value(Array(line.utf8)),
                let made = try? JSONField(value)["steps"].count, made <= steps
            else { break }
            kept += line + "\n"
        }
        try OutputFile.replace(metricsPath, with: kept)
    }

    /// Adds an iteration; the files are written once a second.
    mutating func add(
        iteration: Int, steps: Int, seconds: Double, _ learners: [Learner], _ summaries: [TrainingSummary],
        _ alarms: [Alarms.Alarm]
    ) throws {
        var entries: [(key: String, value: JSONValue)] = [
            ("iteration", .integer(iteration)), ("steps", .integer(steps)), ("seconds", .number(seconds)),
        ]
        var scalars: [(tag: String, value: Double)] = []
        for (learner, summary) in zip(learners, summaries) {
            let name = learner.form.name
            entries.append((name, .object(summary.scalars.map { ($0.name, .optional($0.value)) })))
            for scalar in summary.scalars {
                if let value = scalar.value { scalars.append(("\(name)/\(scalar.name)", value)) }
            }
        }
        if !alarms.isEmpty {
            entries.append(
                ("alarms", .array(alarms.map { .string("\($0.kind) (\($0.group)): \($0.message)") })))
        }
        lines += JSONValue.object(entries).compactText() + "\n"
        events.add(step: steps, time: Double(WallClock.nowNanosecondsUTC()) / 1e9, scalars)
        if MonotonicClock.now() - written > 1_000_000_000 { try flush() }
    }

    mutating func flush() throws {
        written = MonotonicClock.now()
        guard !lines.isEmpty else { return }
        try OutputFile.append(lines, to: metricsPath)
        try OutputFile.append(events.bytes, to: eventsPath)
        lines = ""
        events.clear()
    }
}
