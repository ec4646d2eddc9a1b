import MarketModel

/// What the account holds of one instrument, and what it did.
struct InstrumentBook {
    /// `none` until a fill tells it.
    var name: Symbol
    /// Contracts, signed.
    private(set) var position = 0.0
    /// Money received less paid, fees and payments included.
    private(set) var cash = 0.0
    /// Account currency per 1.0 of price; 0 before the first fill.
    private(set) var multiplier = 0.0
    /// The last price.
    private(set) var price = Price(raw: 0)
    /// Whether there was a price.
    private(set) var isPriced = false
    private(set) var firstPrice = Price(raw: 0)
    private(set) var fees = 0.0
    /// Money paid without a trade: funding, interest.
    private(set) var funding = 0.0
    /// Sum of what changed hands, at its prices.
    private(set) var notional = 0.0
    private(set) var feePerContract = 0.0
    /// Lots opened so far, and those open now, of all agents.
    var lotsOpened: Int64 = 0
    var lotsOpen = 0
    /// Prices since the lots were opened.
    var extremes = RunningExtremes()
    private var lotsAtMark: Int64 = 0

    init(name: Symbol) { self.name = name }

    /// The position at the last price.
    var value: Double { position * price.double * multiplier }

    /// Profit so far with the position at the last price.
    var profit: Double { cash + value }

    mutating func trade(_ fill: Fill) {
        if multiplier == 0, fill.quantity != 0 { feePerContract = fill.fee / abs(fill.quantity) }
        let worth = fill.quantity * fill.price.double * fill.multiplier
        cash -= worth + fill.fee
        position = sum(position, fill.quantity)
        multiplier = fill.multiplier
        fees += fill.fee
        notional += abs(worth)
        if !isPriced { mark(fill.price) }
    }

    mutating func pay(_ amount: Double) {
        cash -= amount
        funding += amount
    }

    mutating func mark(_ price: Price) {
        if !isPriced {
            isPriced = true
            firstPrice = price
        }
        self.price = price
    }

    /// Marks at a bar's close.
    ///
    /// Of a bar in which a lot was opened only the close is known to come after it.
    mutating func mark(_ bar: Bar) {
        if !isPriced {
            isPriced = true
            firstPrice = bar.open
        }
        price = bar.close
        let isWhole = lotsAtMark == lotsOpened
        lotsAtMark = lotsOpened
        guard lotsOpen > 0 else { return }
        extremes.add(
            low: (isWhole ? bar.low : bar.close).raw, high: (isWhole ? bar.high : bar.close).raw,
            lot: lotsOpened)
    }
}
