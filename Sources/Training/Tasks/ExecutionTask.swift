public import Learning
public import Linear

/// Selling against linear impact.
public struct ExecutionTask: TrainingTask {
    /// As in training files.
    public static let name = "execution"
    /// In a line.
    public static let summary =
        "sell a position against linear impact; Almgren and Chriss know the best schedule"

    /// It has no keys.
    public init(_ form: FormSection) {}

    /// No discount, as an episode has an end.
    public var defaults: TrainingDefaults {
        var defaults = TrainingDefaults()
        defaults.settings.steps = 40
        defaults.settings.discount = 1
        defaults.settings.learningRate = 3e-4
        defaults.settings.anneals = true
        defaults.steps = 400_000
        return defaults
    }

    /// Copies of it.
    public func world(copies: Int) -> OptimalExecution { OptimalExecution(copies: copies) }

    /// The same without the noise of the price, whose mean is 0: an episode's return is minus its cost.
    public func world(_ examination: Examination, copies: Int) -> OptimalExecution {
        OptimalExecution(copies: copies, isNoisy: false)
    }

    /// The best schedule costs 1, equal slices 1.384.
    public func references() -> [(name: String, score: Double)] {
        let problem = OptimalExecution.Problem()
        let best = problem.cost(of: problem.bestHoldings)
        let equal = (0...problem.slices).map {
            problem.shares * (1 - Double($0) / Double(problem.slices))
        }
        return [("almgren_chriss", -1), ("twap", -problem.cost(of: equal) / best)]
    }

    /// Percent above the best schedule's cost.
    public func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(
        name: String, value: Double
    )] {
        [("above_best_percent", 100 * (-score - 1))]
    }
}
