import Glibc
import MarketModel

/// A fair value gap: prices that three bars left out.
struct GapZone: BitwiseCopyable {
    /// What finds one.
    enum Rule: String, CaseIterable, Sendable {
        /// The first and third bar leave a gap.
        case standard
        /// And the middle bar closes in its direction.
        case smc
    }

    /// Whether prices rose over it.
    let isBullish: Bool
    let bottom: Price
    let top: Price
    /// Bars since the one that made it known.
    private(set) var age = 0
    /// The deepest that prices came back into it, as a share of its height: 0 at the edge they meet first, 1
    /// at the other; below 0 if they have not.
    private(set) var depth = -1.0

    /// The zone that three bars leave, oldest first.
    init?(_ bars: (Bar, Bar, Bar), by rule: Rule) {
        let (first, middle, last) = bars
        let isBullish = last.low > first.high
        guard isBullish || last.high < first.low else { return nil }
        if rule == .smc {
            guard isBullish ? middle.close > middle.open : middle.close < middle.open else { return nil }
        }
        self.isBullish = isBullish
        bottom = isBullish ? first.high : last.high
        top = isBullish ? last.low : first.low
    }

    /// In units of the price.
    var height: Double { Price(raw: top.raw - bottom.raw).double }
    /// The edge that prices meet first when they come back.
    var level: Price { isBullish ? top : bottom }
    /// Prices have come back to it.
    var isTouched: Bool { depth >= 0 }
    /// Prices have come back through half of it.
    var isMitigated: Bool { depth >= 0.5 }
    /// Prices have come back through all of it.
    var isFilled: Bool { depth >= 1 }

    /// Grows a bar older, without looking at it.
    mutating func grow() { age += 1 }

    /// Sees how far a bar came back.
    mutating func meet(_ bar: Bar) {
        // Of raw units, so that half is half and 1 is 1.
        let way = isBullish ? top.raw - bar.low.raw : bar.high.raw - bottom.raw
        depth = max(depth, Double(way) / Double(top.raw - bottom.raw))
    }

    /// How much a mitigation counts, 0 to 1: by depth, freshness and `activity`, volume over its mean.
    func score(lookback: Int, activity: Double) -> Double {
        let age = Double(age)
        return 0.4 * min(depth, 1) + 0.3 * exp(-0.1 * age) + 0.1 * min(activity, 2)
            + 0.1 * (1 - age / Double(lookback))
    }
}
