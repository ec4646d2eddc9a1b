import Glibc

/// One option of a surface.
struct OptionQuote: Comparable {
    var days: Double
    var strike: Double
    /// Implied, a fraction a year.
    var volatility: Double
    /// 1 call, −1 put, NaN not known.
    var right: Double
    var delta: Double

    /// By expiry, then by strike.
    static func < (a: OptionQuote, b: OptionQuote) -> Bool { (a.days, a.strike) < (b.days, b.strike) }

    /// Whether exercising it would pay at that price.
    func isInTheMoney(_ spot: Double) -> Bool { right > 0 && strike < spot || right < 0 && strike > spot }

    /// The strike at which the call delta crosses 0.5, in the nearest expiry where it does.
    static func spot(_ quotes: [OptionQuote]) -> Double? {
        var first = 0
        while first < quotes.count {
            var end = first
            while end < quotes.count, quotes[end].days == quotes[first].days { end += 1 }
            if let spot = spot(quotes[first..<end]) { return spot }
            first = end
        }
        return nil
    }

    /// The same within one expiry, sorted by strike: between the highest strike at or above 0.5 and the lowest
    /// below it, if they don't overlap.
    private static func spot(_ quotes: ArraySlice<OptionQuote>) -> Double? {
        var above: (strike: Double, delta: Double)?
        var below: (strike: Double, delta: Double)?
        for quote in quotes where quote.delta.isFinite && !quote.right.isNaN {
            let delta = quote.right > 0 ? quote.delta : quote.delta + 1
            guard delta > 0, delta < 1 else { continue }
            if delta >= 0.5 {
                above = (quote.strike, delta)
            } else if below == nil {
                below = (quote.strike, delta)
            }
        }
        guard let above, let below, above.strike < below.strike else { return nil }
        let part = (above.delta - 0.5) / (above.delta - below.delta)
        return above.strike + part * (below.strike - above.strike)
    }
}

/// What a surface of implied volatilities says near the money.
struct VolatilitySurface {
    /// One expiry's volatility at the money, and its slope there.
    struct Level {
        var days: Double
        var volatility: Double
        var skew: Double
    }

    /// That of the nearest expiry that has one.
    private(set) var level: Level?
    /// Least-squares slope of the levels on years to expiry.
    var termSlope: Double { terms.slope }
    /// Expiries with a level.
    var expiryCount: Int { Int(terms.count) }
    /// Options that counted.
    private(set) var quoteCount = 0
    private var terms = SlopeFit()

    /// - Parameters:
    ///   - quotes: in order.
    ///   - width: strikes count up to this |ln(strike/spot)|.
    ///   - minDays: nearer expiries are left out.
    init(_ quotes: [OptionQuote], spot: Double, width: Double, minDays: Double) {
        var first = 0
        while first < quotes.count {
            let days = quotes[first].days
            var end = first
            while end < quotes.count, quotes[end].days == days { end += 1 }
            if days >= minDays { add(quotes[first..<end], days, spot, width) }
            first = end
        }
    }

    /// Adds an expiry, whose quotes are sorted by strike.
    private mutating func add(
        _ quotes: ArraySlice<OptionQuote>, _ days: Double, _ spot: Double, _ width: Double
    ) {
        var fit = SlopeFit()
        var below: (x: Double, volatility: Double)?
        var above: (x: Double, volatility: Double)?
        var first = quotes.startIndex
        while first < quotes.endIndex {
            var end = first
            while end < quotes.endIndex, quotes[end].strike == quotes[first].strike { end += 1 }
            let x = log(quotes[first].strike / spot)
            if abs(x) <= width {
                let (volatility, count) = Self.mean(quotes[first..<end], spot)
                quoteCount += count
                fit.add(x, volatility)
                if x <= 0 { below = (x, volatility) }
                if x >= 0 && above == nil { above = (x, volatility) }
            }
            first = end
        }
        guard let below, let above else { return }
        let part = above.x > below.x ? -below.x / (above.x - below.x) : 0
        let volatility = below.volatility + part * (above.volatility - below.volatility)
        if level == nil { level = Level(days: days, volatility: volatility, skew: fit.slope) }
        terms.add(days / 365, volatility)
    }

    /// The mean at one strike: of options out of the money, or else of those in it.
    private static func mean(
        _ quotes: ArraySlice<OptionQuote>, _ spot: Double
    ) -> (volatility: Double, count: Int) {
        var sums = (outside: 0.0, inside: 0.0)
        var counts = (outside: 0, inside: 0)
        for quote in quotes {
            if quote.isInTheMoney(spot) {
                sums.inside += quote.volatility
                counts.inside += 1
            } else {
                sums.outside += quote.volatility
                counts.outside += 1
            }
        }
        return counts.outside > 0
            ? (sums.outside / Double(counts.outside), counts.outside)
            : (sums.inside / Double(counts.inside), counts.inside)
    }
}

/// A least-squares slope, one point after another (Welford's updates of means and sums of products).
struct SlopeFit {
    private(set) var count = 0.0
    private var meanX = 0.0
    private var meanY = 0.0
    private var squares = 0.0
    private var products = 0.0

    mutating func add(_ x: Double, _ y: Double) {
        count += 1
        let step = x - meanX
        meanX += step / count
        meanY += (y - meanY) / count
        squares += step * (x - meanX)
        products += step * (y - meanY)
    }

    /// 0 where all points have one x.
    var slope: Double { squares > 0 ? products / squares : 0 }
}
