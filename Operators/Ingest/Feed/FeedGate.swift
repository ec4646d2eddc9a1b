import MarketModel
import OperatorKit

/// Holds one stream's events to the rules that don't depend on time.
struct FeedGate {
    private let allowsNonpositive: Bool
    private let dropsZeroSize: Bool
    private let dropsCrossed: Bool
    private let tick: Int64
    private let offTick: FeedRules.OffTick
    private let outliers: Double
    private let usesTickRule: Bool
    /// Whether neither tick nor outliers are looked at.
    let isPlain: Bool
    private var previousPrice: Int64?
    private var tickSide = Trade.Side.buy
    private var tradeWindow = OutlierWindow()
    private var quoteWindow = OutlierWindow()
    private var barWindow = OutlierWindow()
    /// Quotes whose bid was above their ask, kept or not.
    private(set) var crossedCount = 0
    /// Prices moved to the nearest tick.
    private(set) var tickedCount = 0

    init(_ rules: FeedRules) throws(OperatorError) {
        allowsNonpositive = rules.allowNonpositive
        dropsZeroSize = rules.zeroSize == .drop
        dropsCrossed = rules.crossed == .drop
        tick = try rules.tickUnits()
        offTick = rules.offTick
        outliers = rules.outliers
        usesTickRule = rules.side == .tickRule
        isPlain = (tick == 0 || offTick == .keep) && outliers == 0
    }

    /// What is wrong with the event; prices may be moved to the tick.
    @inline(__always)
    mutating func fault(of event: inout MarketEvent) -> FeedFault? {
        switch event {
        case .trade(let trade):
            if trade.price.raw <= 0 && !allowsNonpositive { return .price }
            if let fault = Self.fault(ofSize: trade.quantity) { return fault }
            if trade.quantity == 0 && dropsZeroSize { return .zeroSize }
        case .quote(let quote):
            if let fault = fault(of: quote) { return fault }
        case .level(let change):
            if let fault = fault(of: change) { return fault }
        case .order(let change):
            if let fault = Self.fault(ofSize: change.size) { return fault }
            let isPriced = change.action == .add || change.action == .modify
            if isPriced && change.price.raw <= 0 && !allowsNonpositive { return .price }
        case .bar(let bar):
            if let fault = fault(of: bar) { return fault }
        }
        return isPlain ? nil : priceFault(of: &event)
    }

    /// Gives a trade its side by the tick rule, if that is asked for; once a trade, in their final order.
    @inline(__always)
    mutating func setSide(_ event: inout MarketEvent) {
        guard usesTickRule, case .trade(var trade) = event else { return }
        if let previousPrice, trade.price.raw != previousPrice {
            tickSide = trade.price.raw > previousPrice ? .buy : .sell
        }
        previousPrice = trade.price.raw
        trade.sideCode = tickSide.rawValue
        event = .trade(trade)
    }

    @inline(__always)
    private static func fault(ofSize size: Double) -> FeedFault? {
        if size >= 0 && size < .infinity { return nil }
        return size < 0 && size > -.infinity ? .negativeSize : .notFinite
    }

    /// What is wrong with a change of a level, but for its price's place between ticks.
    @inline(__always)
    func fault(of change: LevelChange) -> FeedFault? {
        guard change.action == .set else { return nil }
        if change.price.raw <= 0 && !allowsNonpositive { return .price }
        return Self.fault(ofSize: change.size)
    }

    private mutating func fault(of quote: Quote) -> FeedFault? {
        // Raw 0 says that the side is missing.
        if quote.bid.raw < 0 || quote.ask.raw < 0 {
            // So far apart that their difference can't be held, they have no mid either.
            if !allowsNonpositive || quote.ask.raw.subtractingReportingOverflow(quote.bid.raw).overflow {
                return .price
            }
        }
        if let fault = Self.fault(ofSize: quote.bidSize) ?? Self.fault(ofSize: quote.askSize) { return fault }
        guard quote.isCrossed else { return nil }
        crossedCount += 1
        return dropsCrossed ? .crossed : nil
    }

    private func fault(of bar: Bar) -> FeedFault? {
        if bar.low.raw <= 0 && !allowsNonpositive { return .price }
        if let fault = Self.fault(ofSize: bar.volume) { return fault }
        let isSound =
            bar.low <= min(bar.open, bar.close) && max(bar.open, bar.close) <= bar.high && bar.start < bar.end
        return isSound ? nil : .shape
    }

    @inline(never)
    private mutating func priceFault(of event: inout MarketEvent) -> FeedFault? {
        if tick > 0 && offTick != .keep && !snap(&event) { return .offTick }
        guard outliers > 0 else { return nil }
        let floor = Double(tick)
        let isOutlier =
            switch event {
            case .trade(let trade):
                tradeWindow.isOutlier(Double(trade.price.raw), factor: outliers, floor: floor)
            case .quote(let quote):
                quote.isTwoSided
                    && quoteWindow.isOutlier(Double(quote.mid.raw), factor: outliers, floor: floor)
            case .bar(let bar): barWindow.isOutlier(Double(bar.close.raw), factor: outliers, floor: floor)
            case .level, .order: false
            }
        return isOutlier ? .outlier : nil
    }

    /// Moves all prices to the tick, where that is asked for; false if one is off it and has to be refused.
    private mutating func snap(_ event: inout MarketEvent) -> Bool {
        switch event {
        case .trade(var trade):
            guard snap(&trade.price) else { return false }
            event = .trade(trade)
        case .quote(var quote):
            guard snap(&quote.bid), snap(&quote.ask) else { return false }
            event = .quote(quote)
        case .level(var change):
            guard change.action != .set || snap(&change.price) else { return false }
            event = .level(change)
        case .order(var change):
            guard change.action != .add && change.action != .modify || snap(&change.price) else {
                return false
            }
            event = .order(change)
        case .bar(var bar):
            guard snap(&bar.open), snap(&bar.high), snap(&bar.low), snap(&bar.close) else { return false }
            event = .bar(bar)
        }
        return true
    }

    /// To the nearest multiple of the tick, half to even.
    private mutating func snap(_ price: inout Price) -> Bool {
        let (count, rest) = price.raw.quotientAndRemainder(dividingBy: tick)
        guard rest != 0 else { return true }
        guard offTick == .round else { return false }
        tickedCount += 1
        let twice = rest.magnitude.multipliedReportingOverflow(by: 2)
        let isUp =
            twice.overflow || twice.partialValue > UInt64(tick)
            || twice.partialValue == UInt64(tick) && count % 2 != 0
        let (moved, overflows) = (count + (isUp ? rest.signum() : 0)).multipliedReportingOverflow(by: tick)
        if overflows { return false }
        price.raw = moved
        return true
    }
}
