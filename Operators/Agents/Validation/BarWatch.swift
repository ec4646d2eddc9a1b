import MarketModel

/// Holds the bars of one input to what every bar keeps.
struct BarWatch {
    /// What a bar can break; the raw value is the alert's value.
    enum Law: Int {
        /// low ≤ open, close ≤ high.
        case prices = 1
        /// 0 ≤ buy volume ≤ volume, and no negative count of trades.
        case volume
        /// It starts before it ends, and not before the end of the bar before.
        case label
    }

    private var end = Int64.min

    /// Takes a bar; the first law that it breaks.
    mutating func take(_ bar: Bar) -> Law? {
        let isLabelled = bar.start < bar.end && bar.start >= end
        end = max(end, bar.end)
        guard bar.low <= min(bar.open, bar.close), max(bar.open, bar.close) <= bar.high else {
            return .prices
        }
        // A sum of parts may be a rounding above the sum of all.
        guard bar.volume >= 0, bar.buyVolume >= 0, bar.buyVolume <= bar.volume * (1 + 1e-9),
            bar.tickCount >= 0
        else { return .volume }
        return isLabelled ? nil : .label
    }
}
