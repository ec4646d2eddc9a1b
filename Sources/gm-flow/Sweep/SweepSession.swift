import Machine
import OperatorKit
import PipelineFormat
import RunReport
import Statistics

/// A sweep while it runs: which trials are wanted, which are there, and what came of them.
struct SweepSession {
    private let setup: SweepSetup
    private let runner: TrialRunner
    private let isLowest: Bool
    private let isShown: Bool
    private var metric: String?
    private var registry: TrialRegistry
    private var progress: SweepProgress
    /// Trials of this sweep, made now or before.
    private var trials: [TrialRecord] = []
    private var reused = 0
    private var folds: [SweepSummary.Fold] = []
    private var tests: [TrialJob] = []
    private var planned = 0
    private var isPartial = false

    init(_ setup: SweepSetup, runner: TrialRunner, metric: String?, isLowest: Bool, isShown: Bool) throws {
        self.setup = setup
        self.runner = runner
        self.metric = metric
        self.isLowest = isLowest
        self.isShown = isShown
        registry = try TrialRegistry(folder: setup.folder)
        progress = SweepProgress(total: 0, isShown: isShown, isLowest: isLowest)
    }

    /// Says what of the registry cannot be read.
    func open() throws {
        guard let first = registry.broken.first else { return }
        Console.complain(
            "warning: \(registry.path): \(registry.broken.count) "
                + "line\(registry.broken.count == 1 ? " is" : "s are") no trial, the first is line \(first); passed over"
        )
    }

    /// Tries all combinations on one part of the tape.
    mutating func search(_ combinations: [[(name: String, value: String)]], _ window: ClosedRange<Int64>?)
        throws
    {
        try make(combinations.map { setup.job($0, part: .all, window: window) })
    }

    /// Tries all combinations on each training window, and the best of each on the test after it.
    mutating func walk(
        _ forward: WalkForward, _ combinations: [[(name: String, value: String)]],
        _ window: ClosedRange<Int64>?
    ) throws {
        guard let tape = try tape(window) else { return }
        let windows = try forward.folds(of: tape)
        try make(
            windows.flatMap { fold in
                combinations.map { setup.job($0, part: .train, window: fold.train) }
            })
        guard !isPartial, let metric else { return }
        for fold in windows {
            let best = trials.filter { $0.window == fold.train && $0.failure == nil }
                .compactMap { trial in trial.metric(metric).map { (trial, isLowest ? -$0 : $0) } }
                .filter { $0.1.isFinite }
                .max { $0.1 < $1.1 }?.0
            folds.append(
                SweepSummary.Fold(
                    windows: fold, chosen: best?.parameters, train: best?.metric(metric)))
        }
        tests = folds.compactMap { fold in
            fold.chosen.map { setup.job($0, part: .test, window: fold.windows.test) }
        }
        try make(tests)
        for index in folds.indices {
            let window = folds[index].windows.test
            folds[index].test = trials.first { $0.part == .test && $0.window == window }?.metric(metric)
        }
    }

    /// From when to when there are events: a run of the pipeline as it stands says so.
    private mutating func tape(_ window: ClosedRange<Int64>?) throws -> ClosedRange<Int64>? {
        let job = setup.job([], part: .all, window: window)
        if registry[job.trial.key]?.market == nil {
            progress.expect(1)
            let isMade = try runner.run([job]) { trial in
                progress.add(trial, nil)
                try registry.add(trial)
                return true
            }
            guard isMade else {
                isPartial = true
                return nil
            }
        }
        let trial = registry[job.trial.key]
        guard let market = trial?.market else {
            throw Complaint(
                "the pipeline shows no tape to cut: \(trial?.failure ?? "there are no events")",
                help: "run it alone first")
        }
        return market
    }

