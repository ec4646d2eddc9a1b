/// Gains and losses of trades, or of periods, one at a time.
public struct OutcomeStatistics: Sendable {
    /// Outcomes so far.
    public private(set) var count = 0
    /// Those above 0.
    public private(set) var wins = 0
    /// Those below 0.
    public private(set) var losses = 0
    /// Sum of the gains.
    public private(set) var gained = 0.0
    /// Sum of the losses, positive.
    public private(set) var lost = 0.0
    /// The greatest outcome; 0 before the first.
    public private(set) var best = 0.0
    /// The least outcome; 0 before the first.
    public private(set) var worst = 0.0
    /// Most losses in a row.
    public private(set) var longestLosingRun = 0
    private var losingRun = 0

    /// Starts empty.
    public init() {}

    /// Adds an outcome.
    public mutating func add(_ outcome: Double) {
        if count == 0 { (best, worst) = (outcome, outcome) }
        count += 1
        best = max(best, outcome)
        worst = min(worst, outcome)
        if outcome > 0 {
            wins += 1
            gained += outcome
        } else if outcome < 0 {
            losses += 1
            lost -= outcome
        }
        losingRun = outcome < 0 ? losingRun + 1 : 0
        longestLosingRun = max(longestLosingRun, losingRun)
    }

    /// Wins over all outcomes, those of 0 included; nil before the first.
    public var winRate: Double? { count > 0 ? Double(wins) / Double(count) : nil }

    /// Mean gain over mean loss; nil without both.
    public var payoff: Double? {
        wins > 0 && losses > 0 ? gained / Double(wins) / (lost / Double(losses)) : nil
    }

    /// Sum of the gains over sum of the losses; nil without a loss.
    public var profitFactor: Double? { lost > 0 ? gained / lost : nil }

    /// Mean outcome; nil before the first.
    public var expectancy: Double? { count > 0 ? (gained - lost) / Double(count) : nil }

    /// Kelly's fraction p − (1 − p)/b, with the payoff b; negative where it says not to play.
    public var kelly: Double? {
        guard let winRate, let payoff, payoff > 0 else { return nil }
        return winRate - (1 - winRate) / payoff
    }
}
