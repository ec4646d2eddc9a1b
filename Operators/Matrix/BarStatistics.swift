import MarketModel
import OperatorKit
import Rings

/// Momentum, relative volume and volatility of bars, as columns of a matrix.
struct BarStatistics: Operator {
    struct Settings: OperatorSettings {
        var momentum = 5
        var volume = 20
        var volatility = 30

        static let parameters: [Parameter<Settings>] = [
            .integer(
                "momentum", \.momentum, in: 1...100_000, "bars that the return reaches back", unit: "bars"),
            .integer("volume", \.volume, in: 1...100_000, "bars of the mean volume", unit: "bars"),
            .integer("volatility", \.volatility, in: 2...100_000, "returns in the volatility", unit: "bars"),
        ]
    }

    static let signature = Signature<BarStatistics>(
        "matrix.statistics", "Momentum, relative volume and volatility of bars, as columns for a matrix.",
        details: """
            momentum_m = ln(close/close m bars before), a fraction. volume_ratio = volume/mean volume of the \
            newest v bars, this one included; 1 where they have none. volatility_n = sample standard \
            deviation (n − 1) of the newest n one-bar log returns, a fraction per bar, not annualised. The \
            columns bear the lengths in their names: momentum_5, volume_ratio, volatility_30. Where a price is \
            not positive (oil in April 2020) there is no logarithm: the return counts as 0, and the report \
            counts the bars.

            Cost: amortised O(1) a bar. Warm-up: max(m + 1, v, n + 1) bars; nothing comes out before. Partial \
            bars are passed over.
            """,
        example: "stats: {op: matrix.statistics, from: bars@5m, momentum: 5, volume: 20, volatility: 30}"
    )
    .input("bars", Bar.self, "bars in time order") { node, bars in
        for i in bars.indices where !bars[i].flags.contains(.partial) { node.take(bars[i]) }
    }
    .output("row", FeatureRow.self, "the columns, once a bar after the warm-up") { node, outlet in
        node.out = outlet
    }

    let columns: [String]
    private let warmUp: Int
    private let momentum: Int
    private var closes: LogCloses
    private var volumes: RollingMoments
    private var returns: RollingMoments
    private var count = 0
    private var out = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) {
        columns = ["momentum_\(settings.momentum)", "volume_ratio", "volatility_\(settings.volatility)"]
        warmUp = max(settings.momentum + 1, settings.volume, settings.volatility + 1)
        momentum = settings.momentum
        closes = LogCloses(reach: settings.momentum)
        volumes = RollingMoments(settings.volume)
        returns = RollingMoments(settings.volatility)
    }

    private mutating func take(_ bar: Bar) {
        count += 1
        closes.add(bar.close.double)
        let volume = volumes.add(bar.volume).mean
        if count > 1 { returns.add(closes.change(over: 1)) }
        guard count >= warmUp else { return }
        var row = FeatureRow(header: bar.header, count: 3)
        row.values[0] = closes.change(over: momentum)
        row.values[1] = volume > 0 ? bar.volume / volume : 1
        row.values[2] = returns.all.deviation
        out.send(row)
    }

    func report(into report: inout NodeReport) {
        report.metric("bars", Double(count), headline: false)
        closes.report(into: &report)
    }
}
