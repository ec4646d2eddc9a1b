/// The threshold of imbalance bars, fixed or learnt.
///
/// Means are plain until they cover their span and exponential from then on, so that they don't lean on where
/// they began.
struct ImbalanceThreshold {
    /// Mean of the signed flow of a trade.
    private var flow = 0.0
    private var trades = 0.0
    private let alpha: Double
    /// Mean of (Σ flow)² per trade, over blocks of `least` trades: the variance that a trade adds, with the
    /// runs of buys and sells that make it larger than that of one trade alone.
    private var variance = 0.0
    private var blocks = 0.0
    private let blockAlpha: Double
    private var blockFlow = 0.0
    private var blockTrades = 0.0
    private let barAlpha: Double
    private let least: Double
    private let most: Double
    private let fixed: Double?
    /// Trades expected in a bar.
    private(set) var ticks: Double
    /// What |θ| is held against; nil while it is learnt from the first bar.
    private(set) var value: Double?
    /// Bars closed as they were too long.
    private(set) var forced = 0

    init(_ settings: ImbalanceBars.Settings) {
        fixed = settings.threshold > 0 ? settings.threshold : nil
        value = fixed
        ticks = Double(settings.ticks)
        least = Double(settings.least)
        most = Double(settings.most)
        alpha = 2 / (Double(settings.window) + 1)
        blockAlpha = min(1, 2 / (Double(settings.window) / least + 1))
        barAlpha = 2 / (Double(settings.bars) + 1)
    }

    /// Takes a trade's signed flow and says whether the bar that it belongs to closes with it.
    @inline(__always)
    mutating func closes(flow new: Double, imbalance: Double, ticks count: Double) -> Bool {
        if let fixed { return imbalance.magnitude >= fixed }
        learn(new)
        guard let value else { return count >= ticks }
        return value > 0 && imbalance.magnitude >= value || count >= most
    }

    @inline(__always)
    private mutating func learn(_ new: Double) {
        trades += 1
        flow += max(alpha, 1 / trades) * (new - flow)
        blockFlow += new
        blockTrades += 1
        guard blockTrades == least else { return }
        blocks += 1
        variance += max(blockAlpha, 1 / blocks) * (blockFlow * blockFlow / least - variance)
        (blockFlow, blockTrades) = (0, 0)
    }

    /// A bar of `count` trades has closed: learns from it.
    mutating func close(ticks count: Double) {
        guard fixed == nil else { return }
        if value != nil {
            forced += count >= most ? 1 : 0
            ticks += barAlpha * (count - ticks)
            ticks = min(max(ticks, least), most)
        }
        value = max(ticks * flow.magnitude, (ticks * variance).squareRoot())
    }
}