    /// Makes the trials that are not there yet.
    private mutating func make(_ jobs: [TrialJob]) throws {
        planned += jobs.count
        var missing: [TrialJob] = []
        for job in jobs {
            if var trial = registry[job.trial.key], trial.failure == nil {
                trial.parameters = job.trial.parameters
                trial.part = job.trial.part
                try take(trial)
                reused += 1
            } else {
                missing.append(job)
            }
        }
        progress.expect(missing.count)
        progress.show()
        defer { progress.clear() }
        let isWhole = try runner.run(missing) { trial in
            try registry.add(trial)
            try take(trial)
            progress.add(trial, metric)
            return true
        }
        if !isWhole { isPartial = true }
    }

    private mutating func take(_ trial: TrialRecord) throws {
        trials.append(trial)
        guard trial.failure == nil else { return }
        let names = trial.metrics.map(\.name)
        if let metric {
            guard names.contains(metric) else {
                throw Complaint(
                    "no figure is named `\(metric)`",
                    help: nearest(to: metric, among: names).map { "did you mean `\($0)`?" }
                        ?? "there are \(names.prefix(8).joined(separator: ", "))")
            }
        } else {
            guard let chosen = names.first(where: { $0.hasSuffix(".sharpe") }) ?? names.first else {
                throw Complaint(
                    "the pipeline has no figure to sort by", help: "add analytics.performance, or `results`")
            }
            metric = chosen
        }
    }

    /// Says when what was made before, or meanwhile, read other files than the rest.
    func warnOfData() {
        let count = TrialRecord.strangers(trials)
        guard count > 0 else { return }
        Console.complain(
            "warning: \(count) of \(trials.count) trials read other data than the rest, and can't be compared with it\n"
                + "  help: files have changed since, and another folder (--out) makes all anew; or a parameter chooses the files"
        )
    }

    /// What came of it.
    func summary() -> SweepSummary {
        var summary = SweepSummary(
            pipeline: setup.spec.name.value, axes: setup.grid.axes, metric: metric ?? "–", isLowest: isLowest,
            trials: trials)
        summary.planned = planned
        summary.reused = reused
        summary.seconds = progress.seconds
        summary.isPartial = isPartial
        summary.folds = folds
        summary.folder = setup.folder
        if folds.isEmpty {
            summary.verdict = verdict(summary)
        } else {
            summary.testProbability = testProbability()
        }
        return summary
    }

    /// What the best is worth among all that were ever tried on its part of the tape.
    private func verdict(_ summary: SweepSummary) -> SweepVerdict? {
        guard let row = summary.rows.first, row.value != nil,
            let best = trials.first(where: { trial in
                trial.parameters.map(\.value) == row.parameters.map(\.value) && trial.failure == nil
            })
        else { return nil }
        let tries = registry.trials.filter {
            $0.failure == nil && $0.pipeline == best.pipeline && $0.window == best.window
                && $0.data == best.data
        }
        return SweepVerdict(best: best, tries: tries, returns: returns(best, tries))
    }

    /// Return series at the same times as the best one's, of trials whose records are still there.
    private func returns(_ best: TrialRecord, _ tries: [TrialRecord]) -> [[Double]] {
        func series(_ trial: TrialRecord) -> ReturnSeries? {
            (try? StoredRun.read("\(setup.folder)/trials/\(trial.key)")).flatMap { ReturnSeries($0) }
        }
        guard let own = series(best) else { return [] }
        return tries.compactMap { trial in
            let other = trial.key == best.key ? own : series(trial)
            return other.flatMap { $0.times == own.times ? $0.values : nil }
        }
    }

    /// PSR of the tests' returns, one after the other.
    private func testProbability() -> Double? {
        var moments = Moments()
        for job in tests {
            guard let record = try? StoredRun.read(job.folder), let series = ReturnSeries(record) else {
                continue
            }
            for value in series.values { moments.add(value) }
        }
        guard let deviation = moments.deviation, deviation > 0, let skewness = moments.skewness,
            let kurtosis = moments.kurtosis
        else { return nil }
        return SharpeEstimate(
            sharpe: moments.mean / deviation, count: moments.count, skewness: skewness, kurtosis: kurtosis
        ).probability(above: 0)
    }
}
