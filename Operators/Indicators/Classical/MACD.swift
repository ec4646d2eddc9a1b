import MarketModel
import OperatorKit

/// Moving average convergence/divergence.
struct MACD: BarRowIndicator {
    struct Settings: OperatorSettings {
        var fast = 12
        var slow = 26
        var signal = 9
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("fast", \.fast, in: 1...1_000_000, "n of the fast average", unit: "bars"),
            .integer(
                "slow", \.slow, in: 2...1_000_000, "n of the slow average, more than fast", unit: "bars"),
            .integer(
                "signal", \.signal, in: 1...1_000_000, "n of the average of the difference", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<MACD>(
        "indicator.macd", "Difference of two exponential averages, its own average, and what is between.",
        details: """
            macd = EMA(x, fast) − EMA(x, slow); signal = EMA(macd, signal); histogram = macd − signal. \
            Each average has weight 2/(n+1) and starts from a mean of n: both averages of the price at bar \
            `slow`, each with the mean of its newest n prices, the signal `signal` − 1 bars later. Unit: \
            that of the price. The bars before `slow` − `fast` don't enter the fast average.

            Source: G. Appel, Technical Analysis: Power Tools for Active Investors, 2005. Equal to \
            TA-Lib's MACD.

            Warm-up: slow + signal − 1 bars. Partial bars are passed over.
            """,
        example: "macd: {op: indicator.macd, from: bars@5m, fast: 12, slow: 26, signal: 9}"
    )
    .row("macd, signal, histogram, once a bar after the warm-up")

    let columns = ["macd", "signal", "histogram"]
    private let source: PriceSource
    private var skipped: Int
    private var fast: ExponentialAverage
    private var slow: ExponentialAverage
    private var signal: ExponentialAverage
    var row = RowOutput()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        guard settings.fast < settings.slow else {
            throw OperatorError(
                "the fast average, \(settings.fast) bars, is not faster than the slow one, \(settings.slow) bars",
                argument: "fast", help: "fast: 12, slow: 26")
        }
        source = settings.source
        skipped = settings.slow - settings.fast
        fast = ExponentialAverage(length: settings.fast)
        slow = ExponentialAverage(length: settings.slow)
        signal = ExponentialAverage(length: settings.signal)
    }

    mutating func next(_ bar: Bar, into values: inout InlineArray<48, Double>) -> Bool {
        let price = source.price(of: bar)
        let slow = self.slow.add(price)
        guard skipped == 0 else {
            skipped -= 1
            return false
        }
        guard let fast = self.fast.add(price), let slow, let signal = self.signal.add(fast - slow) else {
            return false
        }
        values[0] = fast - slow
        values[1] = signal
        values[2] = fast - slow - signal
        return true
    }
}
