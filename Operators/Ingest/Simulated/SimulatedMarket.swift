import MarketModel

/// A made-up market, one trade at a time.
///
/// Trades come at exponential gaps whose rate is U-shaped over the session. A hidden fair price walks in
/// business time (one step a trade) under one of four regimes: calm, rising, falling, wild. A buyer pays the
/// tick above it, a seller gets the tick below; aggressors tend to repeat and to lean with the trend. Sizes
/// are geometric with mean 2.
struct SimulatedMarket {
    private enum Regime: Int {
        case calm, rising, falling, wild
    }

    private static let dayNanoseconds: Int64 = 86_400_000_000_000
    /// Trades in a regime, on average.
    private static let regimeLength = 12_000.0

    private var random: Xoshiro256
    private let tickRaw: Int64
    private let session: Int64
    private let meanGap: Double
    private let step: Double
    private let highest: Double

    private var opening: Int64
    private var time: Int64
    /// The fair price in ticks.
    private var fair: Double
    private var drift = 0.0
    private var spread: Double
    /// Out of 65,536: how likely the next aggressor is a buyer after a buyer, and after a seller.
    private var buyAfterBuy: UInt64 = 39_322
    private var buyAfterSell: UInt64 = 26_214
    private var isBuy = true
    private var regimeLeft = 0

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
        tickRaw = tick
        self.session = session
        meanGap = 1e9 / rate
        opening = start
        time = start
        fair = Double(price) / Double(tick)
        highest = Double(Int64.max / 4 / tick)
        let tradesInSession = max(1, rate * Double(session) * 1e-9)
        step = fair * volatility / tradesInSession.squareRoot()
        spread = step
    }

    /// The next trade's time, price, size and side.
    @inline(__always)
    mutating func next() -> (time: Int64, price: Price, size: Double, side: Trade.Side) {
        if regimeLeft <= 0 { changeRegime() }
        regimeLeft &-= 1
        advanceTime()
        fair += drift + spread * random.normal()
        if fair < 1 { fair = 2 - fair }
        fair = min(fair, highest)
        let bits = random.next()
        isBuy = bits & 0xFFFF < (isBuy ? buyAfterBuy : buyAfterSell)
        let below = Int64(fair)
        let size = Double(1 &+ (bits >> 16 | 1 << 40).trailingZeroBitCount)
        return (time, Price(raw: (isBuy ? below &+ 1 : below) &* tickRaw), size, isBuy ? .buy : .sell)
    }

    @inline(__always)
    private mutating func advanceTime() {
        let place = 2 * Double(time &- opening) / Double(session) - 1
        // Twice as busy at both ends as at a third of the way; the mean over the session is 1.
        let activity = 0.6 + 1.2 * place * place
        time &+= Int64(random.exponential() * meanGap / activity)
        while time >= opening &+ session {
            // What goes past the close counts from the next day's opening.
            time = time &- session &+ Self.dayNanoseconds
            opening &+= Self.dayNanoseconds
        }
    }

    private mutating func changeRegime() {
        regimeLeft = 1 + Int(random.exponential() * Self.regimeLength)
        let regime = Regime(rawValue: Int(random.next() >> 62)) ?? .calm
        // A trend of average length moves the price by 1.5 standard deviations of its noise.
        let trend = 1.5 * step / Self.regimeLength.squareRoot()
        let lean: UInt64
        switch regime {
        case .calm: (drift, spread, lean) = (0, 0.6 * step, 0)
        case .rising: (drift, spread, lean) = (trend, step, 1)
        case .falling: (drift, spread, lean) = (-trend, step, 2)
        case .wild: (drift, spread, lean) = (0, 1.4 * step, 0)
        }
        // 0.6 and 0.4 of 65,536; 0.65 and 0.45 when buyers lead, 0.55 and 0.35 when sellers do.
        buyAfterBuy = lean == 1 ? 42_598 : lean == 2 ? 36_045 : 39_322
        buyAfterSell = lean == 1 ? 29_491 : lean == 2 ? 22_938 : 26_214
    }
}
