import Glibc
import MarketModel
import OperatorKit
import Rings

/// The node of low (or high) volume nearest to the price, in a rolling volume profile.
struct LVN: BarRowIndicator {
    struct Settings: OperatorSettings {
        var lookback = 20
        var tick = 0.0
        var node = ProfileShape.Kind.low

        static let parameters: [Parameter<Settings>] = [
            .integer("lookback", \.lookback, in: 2...5000, "bars in the profile", unit: "bars"),
            .real("tick", \.tick, in: 1e-9...1e6, "the price step", unit: "price", required: true),
            .choice(
                "node", \.node,
                "low = local minima of at most 0.30 of the POC, high = maxima of at least 0.70"),
        ]
    }

    static let signature = Signature<LVN>(
        "indicator.lvn", "Low-volume nodes, point of control and value area of a rolling volume profile.",
        details: """
            Profile: each of the newest n bars spreads its volume evenly over the bins from its low to its \
            high. A bar without volume (FX) counts its ticks instead. Bins are anchored at price 0 and are \
            wanted max(tick, ATR14/20) wide, rounded to a tick, and wider where more than 4,096 were needed. \
            As the ATR moves at each bar, the width in use is kept while it is no further from the wanted \
            one than ¾ tick or a quarter of itself (the larger of both); when it changes, the profile is made \
            anew from its bars. Sums are exact: the profile never drifts.

            Nodes: with s = (v[i−1] + 2v[i] + v[i+1])/4, the point of control (POC) is the bin with the \
            largest s, the lowest of equal ones. A low-volume node is an inner local minimum with s ≤ \
            0.30·s(POC); with `node: high`, an inner local maximum with s ≥ 0.70·s(POC). Adjacent bins of \
            equal s are one node at their volume-weighted centre (their middle where they are empty). The \
            value area starts at the POC and takes the larger neighbour (the lower of equal ones) until it \
            holds 70 % of the volume.

            Columns: price, of the node nearest to the close (the lower of two at the same distance). \
            strength, 0 to 100 = 100·(.40·(1 − s/s(POC)) + .20·min(tests, 5)/5 + .25·rejections/tests + \
            .15·exp(−bars since the last test/20)); for high nodes the first term is .40·s/s(POC). A test is \
            a bar of the window whose range holds the node's price; it is a rejection when it closes on the \
            side of the node on which the bar before closed. Without a test the last two terms are 0. \
            distance = (price − close)/max(ATR14, tick), in ATR: positive above the close. poc, value_high, \
            value_low: prices, the middle of the POC's bin and the outer prices of the value area. skew: \
            volume-weighted skewness of the profile, third moment over the 1.5th power of the second; \
            negative when the tail points down. Without a node, price = close, strength = 0 (never else) and \
            distance = 0.

            Source: J. P. Steidlmayer, Steidlmayer on Markets, 1989 (market profile, value area, POC); the \
            weights of the strength are this system's own.

            Warm-up: n bars, at least 14. Partial bars are passed over.
            """,
        example: "lvn: {op: indicator.lvn, from: bars@30m, lookback: 20, tick: 0.1}"
    )
    .row("one row a bar after the warm-up")

    /// What the window keeps of a bar.
    private struct Item: BitwiseCopyable {
        var slice: VolumeProfile.Slice
        var close: Double
        var previousClose: Double
    }

    let columns = ["price", "strength", "distance", "poc", "value_high", "value_low", "skew"]
    private let kind: ProfileShape.Kind
    private let binSize: BinSize
    private var range = AverageTrueRange(length: 14)
    private var window: Window<Item>
    private var profile: VolumeProfile
    private var shape: ProfileShape
    private var previousClose: Double?
    private var rebuilds = 0
    private var withoutNode = 0
    var row = RowOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        kind = settings.node
        binSize = BinSize(tick: Price(settings.tick).raw)
        window = Window(capacity: settings.lookback)
        profile = VolumeProfile(tick: binSize.tick)
        shape = ProfileShape(kind)
    }

    mutating func next(_ bar: Bar, into values: inout InlineArray<48, Double>) -> Bool {
        let close = Double(bar.close.raw)
        let slice = VolumeProfile.Slice(low: bar.low.raw, high: bar.high.raw, volume: bar.activity)
        let item = Item(slice: slice, close: close, previousClose: previousClose ?? Double(bar.open.raw))
        previousClose = close
        let oldest = window.add(item)
        guard let average = range.add(bar).map({ $0 * Double(Price.scale) }), window.isFull else {
            return false
        }
        let (low, high) = extent()
        let size = binSize.next(after: profile.size, averageRange: average, low: low, high: high)
        if size == profile.size, let oldest {
            profile.remove(oldest.slice)
            profile.add(slice)
        } else {
            rebuild(size: size)
        }
        shape.read(profile, from: profile.bin(of: low), to: profile.bin(of: high))
        describe(close: close, average: average, into: &values)
        return true
    }

    /// The lowest and highest raw price of the window.
    private func extent() -> (low: Int64, high: Int64) {
        var (low, high) = (Int64.max, Int64.min)
        for back in 0..<window.count {
            let slice = window[back: back].slice
            low = min(low, slice.low)
            high = max(high, slice.high)
        }
        return (low, high)
    }

    private mutating func rebuild(size: Int64) {
        rebuilds += 1
        profile.clear(size: size)
        for back in 0..<window.count { profile.add(window[back: back].slice) }
    }

    private mutating func describe(
        close: Double, average: Double, into values: inout InlineArray<48, Double>
    ) {
        let scale = Double(Price.scale)
        let area = shape.valueArea(of: profile)
        let node = shape.nearestNode(to: close, in: profile)
        if node == nil { withoutNode += 1 }
        values[0] = (node?.price ?? close) / scale
        values[1] = node.map(strength) ?? 0
        values[2] = node.map { ($0.price - close) / max(average, Double(profile.tick)) } ?? 0
        values[3] = profile.middle(of: shape.pointOfControl) / scale
        values[4] = Double(area.high * profile.size + profile.size - profile.tick) / scale
        values[5] = Double(area.low * profile.size) / scale
        values[6] = shape.skewness(of: profile)
    }

    private func strength(_ node: ProfileShape.Node) -> Double {
        var (tests, rejections) = (0.0, 0.0)
        var since: Int?
        for back in 0..<window.count {
            let item = window[back: back]
            guard Double(item.slice.low) <= node.price, node.price <= Double(item.slice.high) else {
                continue
            }
            tests += 1
            if (item.close - node.price) * (item.previousClose - node.price) > 0 { rejections += 1 }
            since = since ?? back
        }
        let depth = kind == .low ? 1 - node.height : node.height
        var strength = 0.40 * depth + 0.20 * min(tests, 5) / 5
        if let since { strength += 0.25 * rejections / tests + 0.15 * exp(-Double(since) / 20) }
        return 100 * strength
    }

    func report(into report: inout NodeReport) {
        row.report(into: &report)
        report.metric("rebuilds", Double(rebuilds), unit: "changes of the bins' width", headline: false)
        report.metric("without_node", Double(withoutNode), unit: "rows", headline: false)
    }
}
