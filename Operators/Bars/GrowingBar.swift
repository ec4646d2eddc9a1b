import MarketModel
import OperatorKit
import Rings

/// The bar under construction where a trade closes it, with all that such operators share.
struct GrowingBar {
    /// What the documentation of every such operator says.
    static let details = """
        The trade that reaches the limit belongs whole to the bar that it closes; trades are not split, and \
        the next bar starts from zero with the next trade. So every trade is in exactly one bar, and volume is \
        conserved. One huge trade closes one bar.

        The bar carries the header of the trade that closed it: what it causes comes after that trade and \
        before the next. start is the place of its first trade in the run's order, end that of its last plus \
        1 ns, so that starts strictly increase among trades of equal time. The other fields are those of \
        bars.time.
        """
    static let warmUp = """
        The bar that is open when the data end is marked partial; indicators, matrices and agents pass over it.
        """

    private var start: Int64 = 0
    private(set) var open: Int64 = 0
    private(set) var high: Int64 = 0
    private(set) var low: Int64 = 0
    private(set) var close: Int64 = 0
    private var volume = 0.0
    private var buyVolume = 0.0
    private var rawNotional = 0.0
    private(set) var tickCount: Int64 = 0
    private var last = EventHeader(time: 0, sequence: 0)
    private let final: FinalBar
    /// Bars sent so far.
    private(set) var count = 0
    var bars = Outlet<Bar>()

    init(final: FinalBar) { self.final = final }

    @inline(__always)
    mutating func add(_ trade: Trade) {
        let price = trade.price.raw
        if tickCount == 0 {
            start = trade.header.sequence
            (open, high, low) = (price, price, price)
        }
        high = price > high ? price : high
        low = price < low ? price : low
        close = price
        volume += trade.quantity
        buyVolume += trade.sideCode == Trade.Side.buy.rawValue ? trade.quantity : 0
        rawNotional += Double(price) * trade.quantity
        tickCount += 1
        last = trade.header
    }

    /// Sends the bar, closed by the trade added last, and starts the next.
    mutating func send() { send(last, []) }

    /// All inputs have ended.
    mutating func finish() {
        if tickCount > 0, final == .emit { send(.atEnd(after: last), .partial) }
    }

    private mutating func send(_ header: EventHeader, _ flags: Bar.Flags) {
        bars.send(
            Bar(
                header: header, start: start, end: last.sequence + 1, open: Price(raw: open),
                high: Price(raw: high), low: Price(raw: low), close: Price(raw: close), volume: volume,
                buyVolume: buyVolume, notional: rawNotional / Double(Price.scale), tickCount: tickCount,
                flags: flags))
        count += 1
        (volume, buyVolume, rawNotional, tickCount) = (0, 0, 0, 0)
    }

    func report(into report: inout NodeReport) {
        report.metric("bars", Double(count), unit: "the partial one included", headline: false)
    }
}
