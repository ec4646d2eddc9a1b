import MarketModel
import OperatorKit
import Statistics

/// One instrument of the gate: what is said of it, what is held of it, and its last price.
struct RiskInstrument {
    let symbol: Symbol
    /// Number of the market input; nil where none is connected.
    let market: Int?
    /// Number of the quotes input; nil where none is connected.
    let quotes: Int?
    /// Price step in 1e-9; 0 for any price.
    let tick: Int64
    /// Account currency per contract to open, and to keep.
    let margin: Double
    let maintenance: Double
    let maxPosition: Double
    let lot: Double
    let factor: StressScenario.Factor
    /// Account currency per 1.0 of price and contract, as the last fill said.
    var multiplier: Double

    /// Contracts held, signed, by all agents.
    var position = 0.0
    /// Working contracts to buy, and to sell, positive.
    var buying = 0.0
    var selling = 0.0
    /// Of the last trade, or half way between the last quote's sides; 0 before the first.
    var price = 0.0
    /// The sides of the last quote that had both; 0 before one.
    var bid = 0.0
    var ask = 0.0
    var priceTime = Int64.min
    /// The last price when the signal before was decided.
    var priceAtSignal = 0.0
    /// The last price at the mark before; 0 before one.
    var priceAtMark = 0.0

    /// The position when everything working is filled.
    var expected: Double { position + buying - selling }
    /// Whether quotes price it: from the first one on trades don't.
    var isQuoted: Bool { bid != 0 }
    /// What an order of that side meets: the other side's touch, or the last trade where there are no quotes.
    func touch(isBuy: Bool) -> Double { isQuoted ? (isBuy ? ask : bid) : price }
    /// Account currency that 1 contract stands for.
    var unit: Double { abs(price) * multiplier }
    /// What the position is worth.
    var worth: Double { position * price * multiplier }
    /// Contracts of that side that would only reduce, if of all that works only that side is filled.
    func reducible(isBuy: Bool) -> Double { max(0, isBuy ? -position - buying : position - selling) }
}

/// What one agent holds of one instrument.
struct RiskBook {
    var position = 0.0
    var buying = 0.0
    var selling = 0.0
    /// Of the working contracts those that the kill switch sent, signed.
    var flattening = 0.0
    /// What was paid for the position, per contract, and what its reductions brought so far.
    var entryPrice = 0.0
    var realized = 0.0
    /// The last target and the contracts that it was made.
    var target = Double.nan
    var sized = 0.0

    var expected: Double { position + buying - selling }
    func reducible(isBuy: Bool) -> Double { max(0, isBuy ? -position - buying : position - selling) }
}

/// One agent: its name, its money and its closed trades.
struct RiskAgent {
    var symbol: Symbol
    var messages: OrderRate
    /// Cash from fills, net of fees, and the profit when the day began.
    var cash = 0.0
    var profitAtDayStart = 0.0
    var trades = 0
    var wins = 0
    var won = 0.0
    var lost = 0.0
    var approved = 0
    var denied = 0
}
