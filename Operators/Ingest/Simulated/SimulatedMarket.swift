import MarketModel
import Randomness
import Rings

/// A limit order book with nobody behind it: orders come, go and trade by chance.
///
/// Zero intelligence after Smith, Farmer, Gillemot and Krishnamurthy (2003) around a hidden fair price: for each
/// aggressor about three limit orders come in, at distances from the fair price that fall off geometrically, and
/// orders are cancelled in proportion to what stands there. An aggressor takes what stands best, level by level.
/// Makers take back what the fair price has passed.
struct SimulatedMarket {
    /// Limit orders that come for each aggressor.
    private static let additions = 3.0
    /// Mean quantity of a limit order, and of a cancellation.
    private static let orderSize = 3.0
    /// Mean quantity of an aggressor.
    private static let tradeSize = 2.0
    /// Quantity on both sides at which as much is cancelled and traded as comes in.
    private static let usualDepth = 160.0
    /// Cancellations for each aggressor at the usual depth.
    private static let cancellations = (additions * orderSize - tradeSize) / orderSize
    /// Prints for each aggressor, about: the rate asked for counts prints.
    private static let printsPerOrder = 1.11

    private var random: Xoshiro256
    private var flow: OrderFlow
    private var fair: FairPrice
    private var book = SimulatedBook()
    private let tick: Int64
    /// Cancellations for each aggressor as the book stands.
    private var cancelling = 0.0
    /// What the next event is: below 1 an aggressor, then a limit order, then a cancellation.
    private var choice = 0.0

    /// - Parameters:
    ///   - start: the first opening, ns UTC.
    ///   - session: length of each day's session, ns.
    ///   - rate: trades in a second, on average over a session.
    ///   - price: starting price, raw.
    ///   - tick: price step, raw.
    ///   - volatility: of a session, as a fraction of the starting price.
    init(
        seed: UInt64, start: Int64, session: Int64, rate: Double, price: Int64, tick: Int64,
        volatility: Double
    ) {
        random = Xoshiro256(seed: seed)
        self.tick = tick
        let orders = rate / Self.printsPerOrder
        flow = OrderFlow(start: start, session: session, rate: orders, random: &random)
        let ticks = Double(price) / Double(tick)
        let perSession = max(1, orders * Double(session) * 1e-9)
        // Prices stay below what 64 bits hold, with room for orders above.
        fair = FairPrice(
            ticks: ticks, step: ticks * volatility / perSession.squareRoot(),
            highest: Double(Int64.max / 4 / tick))
    }

    /// Goes on to the next event of the book and returns its time.
    @inline(__always)
    mutating func advance() -> Int64 {
        cancelling = Self.cancellations * (book.bids.total + book.asks.total) / Self.usualDepth
        choice =
            flow.advance(others: Self.additions + cancelling, &random) * (1 + Self.additions + cancelling)
        return flow.time
    }

    /// Lets the event happen, with all its consequences.
    @inline(__always)
    mutating func act(_ output: inout SimulatedOutput) {
        output.begin(flow.time)
        if choice < 1 {
            trade(&output)
        } else if choice < 1 + Self.additions {
            add(&output)
        } else {
            cancel(&output)
        }
        if book.bids.isEmpty { refill(.bid, &output) }
        if book.asks.isEmpty { refill(.ask, &output) }
        if let touch = book.touch { output.quote(touch, tick) }
    }

    // MARK: Orders

    /// An order to buy or sell that waits.
    @inline(__always)
    private mutating func add(_ output: inout SimulatedOutput) {
        let bits = random.next()
        // Two ticks from the fair price on average; every sixteenth order four times as far.
        let distance = coinRun(bits, 0) + coinRun(bits, 16)
        let isFar = bits >> 60 == 0
        let side: BookSide = bits >> 59 & 1 == 0 ? .bid : .ask
        place(side, isFar ? 4 * distance : distance, Self.size(of: bits), &output)
    }

    /// The quantity of an order that waits: 1 to 21, mean 3; of the bits 32 to 58.
    @inline(__always)
    private static func size(of bits: UInt64) -> Double {
        Double(1 &+ coinRun(bits, 32) &+ (bits >> 48 & 0x7FF | 0x800).trailingZeroBitCount)
    }

