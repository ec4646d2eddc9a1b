import MarketModel

/// What one copy holds, and what that is worth: the arithmetic of analytics.performance.
struct CopyAccount: Sendable {
    private let terms: TradingPipeline.Terms
    private(set) var cash = 0.0
    private(set) var position = 0.0
    private(set) var equity: Double
    private var peak: Double
    /// 1 − equity/peak, or without a capital the loss from the peak.
    private(set) var drawdown = 0.0
    /// Contracts traded so far.
    private(set) var traded = 0.0
    /// Paid so far: fees, and what fills were worse than the trades that they met.
    private(set) var costs = 0.0

    init(_ terms: TradingPipeline.Terms) {
        self.terms = terms
        equity = terms.capital
        peak = terms.capital
    }

    /// Takes a fill at a trade of `price`, paying `factor` times what it costs.
    mutating func take(_ fill: Fill, at price: Double, factor: Double) {
        guard fill.isTrade else {
            if fill.outcome == .payment { cash -= fill.fee }
            return
        }
        let paid = fill.quantity * (fill.price.double - price) * fill.multiplier + fill.fee
        cash -= fill.quantity * fill.price.double * fill.multiplier + fill.fee + (factor - 1) * paid
        costs += factor * paid
        traded += abs(fill.quantity)
        position += fill.quantity
        if abs(position) < 1e-9 { position = 0 }
    }

    /// Marks the account.
    mutating func mark(_ price: Double) {
        equity = terms.capital + cash + position * price * terms.multiplier
        peak = max(peak, equity)
        drawdown = terms.capital > 0 ? 1 - equity / peak : peak - equity
    }
}
