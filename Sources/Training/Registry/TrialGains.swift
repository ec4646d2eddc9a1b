import Learning
import RunReport
import Statistics

/// Gains step by step of all trials that were judged on the same rows, as far as they are kept.
struct TrialGains {
    /// A series a trial.
    private(set) var trials: [[Double]] = []
    /// Their decisions at other times: as many, as large, as dear, and without knowledge.
    private(set) var controls: [[Double]] = []

    /// Reads what the trials left in their folders.
    init(_ trials: [TrainingRegistry.Trial], tape: String) {
        var seen: Set<String> = []
        for trial in trials where seen.insert(trial.folder).inserted {
            let path = "\(trial.folder)/\(SeedResult.gainsFile)"
            guard let bytes = try? InputFile.bytes(path), let file = try? SafeTensors(bytes, path: path),
                file.text("tape") == tape, case .double(let test)? = file["test"]?.numbers,
                test.count == self.trials.first?.count ?? test.count
            else { continue }
            self.trials.append(test)
            for number in 1...SeedResult.controls {
                guard case .double(let control)? = file["control_\(number)"]?.numbers,
                    control.count == test.count
                else { continue }
                controls.append(control)
            }
        }
    }

    /// Probability that the best of some in one half of the steps is below the middle in the other half.
    func probability(of series: [[Double]]) -> Double? {
        guard let count = series.first?.count else { return nil }
        let blocks = [16, 12, 8, 6, 4].first { count >= 4 * $0 } ?? 4
        return OverfittingProbability(series, blocks: blocks)?.probability
    }
}
