import OperatorKit
import ReferenceData

extension Performance {
    struct Settings: OperatorSettings {
        var capital = 100_000.0
        var daysPerYear = 0.0
        var calendar = ""
        var riskFree = 0.0
        var instruments: [String] = []
        var rolling = 63
        var bootstrap = 500
        var block = 0.0
        var trials = 1
        var trialsDeviation = 0.0
        var inSample = false
        var survivorship = Survivorship.unstated
        var maxTrades = 100_000

        static let parameters: [Parameter<Settings>] = [
            .real(
                "capital", \.capital, in: 0...1e15,
                "equity at the start; 0 for none: amounts in place of fractions",
                unit: "account currency"),
            .real(
                "days_per_year", \.daysPerYear, in: 0...366,
                "A, for annualisation; 0: by the calendar, 365 for 24/7, else 252"),
            .text(
                "calendar", \.calendar,
                "whose sessions' closes end a day: \(SessionCalendar.names.joined(separator: ", ")); empty: "
                    + "midnight UTC"),
            .real("risk_free", \.riskFree, in: -1...1, "risk-free return a year", unit: "fraction"),
            .texts(
                "instruments", \.instruments,
                "what the marks are of, in the order of `marks` (and of `market`); needed for several"),
            .integer("rolling", \.rolling, in: 2...10_000, "window of rolling_sharpe", unit: "days"),
            .integer(
                "bootstrap", \.bootstrap, in: 0...100_000, "resamples for the intervals; 0: no intervals"),
            .real(
                "block", \.block, in: 0...10_000, "mean block of the bootstrap; 0: the cube root of the days",
                unit: "days"),
            .integer(
                "trials", \.trials, in: 1...1_000_000_000,
                "configurations tried before this one, itself included: deflates the Sharpe ratio"),
            .real(
                "trials_sd", \.trialsDeviation, in: 0...1000,
                "standard deviation of the trials' Sharpe ratios a year; 0: that of chance"),
            .flag("in_sample", \.inSample, "whether the parameters were chosen on this data"),
            .choice(
                "survivorship", \.survivorship,
                "whether instruments that ended meanwhile are among those that could be traded"),
            .integer(
                "max_trades", \.maxTrades, in: 0...100_000_000,
                "round trips listed in the table; figures are of all"),
        ]
    }

    /// Whether the choice of instruments knew which would survive.
    enum Survivorship: String, CaseIterable, Sendable { case unstated, free, biased }
}
