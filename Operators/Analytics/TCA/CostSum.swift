/// Sums over orders, weighted by what was traded.
struct CostSum {
    private(set) var orders = 0
    private(set) var quantity = 0.0
    private(set) var filled = 0.0
    private(set) var delay = 0.0
    private(set) var trading = 0.0
    private(set) var opportunity = 0.0
    private(set) var fees = 0.0
    private(set) var paper = 0.0
    private(set) var volume = 0.0
    private var arrival = Weighted()
    private var vwap = Weighted()
    private var twap = Weighted()
    private var day = Weighted()
    private var impact = Weighted()
    private var time = Weighted()

    /// A mean of what is defined.
    private struct Weighted {
        var sum = 0.0
        var weight = 0.0
        var mean: Double? { weight > 0 ? sum / weight : nil }

        mutating func add(_ value: Double?, _ size: Double) {
            guard let value else { return }
            sum += value * size
            weight += size
        }
    }

    mutating func add(_ cost: OrderCost, _ meter: MarketMeter) {
        orders += 1
        quantity += cost.quantity
        filled += cost.filled
        delay += cost.delay
        trading += cost.trading
        opportunity += cost.opportunity
        fees += cost.fees
        paper += abs(cost.paper)
        volume += cost.end.volume - cost.begin.volume
        let size = abs(cost.filled * cost.arrival * cost.multiplier)
        arrival.add(cost.slippage(from: cost.arrival), size)
        vwap.add(cost.slippage(from: meter.vwap(cost.begin, cost.end)), size)
        twap.add(cost.slippage(from: meter.twap(cost.begin, cost.end)), size)
        day.add(cost.slippage(from: meter.dayAverage(at: cost.time)).map { -$0 }, size)
        impact.add(cost.impact, size)
        time.add(cost.timeToFill, 1)
    }

    var shortfall: Double { delay + trading + opportunity + fees }
    var fillRate: Double? { quantity > 0 ? filled / quantity : nil }
    var participation: Double? { volume > 0 ? filled / volume : nil }
    /// Basis points, weighted by what was traded at arrival.
    var arrivalPoints: Double? { arrival.mean.map { $0 * 1e4 } }
    var vwapPoints: Double? { vwap.mean.map { $0 * 1e4 } }
    var twapPoints: Double? { twap.mean.map { $0 * 1e4 } }
    var advantagePoints: Double? { day.mean.map { $0 * 1e4 } }
    var impactPoints: Double? { impact.mean.map { $0 * 1e4 } }
    var shortfallPoints: Double? { paper > 0 ? shortfall / paper * 1e4 : nil }
    /// Seconds.
    var timeToFill: Double? { time.mean.map { $0 / 1e9 } }
}
