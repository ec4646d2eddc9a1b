import Glibc
import MarketModel
import OperatorKit
import ReferenceData

/// A market's volatility and volume of a day, learned from what has passed: newer intervals weigh more.
///
/// Time is cut into intervals, by trades on a grid from 1970 UTC on, by bars as they come. With rᵢ the logarithm of an
/// interval's last price over that of the one before, vᵢ its volume and wᵢ = 2^(−age/half-life), in sessions, the day's
/// variance is n·Σwᵢrᵢ²/Σwᵢ and its volume n·Σwᵢvᵢ/Σwᵢ, n being the intervals of a session (of 24 hours without a
/// calendar). An interval without trades counts with 0; what lies between two sessions does not count.
struct MarketPace {
    /// Intervals before which nothing is said.
    static let warmup = 20

    private let every: Int64
    private let halfLife: Double
    private var clock: SessionClock
    /// Number of the interval that is open; its last price, and its volume so far.
    private var current = Int64.min
    private var price = 0.0
    private var quantity = 0.0
    /// The last price before the open interval, in its session; 0 for none.
    private var before = 0.0
    /// End of the session of the open interval.
    private var sessionEnd = Int64.min
    private var lastBar: (start: Int64, close: Double)?
    /// Sums of squares and volumes, with the sums of their weights.
    private var squares = 0.0
    private var squareWeight = 0.0
    private var volumes = 0.0
    private var volumeWeight = 0.0
    /// Intervals of a session.
    private var perDay = 0.0
    /// Returns seen, those of empty intervals included.
    private(set) var returns = 0

    /// - Parameters:
    ///   - every: length of an interval of trades, ns.
    ///   - halfLife: sessions after which an interval weighs half.
    ///   - clock: when the market is open.
    init(every: Int64, halfLife: Double, clock: SessionClock) {
        self.every = every
        self.halfLife = halfLife
        self.clock = clock
    }

    /// Weight of an interval over that of the next one.
    private var fading: Double { exp2(-1 / (perDay * halfLife)) }
    private var isReady: Bool { returns >= Self.warmup }
    /// Standard deviation of a day's returns; nil until enough was seen.
    var sigma: Double? { isReady ? (perDay * squares / squareWeight).squareRoot() : nil }
    /// Contracts traded in a day; nil until enough was seen.
    var volume: Double? { isReady && volumes > 0 ? perDay * volumes / volumeWeight : nil }

    /// Sees a trade; returns whether an interval has ended before it.
    ///
    /// Trades while the market is closed don't count.
    mutating func add(_ trade: Trade) -> Bool {
        let time = trade.header.time
        guard trade.price.raw > 0, clock.isOpen(at: time) else { return false }
        let number = floorDivide(time, every)
        var hasEnded = false
        if number != current {
            hasEnded = current != .min
            if hasEnded { endInterval(number, isNewSession: time >= sessionEnd) }
            current = number
            sessionEnd = clock.canClose ? clock.end(after: time) : .max
            perDay = Double(clock.length(at: time)) / Double(every)
        }
        price = trade.price.double
        quantity += trade.quantity
        return hasEnded
    }

    private mutating func endInterval(_ next: Int64, isNewSession: Bool) {
        let decay = fading
        count(before > 0 ? log(price / before) : nil, quantity, decay)
        (before, quantity) = (isNewSession ? 0 : price, 0)
        guard !isNewSession, next - current > 1 else { return }
        // Those in which nothing was traded, all at once.
        let empty = Double(next - current - 1)
        let faded = pow(decay, empty)
        let weight = (1 - faded) / (1 - decay)
        (squares, squareWeight) = (squares * faded, squareWeight * faded + weight)
        (volumes, volumeWeight) = (volumes * faded, volumeWeight * faded + weight)
        returns += Int(min(empty, 1e9))
    }

    /// Sees a bar, which is an interval of its own.
    mutating func add(_ bar: Bar) {
        let length = bar.end - bar.start
        let session = clock.length(at: bar.start)
        guard length > 0, bar.close.raw > 0, length >= session || clock.isOpen(at: bar.start) else { return }
        perDay = max(1, Double(session) / Double(length))
        let isSame =
            !clock.canClose || length >= session
            || lastBar.map { clock.end(after: $0.start) == clock.end(after: bar.start) } ?? false
        let close = bar.close.double
        count(isSame ? lastBar.map { log(close / $0.close) } : nil, bar.volume, fading)
        lastBar = (bar.start, close)
    }

    private mutating func count(_ change: Double?, _ volume: Double, _ decay: Double) {
        (volumes, volumeWeight) = (volumes * decay + volume, volumeWeight * decay + 1)
        guard let change else { return }
        (squares, squareWeight) = (squares * decay + change * change, squareWeight * decay + 1)
        returns += 1
    }
}
