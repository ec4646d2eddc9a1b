import MarketModel
import Statistics

/// The virtual book of one agent in one instrument: its fills as if they were alone, first in, first out.
struct AgentBook {
    private struct Lot {
        var time: Int64
        var quantity: Double
        var price: Price
        var feePerContract: Double
        /// Its number among those of the instrument.
        var number: Int64
        var isAmbiguous: Bool
    }

    let agent: Symbol
    /// Place of the instrument.
    let instrument: Int
    private(set) var position = 0.0
    private(set) var cash = 0.0
    private(set) var multiplier = 0.0
    private(set) var fees = 0.0
    private(set) var funding = 0.0
    private(set) var notional = 0.0
    private(set) var outcomes = OutcomeStatistics()
    /// Open lots, all of one sign; those before `first` are closed.
    private var lots: [Lot] = []
    private var first = 0

    init(agent: Symbol, instrument: Int) {
        self.agent = agent
        self.instrument = instrument
        lots.reserveCapacity(256)
    }

    /// Profit with the position at a price.
    func profit(at price: Price) -> Double { cash + position * price.double * multiplier }

    mutating func pay(_ amount: Double) {
        cash -= amount
        funding += amount
    }

    /// Adds a fill: it closes open lots of the other sign, oldest first, and opens one with the rest.
    mutating func add(_ fill: Fill, _ book: inout InstrumentBook, _ log: inout TradeLog) {
        let worth = fill.quantity * fill.price.double * fill.multiplier
        cash -= worth + fill.fee
        position = sum(position, fill.quantity)
        multiplier = fill.multiplier
        fees += fill.fee
        notional += abs(worth)
        guard fill.quantity != 0 else { return }
        let fee = fill.fee / abs(fill.quantity)
        var rest = fill.quantity
        while first < lots.count, (lots[first].quantity > 0) != (rest > 0), rest != 0 {
            let lot = lots[first]
            let size = min(abs(lot.quantity), abs(rest))
            close(lot, size, fill, fee, book, &log)
            lots[first].quantity = sum(lot.quantity, lot.quantity > 0 ? -size : size)
            rest = sum(rest, rest > 0 ? -size : size)
            if lots[first].quantity == 0 {
                first += 1
                book.lotsOpen -= 1
            }
        }
        tidy()
        if rest != 0 {
            book.lotsOpened += 1
            book.lotsOpen += 1
            lots.append(
                Lot(
                    time: fill.header.time, quantity: rest, price: fill.price, feePerContract: fee,
                    number: book.lotsOpened, isAmbiguous: fill.flags.contains(.ambiguous)))
        }
        if book.lotsOpen > 0 {
            book.extremes.add(low: fill.price.raw, high: fill.price.raw, lot: book.lotsOpened)
        } else {
            book.extremes.removeAll()
        }
    }

    private mutating func close(
        _ lot: Lot, _ size: Double, _ fill: Fill, _ fee: Double, _ book: InstrumentBook, _ log: inout TradeLog
    ) {
        let low = min(lot.price.raw, fill.price.raw, book.extremes.low(since: lot.number) ?? lot.price.raw)
        let high = max(lot.price.raw, fill.price.raw, book.extremes.high(since: lot.number) ?? lot.price.raw)
        let trip = RoundTrip(
            entryTime: lot.time, exitTime: fill.header.time, quantity: lot.quantity > 0 ? size : -size,
            entry: lot.price, exit: fill.price, fees: size * (lot.feePerContract + fee),
            multiplier: fill.multiplier, low: Price(raw: low), high: Price(raw: high), agent: agent,
            instrument: book.name, isAmbiguous: lot.isAmbiguous || fill.flags.contains(.ambiguous))
        outcomes.add(trip.profit)
        log.add(trip)
    }

    /// Lets go of closed lots, at a constant mean cost.
    private mutating func tidy() {
        if first == lots.count {
            lots.removeAll(keepingCapacity: true)
            first = 0
        } else if first >= 128, 2 * first >= lots.count {
            lots.removeFirst(first)
            first = 0
        }
    }
}
