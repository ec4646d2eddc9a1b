import Machine
import RunReport

/// One line on standard error that says how far a sweep has come; nothing where nobody looks.
struct SweepProgress {
    private let isShown: Bool
    private let isLowest: Bool
    private let started = MonotonicClock.now()
    private var total: Int
    private var made = 0
    private var failed = 0
    private var best: (value: Double, parameters: String)?

    init(total: Int, isShown: Bool, isLowest: Bool) {
        self.total = total
        self.isShown = isShown
        self.isLowest = isLowest
    }

    var seconds: Double { Double(MonotonicClock.now() - started) / 1e9 }

    mutating func expect(_ more: Int) { total += more }

    mutating func add(_ trial: TrialRecord, _ metric: String?) {
        made += 1
        if trial.failure != nil { failed += 1 }
        if let value = metric.flatMap({ trial.metric($0) }), trial.part != .test {
            let isBetter = best.map { isLowest ? value < $0.value : value > $0.value } ?? true
            if isBetter {
                best = (value, trial.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: " "))
            }
        }
        show()
    }

    func show() {
        guard isShown else { return }
        var line = "\(NumberText.grouped(made)) of \(NumberText.grouped(total)) trials"
        if failed > 0 { line += ", \(failed) failed" }
        if let best { line += "  best \(NumberText.value(best.value)) (\(best.parameters))" }
        if made > 0 {
            let left = seconds / Double(made) * Double(total - made)
            line += "  \(TimeText.span(Int64(max(left, 0) * 1e9))) left"
        }
        Console.overwrite("\r\u{1B}[K\(line)")
    }

    func clear() { if isShown { ProgressBar.clear() } }
}
