import Glibc
import MarketModel
import OperatorKit

/// Realised volatility.
struct RealisedVolatility: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 20
        var periodsPerYear = 1.0
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 2...1_000_000, "n, how many returns", unit: "bars"),
            .real("periods_per_year", \.periodsPerYear, in: 1...1e9, "N, bars in a year; 1: not annualised"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<RealisedVolatility>(
        "indicator.realised_volatility", "Standard deviation of logarithmic returns, per bar or annualised.",
        details: """
            sd(r)·√N over the newest n returns r = ln(x / previous x); sd with divisor n − 1, about the \
            mean. A fraction: 0.01 is 1 %. Per bar with N = 1; to annualise give `periods_per_year`, N: 252 \
            for daily bars of stocks, 365 of crypto, 105120 for 5-minute bars around the clock. The \
            report's unit says the factor.

            Warm-up: n + 1 bars. Partial bars are passed over. A price of 0 or less has no return: the bar \
            is counted as undefined and the next return is taken from the last price above 0.
            """,
        example: "vol: {op: indicator.realised_volatility, from: bars@1d, length: 20, periods_per_year: 252}"
    )
    .reading("the volatility, once a bar after the warm-up")

    let unit: String
    private let factor: Double
    private let source: PriceSource
    private var previous: Double?
    private var returns: RollingMoments
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        let periods = settings.periodsPerYear
        let text = periods == periods.rounded() ? "\(Int(periods))" : "\(periods)"
        unit = periods == 1 ? "per bar" : "annualised by √\(text)"
        factor = periods.squareRoot()
        source = settings.source
        returns = RollingMoments(length: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? {
        let price = source.price(of: bar)
        guard price > 0 else {
            value.undefined += 1
            return nil
        }
        defer { previous = price }
        guard let previous, let moments = returns.add(log(price / previous)) else { return nil }
        return moments.sampleVariance.squareRoot() * factor
    }
}
