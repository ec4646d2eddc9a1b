/// What can be said of a series of returns; `docs/reference/metrics.md` gives the formulas.
public enum ReturnMetric: String, CaseIterable, Sendable {
    /// Π(1 + r) − 1.
    case totalReturn = "total_return"
    /// (1 + total)^(A/n) − 1.
    case annualReturn = "annual_return"
    /// Mean of the returns.
    case meanReturn = "mean_return"
    /// Standard deviation over n − 1 times √A.
    case volatility
    /// (mean − rf/A)/sd·√A.
    case sharpe
    /// As Sharpe, over the root of the mean square of what lies below rf/A, over all n.
    case sortino
    /// Greatest fall from a peak, the start included, as a positive fraction of it.
    case maxDrawdown = "max_drawdown"
    /// Periods from the peak before the greatest drawdown until it is reached again, or until the end.
    case drawdownLength = "drawdown_length"
    /// Periods from the bottom of the greatest drawdown until the peak is reached again.
    case recoveryLength = "recovery_length"
    /// Annual return over greatest drawdown.
    case calmar
    /// Root of the mean square of the drawdowns.
    case ulcer
    /// |95 % quantile| over |5 % quantile|.
    case tailRatio = "tail_ratio"
    /// Σ gains over Σ losses, around rf/A.
    case omega
    /// m₃/m₂^1.5.
    case skewness
    /// m₄/m₂², 3 for a normal distribution.
    case kurtosis
    /// Returns above 0 over all.
    case winRate = "win_rate"
    /// Mean gain over mean loss.
    case payoff
    /// Σ gains over Σ losses.
    case profitFactor = "profit_factor"
    /// p − (1 − p)/payoff.
    case kelly
    /// mean/variance.
    case kellyGaussian = "kelly_gaussian"
    /// Loss at the 5 % quantile.
    case var95 = "var_95"
    /// Mean loss of the worst 5 %.
    case cvar95 = "cvar_95"
    /// Loss at the 1 % quantile.
    case var99 = "var_99"
    /// Mean loss of the worst 1 %.
    case cvar99 = "cvar_99"
    /// The same, of a normal distribution.
    case gaussianVar95 = "gaussian_var_95"
    /// The same, of a normal distribution.
    case gaussianCvar95 = "gaussian_cvar_95"
    /// The same, of a normal distribution.
    case gaussianVar99 = "gaussian_var_99"
    /// The same, of a normal distribution.
    case gaussianCvar99 = "gaussian_cvar_99"
    /// The same, by the expansion of Cornish and Fisher.
    case cornishFisherVar95 = "cornish_fisher_var_95"
    /// The same, by the expansion of Cornish and Fisher.
    case cornishFisherCvar95 = "cornish_fisher_cvar_95"
    /// The same, by the expansion of Cornish and Fisher.
    case cornishFisherVar99 = "cornish_fisher_var_99"
    /// The same, by the expansion of Cornish and Fisher.
    case cornishFisherCvar99 = "cornish_fisher_cvar_99"
    /// Probability that the true Sharpe ratio is above 0 (Bailey, López de Prado 2012).
    case probabilisticSharpe = "psr"
    /// Periods needed for a probability of 0.95.
    case minimumTrackRecord = "min_track_record"
}
