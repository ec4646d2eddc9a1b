extension ReturnMetric {
    /// Unit of the value; empty for a plain number.
    public var unit: String {
        switch self {
        case .totalReturn, .maxDrawdown, .ulcer, .winRate, .kelly: "fraction"
        case .annualReturn, .volatility: "fraction a year"
        case .sharpe, .sortino, .calmar: "a year"
        case .meanReturn: "fraction a period"
        case .drawdownLength, .recoveryLength, .minimumTrackRecord: "periods"
        case .probabilisticSharpe: "probability"
        case .kellyGaussian: "times the capital"
        case .tailRatio, .omega, .skewness, .kurtosis, .payoff, .profitFactor: ""
        default: "fraction lost a period"
        }
    }

    /// The formula, in a line: r the returns, n their number, A periods a year, sd over n − 1.
    public var convention: String {
        switch self {
        case .totalReturn: "Π(1 + r) − 1"
        case .annualReturn: "(1 + total)^(A/n) − 1"
        case .meanReturn: "Σ r/n"
        case .volatility: "sd·√A"
        case .sharpe: "(mean − rf/A)/sd·√A"
        case .sortino: "(mean − rf/A)/√(Σ min(0, r − rf/A)²/n)·√A"
        case .maxDrawdown: "greatest 1 − level/peak, the start included"
        case .drawdownLength:
            "from the peak before the greatest drawdown until it is reached again, or the end"
        case .recoveryLength: "from the bottom of the greatest drawdown until the peak is reached again"
        case .calmar: "annual return/greatest drawdown"
        case .ulcer: "√(Σ drawdown²/n)"
        case .tailRatio: "|quantile 95 %|/|quantile 5 %|, linear between order statistics"
        case .omega: "Σ max(0, r − rf/A)/Σ max(0, rf/A − r)"
        case .skewness: "m₃/m₂^1.5, moments over n"
        case .kurtosis: "m₄/m₂², moments over n; 3 for a normal distribution"
        case .winRate: "returns above 0/n"
        case .payoff: "mean gain/mean loss"
        case .profitFactor: "Σ gains/Σ losses"
        case .kelly: "p − (1 − p)/payoff"
        case .kellyGaussian: "mean/sd²"
        case .var95, .var99: "−quantile, linear between order statistics"
        case .cvar95, .cvar99: "−mean of the ⌊(n − 1)α⌋ + 1 worst returns"
        case .gaussianVar95, .gaussianVar99: "−(mean + z·sd)"
        case .gaussianCvar95, .gaussianCvar99: "−mean + sd·φ(z)/α"
        case .cornishFisherVar95, .cornishFisherVar99:
            "−(mean + z'·sd), z' bent by skewness and excess kurtosis"
        case .cornishFisherCvar95, .cornishFisherCvar99: "mean loss beyond it, of the bent quantiles"
        case .probabilisticSharpe: "Φ(SR·√(n − 1)/√(1 − γ₃SR + (γ₄ − 1)/4·SR²)), SR a period"
        case .minimumTrackRecord: "1 + (1 − γ₃SR + (γ₄ − 1)/4·SR²)(1.645/SR)²"
        }
    }
}
