/// What has to be known of an instrument to trade it.
public struct Instrument: Sendable, Equatable {
    /// What kind of thing it is.
    public enum AssetClass: String, Sendable, CaseIterable {
        case equity, future, forex, crypto, perpetual, cfd, index, option, futureOption, indexOption
    }

    /// Margin per contract in `currency`.
    public struct Margin: Sendable, Equatable {
        /// To open a position.
        public var initial: Double
        /// To keep it.
        public var maintenance: Double
        /// The first day it was asked.
        public var since: CivilDate

        /// Makes a margin.
        public init(initial: Double, maintenance: Double, since: CivilDate) {
            self.initial = initial
            self.maintenance = maintenance
            self.since = since
        }
    }

    /// Symbol on its market, as `GC`; `*` for all symbols of a market that have no entry of their own.
    public var symbol: String
    /// Market in lower case, as `comex`.
    public var market: String
    /// Name in words.
    public var name: String
    /// What kind of thing it is.
    public var assetClass: AssetClass
    /// Currency that prices are in, and what a position earns.
    public var currency: String
    /// Smallest step of the price.
    public var tick: ExactDecimal
    /// Worth of 1.0 of price and one contract, in `currency`.
    public var multiplier: ExactDecimal
    /// Smallest step of the quantity.
    public var lot: ExactDecimal
    /// Name of its session calendar (`SessionCalendar.names`); nil where none of them fits.
    public var calendar: String?
    /// Margin per contract; nil where none is known.
    public var margin: Margin?
    /// Last trading day of a single contract; nil for what does not expire and for the product as such.
    public var expiry: CivilDate?

    /// Makes an instrument.
    public init(
        symbol: String, market: String, name: String, assetClass: AssetClass, currency: String = "USD",
        tick: ExactDecimal, multiplier: ExactDecimal = "1", lot: ExactDecimal = "1",
        calendar: String? = nil, margin: Margin? = nil, expiry: CivilDate? = nil
    ) {
        self.symbol = symbol
        self.market = market
        self.name = name
        self.assetClass = assetClass
        self.currency = currency
        self.tick = tick
        self.multiplier = multiplier
        self.lot = lot
        self.calendar = calendar
        self.margin = margin
        self.expiry = expiry
    }

    /// Worth of one tick of one contract; nil where it has more digits than can be kept.
    public var tickValue: ExactDecimal? { tick.times(multiplier) }

    /// The same product as a single contract that stops trading at the end of `day`.
    public func contract(expiring day: CivilDate) -> Instrument {
        var copy = self
        copy.expiry = day
        return copy
    }
}
