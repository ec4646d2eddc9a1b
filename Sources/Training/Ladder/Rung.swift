import Learning

/// A rung of the validation ladder: a training file and what its seeds must show.
public struct Rung: Sendable {
    /// Its name, as `3_cartpole`.
    public let name: String
    /// The training file, from the repository's root.
    public let file: String
    /// What is asked, in words.
    public let demand: String
    /// Whether it takes seconds, so that tests run it.
    public let isShort: Bool
    /// Whether the seeds show it; a gate is made for each on demand.
    public let isPassed: @Sendable ([SeedResult], (SeedResult) -> Bool) -> Bool

    init(
        _ name: String, _ file: String, _ demand: String, isShort: Bool = false,
        _ isPassed: @escaping @Sendable ([SeedResult], (SeedResult) -> Bool) -> Bool
    ) {
        self.name = name
        self.file = "Pipelines/training/\(file).yaml"
        self.demand = demand
        self.isShort = isShort
        self.isPassed = isPassed
    }

    /// All rungs that training decides.
    ///
    /// Gradients, rung 1, are tests. Rung 7 needs the Python environment that `Tests/Peers/setup.sh` makes.
    public static let all: [Rung] = [
        Rung(
            "2a_bandit", "bandit", "P(best arm) ≥ 0.95 in 19 of 20 seeds; mean ≥ 0.98 of the best",
            isShort: true
        ) { results, _ in
            results.count { ($0.figure("probability_of_best") ?? 0) >= 0.95 } >= 19
                && mean(results) { $0.groups.first?.drawn.mean } >= 0.98 * 0.9
        },
        Rung("2b_coordination", "coordination", "payoff 2 in 10 of 10", isShort: true) { results, _ in
            results.count == 10 && results.allSatisfy { ($0.score ?? 0) == 2 }
        },
        Rung("2c_climbing", "climbing", "an equilibrium of at least 5 in 10 of 10", isShort: true) {
            results, _ in
            results.count == 10 && results.allSatisfy { ($0.score ?? 0) >= 5 }
        },
        Rung("2d_penalty", "penalty", "at least 2 in 10 of 10", isShort: true) { results, _ in
            results.count == 10 && results.allSatisfy { ($0.score ?? 0) >= 2 }
        },
        Rung(
            "3_cartpole", "cartpole",
            "rolling 100 ≥ 475 by 350 k in 9 of 10; last 100 ≥ 490 in 9 of 10; greedy ≥ 495 in 10 of 10"
        ) { results, _ in
            results.count == 10 && results.count { ($0.reached ?? .max) <= 350_000 } >= 9
                && results.count { ($0.returnMean ?? 0) >= 490 } >= 9
                && results.allSatisfy { ($0.score ?? 0) >= 495 }
        },
        Rung("4a_spread_2", "spread-2", "greedy ≥ −7.5 in 3 of 3") { results, _ in
            results.count == 3 && results.allSatisfy { ($0.score ?? -100) >= -7.5 }
        },
        Rung("4b_spread_3", "spread-3", "normalised ≥ 0.75 in 3 of 3") { results, _ in
            results.count == 3 && results.allSatisfy { ($0.figure("normalised") ?? 0) >= 0.75 }
        },
        Rung("5_execution", "execution", "cost ≤ Almgren–Chriss + 2 % in 3 of 3") { results, _ in
            results.count == 3 && results.allSatisfy { ($0.figure("above_best_percent") ?? 100) <= 2 }
        },
        Rung("6a_signal", "signal", "≥ 90 % of the oracle on average, each ≥ 85 %, out of the sample") {
            results, _ in
            results.count == 5 && mean(results) { $0.figure("share_of_oracle") } >= 0.9
                && results.allSatisfy { ($0.figure("share_of_oracle") ?? 0) >= 0.85 }
        },
        Rung("6b_signal_dear", "signal-dear", "≥ 85 % of the oracle and ≥ 1.3 × the sign rule in 3 of 3") {
            results, _ in
            results.count == 3
                && results.allSatisfy {
                    ($0.figure("share_of_oracle") ?? 0) >= 0.85 && ($0.figure("times_sign") ?? 0) >= 1.3
                }
        },
        Rung("6c_noise", "noise", "out of the sample ≤ 0 on average, no t > 2, the gate refuses 12 of 12") {
            results, mayTrade in
            results.count == 12 && mean(results, \.score) <= 0
                && results.allSatisfy { ($0.gains("test")?.t ?? 9) <= 2 && !mayTrade($0) }
        },
        Rung("6d_leak", "leak", "≥ 95 % of all there was, out of the sample, in 3 of 3") { results, _ in
            results.count == 3 && results.allSatisfy { ($0.figure("share_of_all") ?? 0) >= 0.95 }
        },
        Rung("8_recall", "recall", "≥ 0.95 of the cues recalled in 5 of 5", isShort: true) { results, _ in
            results.count == 5 && results.allSatisfy { ($0.score ?? 0) >= 0.95 }
        },
        Rung(
            "7a_gymnasium", "gymnasium-cartpole", "rolling 100 ≥ 475 by 350 k; greedy ≥ 495 in Gymnasium"
        ) { results, _ in
            results.count == 1 && (results[0].reached ?? .max) <= 350_000 && (results[0].score ?? 0) >= 495
        },
        Rung("7b_mpe2", "mpe2-spread-2", "greedy ≥ −7.5 in mpe2") { results, _ in
            results.count == 1 && (results[0].score ?? -100) >= -7.5
        },
    ]

    private static func mean(_ results: [SeedResult], _ value: (SeedResult) -> Double?) -> Double {
        let values = results.compactMap(value)
        return values.isEmpty ? -.infinity : values.reduce(0, +) / Double(values.count)
    }
}