    /// Ten levels, where a side has run dry.
    private mutating func refill(_ side: BookSide, _ output: inout SimulatedOutput) {
        for distance in 0..<10 { place(side, distance, Self.size(of: random.next()), &output) }
    }

    private mutating func place(
        _ side: BookSide, _ distance: Int, _ size: Double, _ output: inout SimulatedOutput
    ) {
        if side == .bid {
            var tick = Int(fair.ticks.rounded(.down)) - distance
            // Never through the other side: a waiting order doesn't trade.
            if !book.asks.isEmpty { tick = min(tick, -book.asks.best - 1) }
            while let far = book.bids.outOfReach(of: tick) { remove(.bid, far, &output) }
            guard tick > 0, book.bids.isEmpty || tick > book.bids.best - SimulatedBook.Side.reach else {
                return
            }
            book.bids.add(size, at: tick)
            output.level(tick, book.bids.size(tick), .bid, self.tick)
        } else {
            var tick = Int(fair.ticks.rounded(.up)) + distance
            if !book.bids.isEmpty { tick = max(tick, book.bids.best + 1) }
            while let far = book.asks.outOfReach(of: -tick) { remove(.ask, far, &output) }
            guard book.asks.isEmpty || -tick > book.asks.best - SimulatedBook.Side.reach else { return }
            book.asks.add(size, at: -tick)
            output.level(tick, book.asks.size(-tick), .ask, self.tick)
        }
    }

    private mutating func cancel(_ output: inout SimulatedOutput) {
        let place = random.uniform() * (book.bids.total + book.asks.total)
        let wanted = Self.size(of: random.next())
        if place < book.bids.total {
            let rank = book.bids.level(holding: place)
            let left = book.bids.take(min(wanted, book.bids.size(rank)), at: rank)
            output.level(rank, left, .bid, tick)
        } else {
            let rank = book.asks.level(holding: place - book.bids.total)
            let left = book.asks.take(min(wanted, book.asks.size(rank)), at: rank)
            output.level(-rank, left, .ask, tick)
        }
    }

    private mutating func remove(_ side: BookSide, _ rank: Int, _ output: inout SimulatedOutput) {
        if side == .bid {
            _ = book.bids.take(book.bids.size(rank), at: rank)
            output.level(rank, 0, .bid, tick)
        } else {
            _ = book.asks.take(book.asks.size(rank), at: rank)
            output.level(-rank, 0, .ask, tick)
        }
    }

    // MARK: Trades

    private mutating func trade(_ output: inout SimulatedOutput) {
        let (sign, surprise) = flow.sign(&random)
        let bits = random.next()
        var left = Double(1 + coinRun(bits, 0))
        // One in 64 is a large one: it walks the book.
        if bits >> 58 == 0 { left *= 8 }
        var walked: (first: Int, last: Int)?
        while left > 0, output.tradeCount < output.tradeLimit {
            let best = sign > 0 ? book.asks.best : book.bids.best
            guard best != .min else { break }
            let there = sign > 0 ? book.asks.size(best) : book.bids.size(best)
            let size = min(left, there)
            let price = Price(raw: Int64(sign > 0 ? -best : best) &* tick)
            output.trade(price, size, sign > 0 ? .buy : .sell)
            _ = sign > 0 ? book.asks.take(size, at: best) : book.bids.take(size, at: best)
            walked = (walked?.first ?? best, best)
            left -= size
        }
        if let walked {
            for rank in stride(from: walked.first, through: walked.last, by: -1) {
                let size = sign > 0 ? book.asks.size(rank) : book.bids.size(rank)
                output.level(sign > 0 ? -rank : rank, size, sign > 0 ? .ask : .bid, tick)
            }
        }
        flow.excite()
        fair.move(surprise: surprise, &random)
        withdraw(&output)
    }

    /// Makers take back the orders that the fair price has passed.
    private mutating func withdraw(_ output: inout SimulatedOutput) {
        let lowestAsk = Int(fair.ticks.rounded(.down))
        while book.asks.best != .min, -book.asks.best < lowestAsk { remove(.ask, book.asks.best, &output) }
        let highestBid = Int(fair.ticks.rounded(.up))
        while book.bids.best != .min, book.bids.best > highestBid { remove(.bid, book.bids.best, &output) }
    }
}
