import JSON
import Learning
import Linear
import Machine
import PipelineFormat
import RunReport
import Training

/// How far the seeds have come: a table that is written over on a terminal, else a line now and then.
struct SeedTable {
    private let plan: TrainingPlan
    private let folder: String
    private let isShown: Bool
    private var lines = 0
    private var last: UInt64 = 0
    private var told: [TrainingLeg: Int] = [:]

    init(_ plan: TrainingPlan, folder: String, isShown: Bool) {
        self.plan = plan
        self.folder = folder
        self.isShown = isShown
    }

    private func status(_ leg: TrainingLeg) -> SeedStatus? {
        let path = "\(folder)/\(leg.path)/status.json"
        guard let text = SystemFile.text(path), let value = try? JSONReader.value(Array(text.utf8)) else {
            return nil
        }
        return try? SeedStatus(JSONField(value))
    }

    /// Shows where the seeds stand, at most twice a second.
    mutating func show(_ legs: [TrainingLeg], running: [TrainingLeg]) {
        let now = MonotonicClock.now()
        guard isShown, now - last > 500_000_000 else { return }
        last = now
        if Console.errorsAreSeen { draw(legs, running) } else { tell(running) }
    }

    /// Takes the table away: what came of it is told elsewhere.
    mutating func end(_ legs: [TrainingLeg]) {
        guard isShown else { return }
        if Console.errorsAreSeen { clear() } else { tell(legs) }
    }

    private mutating func clear() {
        if lines > 0 { Console.overwrite("\u{1B}[\(lines)A\u{1B}[J") }
        lines = 0
    }

    private mutating func draw(_ legs: [TrainingLeg], _ running: [TrainingLeg]) {
        var table = TextTable([
            ("training", .left), ("steps", .right), ("", .right), ("return", .right), ("entropy", .right),
            ("KL", .right), ("steps/s", .right), ("left", .right), ("alarms", .right),
        ])
        var left = 0.0
        for leg in legs {
            guard running.contains(leg), let status = status(leg) else { continue }
            left = max(left, status.left ?? 0)
            table.add([
                leg.label, NumberText.grouped(status.steps), percent(status),
                status.returnMean.map { NumberText.fixed($0, decimals: 2) } ?? "-",
                NumberText.fixed(status.entropy, decimals: 3),
                NumberText.fixed(status.divergence, decimals: 4),
                NumberText.short(status.rate), status.left.map { TimeText.span(Int64($0 * 1e9)) } ?? "-",
                status.alarms == 0 ? "" : "\(status.alarms)",
            ])
        }
        let done = legs.count { status($0)?.state == .finished }
        let (header, rows) = table.lines(width: 100, indent: "  ")
        let first = "\(plan.name): \(done) of \(legs.count) done"
        let text = [first, header] + rows
        clear()
        Console.overwrite(text.joined(separator: "\n") + "\n")
        lines = text.count
    }

    private func percent(_ status: SeedStatus) -> String {
        status.total > 0 ? "\(min(100, 100 * status.steps / status.total)) %" : ""
    }

    /// A line for each seed at every tenth of its steps.
    private mutating func tell(_ legs: [TrainingLeg]) {
        for leg in legs {
            guard let status = status(leg), status.total > 0 else { continue }
            let tenth = 10 * status.steps / status.total
            guard tenth > told[leg] ?? 0 else { continue }
            told[leg] = tenth
            var line =
                "\(plan.name) \(leg.label): \(NumberText.grouped(status.steps)) steps (\(percent(status)))"
            if let mean = status.returnMean { line += ", return \(NumberText.fixed(mean, decimals: 2))" }
            if let left = status.left, left > 0 { line += ", \(TimeText.span(Int64(left * 1e9))) left" }
            Console.complain(line)
        }
    }
}
