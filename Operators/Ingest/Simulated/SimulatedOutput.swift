import MarketModel
import Rings

/// Where the simulated market writes: three outlets with one order.
struct SimulatedOutput {
    /// Trades.
    var trades = Outlet<Trade>()
    /// The touch, whenever it changes.
    var quotes = Outlet<Quote>()
    /// Changes of price levels.
    var levels = Outlet<LevelChange>()
    /// Written since the counts were last set to 0.
    var tradeCount = 0
    /// Trades to be written at most; the rest of an aggressor's order is forgotten then.
    var tradeLimit = Int.max
    /// Changes of levels written since then; quotes are fewer.
    var levelCount = 0

    private var sequencer = Sequencer()
    private var time: Int64 = 0
    private var last: (bid: Int, ask: Int, bidSize: Double, askSize: Double) = (0, 0, 0, 0)

    /// All that follows happens at `time`.
    @inline(__always)
    mutating func begin(_ time: Int64) { self.time = time }

    @inline(__always)
    mutating func trade(_ price: Price, _ size: Double, _ side: Trade.Side) {
        trades.send(Trade(header: sequencer.header(at: time), price: price, quantity: size, side: side))
        tradeCount &+= 1
    }

    @inline(__always)
    mutating func level(_ tick: Int, _ size: Double, _ side: BookSide, _ step: Int64) {
        levels.send(
            LevelChange(
                header: sequencer.header(at: time), price: Price(raw: Int64(tick) &* step),
                size: max(size, 0),
                side: side, flags: .last))
        levelCount &+= 1
    }

    /// The touch as it is now; sent if it changed.
    @inline(__always)
    mutating func quote(_ touch: (bid: Int, ask: Int, bidSize: Double, askSize: Double), _ step: Int64) {
        guard touch != last else { return }
        last = touch
        quotes.send(
            Quote(
                header: sequencer.header(at: time), bid: Price(raw: Int64(touch.bid) &* step),
                ask: Price(raw: Int64(touch.ask) &* step), bidSize: touch.bidSize, askSize: touch.askSize))
    }
}
