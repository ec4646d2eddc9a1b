import MarketModel

/// What one order cost against what its prices could have been.
///
/// Costs are positive when they hurt.
struct OrderCost {
    let id: Int64
    let agent: Symbol
    let instrument: Symbol
    /// +1 bought, −1 sold.
    let sign: Double
    /// Contracts asked for, positive.
    var quantity: Double
    /// When it was decided, ns.
    let time: Int64
    /// Price when it was decided.
    let decision: Double
    /// Price when its first slice was sent.
    var arrival: Double
    var hasArrived: Bool
    var begin: MarketMeter.Mark
    var end: MarketMeter.Mark
    /// Price when it ended.
    var last: Double
    var filled = 0.0
    /// Σ (price − decision)·contracts of its fills.
    private var excess = 0.0
    var fees = 0.0
    var multiplier = 1.0
    var slices = 0
    var fills = 0
    var firstFill: Int64 = 0
    var lastFill: Int64 = 0

    init(_ order: Order, _ meter: MarketMeter, arrives: Bool) {
        id = order.id
        agent = order.agent
        instrument = order.instrument
        sign = order.quantity < 0 ? -1 : 1
        quantity = abs(order.quantity)
        time = order.header.time
        decision = meter.price
        arrival = meter.price
        last = meter.price
        hasArrived = arrives
        begin = meter.mark(at: order.header.time)
        end = begin
    }

    var isFilled: Bool { filled >= quantity - 1e-9 * max(1, quantity) }

    mutating func arrive(at price: Double) {
        slices += 1
        guard !hasArrived else { return }
        hasArrived = true
        arrival = price
    }

    mutating func add(_ fill: Fill) {
        let size = abs(fill.quantity)
        if fills == 0 { firstFill = fill.header.time }
        fills += 1
        lastFill = fill.header.time
        filled += size
        excess += (fill.price.double - decision) * size
        fees += fill.fee
        multiplier = fill.multiplier
    }

    mutating func close(_ meter: MarketMeter, at time: Int64) {
        end = meter.mark(at: max(time, begin.time))
        last = meter.price
    }

    var average: Double? { filled > 0 ? decision + excess / filled : nil }
    var fillRate: Double { filled / quantity }
    /// From the decision to the last fill, ns; nil without one.
    var timeToFill: Double? { fills > 0 ? Double(lastFill - time) : nil }

    /// Perold's parts, in account currency.
    var delay: Double { sign * filled * (arrival - decision) * multiplier }
    var trading: Double { sign * (excess - filled * (arrival - decision)) * multiplier }
    var opportunity: Double { sign * max(0, quantity - filled) * (last - decision) * multiplier }
    var shortfall: Double { delay + trading + opportunity + fees }
    /// What all of it was worth when it was decided.
    var paper: Double { quantity * decision * multiplier }

    /// What its fills cost beyond `benchmark`, in parts of it; nil where there is neither.
    func slippage(from benchmark: Double?) -> Double? {
        guard let benchmark, benchmark != 0, let average else { return nil }
        return sign * (average - benchmark) / abs(benchmark)
    }

    /// How far the market had moved against it when it ended, in parts of the price at arrival; nil without a fill.
    var impact: Double? { filled > 0 && arrival != 0 ? sign * (last - arrival) / abs(arrival) : nil }

    /// Its part of the market's volume in its life; nil where there was none.
    var participation: Double? {
        let volume = end.volume - begin.volume
        return volume > 0 ? filled / volume : nil
    }
}
