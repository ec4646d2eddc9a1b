import Glibc

/// What an execution agent sees of an order and its market, and when it has to decide: the same numbers where it
/// trades and where it learns.
///
/// It follows one order. At the first trade of each slice it is due: `values` holds what is seen, and `choose` tells
/// what was decided.
public struct ExecutionView: Sendable {
    /// The choices, as a model names them: multiples of the slice that the schedule has.
    public static let multiples = ["0", "0.5", "1", "1.5", "2"]
    /// What the inputs are, in order; a change of any line is another schema.
    public static let inputs: [(name: String, definition: String)] = [
        ("left", "open quantity/quantity"), ("time", "slices left/slices"), ("ahead", "left - time"),
        ("side", "+1 buying, -1 selling"), ("move_1", "side (price - price 1 slice ago)/sd"),
        ("move_5", "side (price - price 5 slices ago)/(sd sqrt 5)"),
        ("move_20", "side (price - price 20 slices ago)/(sd sqrt 20)"),
        ("volatility", "ln(sd/sd at arrival)"), ("activity", "volume of last slice/mean - 1"),
        ("spread", "spread in ticks/10"), ("imbalance", "-side (bid size - ask size)/(bid size + ask size)"),
        ("slippage", "side (price - price at arrival)/(sd sqrt slices)"), ("multiplier", "multiplier - 1"),
        ("hour_sin", "sin(2 pi hour/24), UTC"), ("hour_cos", "cos(2 pi hour/24), UTC"),
    ]
    /// What the schema's hash is taken of.
    public static let schemaTexts: [String] =
        ["agent.execution v1", "clip 3"] + inputs.map { "\($0.name) = \($0.definition)" }

    private struct Parent {
        var quantity: Double
        var open: Double
        var start: Int64
        var price = Double.nan
        var deviation = 0.0
    }

    /// What is seen at the trade that is due, clipped to ±3; a number that is none is not finite.
    public private(set) var values = [Float](repeating: 0, count: inputs.count)
    /// The slice that is to be decided on, counted from 0.
    public private(set) var slice = 0
    private let slices: Int
    private let interval: Int64
    private let tick: Double
    private var meter: SliceMeter
    private var parent: Parent?
    private var spread = 0.0
    private var imbalance = 0.0
    private var multiplier = 1.0

    /// - Parameters:
    ///   - over: horizon of an order in ns.
    ///   - slices: slices of it.
    ///   - tick: smallest step of the price; 0 for not known.
    public init(over: Int64, slices: Int, tick: Double) {
        self.slices = slices
        self.tick = tick
        interval = over / Int64(slices)
        meter = SliceMeter(every: interval)
    }

    /// Follows an order of so many contracts, positive to buy, from a time in ns on.
    public mutating func begin(_ quantity: Double, at time: Int64) {
        parent = Parent(quantity: quantity, open: quantity, start: time)
        slice = 0
        multiplier = 1
    }

    /// Contracts of the order were filled, positive if bought.
    public mutating func settle(_ quantity: Double) { parent?.open -= quantity }

    /// The touch.
    public mutating func see(bid: Double, ask: Double, bidSize: Double, askSize: Double) {
        spread = tick > 0 ? (ask - bid) / tick / 10 : 0
        imbalance = bidSize + askSize > 0 ? (bidSize - askSize) / (bidSize + askSize) : 0
    }

    /// Takes a trade; true if a slice is due, and `values` are to be looked at.
    public mutating func take(_ price: Double, _ size: Double, at time: Int64) -> Bool {
        meter.add(price, size, at: time)
        guard var live = parent, time >= live.start &+ Int64(slice) &* interval else { return false }
        if live.price.isNaN {
            live.price = price
            live.deviation = meter.deviation
            parent = live
        }
        fill(live, price, time)
        return true
    }

    /// Takes what was decided on the slice that was due; after the last one nothing is due.
    public mutating func choose(_ multiplier: Double) {
        self.multiplier = multiplier
        slice += 1
        if slice >= slices { parent = nil }
    }

    /// Follows the order no longer: it has ended.
    public mutating func drop() { parent = nil }

    private mutating func fill(_ live: Parent, _ price: Double, _ time: Int64) {
        let side = live.quantity > 0 ? 1.0 : -1
        let left = live.open / live.quantity
        let rest = Double(slices - slice) / Double(slices)
        let deviation = meter.deviation
        let hour = Double(time % 86_400_000_000_000) / 86_400_000_000_000 * 2 * Double.pi
        set(0, left)
        set(1, rest)
        set(2, left - rest)
        set(3, side)
        set(4, side * meter.move(1, from: price))
        set(5, side * meter.move(5, from: price))
        set(6, side * meter.move(20, from: price))
        set(7, deviation > 0 && live.deviation > 0 ? log(deviation / live.deviation) : 0)
        set(8, meter.activity)
        set(9, spread)
        set(10, -side * imbalance)
        set(
            11,
            deviation > 0 ? side * (price - live.price) / (deviation * Double(slices).squareRoot()) : 0)
        set(12, multiplier - 1)
        set(13, sin(hour))
        set(14, cos(hour))
    }

    private mutating func set(_ index: Int, _ value: Double) {
        values[index] = value.isFinite ? Float(min(3, max(-3, value))) : .nan
    }
}
