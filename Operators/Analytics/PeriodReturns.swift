import MarketModel
import OperatorKit
import Statistics

/// Returns of equal periods, with those of the benchmark.
struct PeriodReturns {
    private(set) var times: [Int64] = []
    private(set) var values: [Double] = []
    /// Of the benchmark; not finite where it has none.
    private(set) var benchmarks: [Double] = []
    /// ns; nil for days, which have no length of their own, and where it is not known.
    let length: Int64?
    let isDaily: Bool

    /// Returns between marks, the first one on `start`; none where equity was not positive before the end.
    init(
        _ times: [Int64], _ equity: [Double], _ benchmark: [Double],
        start: (equity: Double, benchmark: Double),
        length: Int64?, isDaily: Bool
    ) {
        self.length = length
        self.isDaily = isDaily
        guard start.equity > 0, equity.dropLast().allSatisfy({ $0 > 0 }) else { return }
        self.times = times
        var last = start
        for (value, other) in zip(equity, benchmark) {
            values.append(value / last.equity - 1)
            benchmarks.append(last.benchmark > 0 && other > 0 ? other / last.benchmark - 1 : .nan)
            last = (value, other)
        }
    }

    /// Periods a year of so many days of 24 hours.
    func periodsPerYear(days: Double) -> Double {
        guard !isDaily, let length, length > 0 else { return days }
        return days * 86_400_000_000_000 / Double(length)
    }
}

extension Performance {
    /// A.
    var daysPerYear: Double {
        settings.daysPerYear > 0
            ? settings.daysPerYear : ReturnBasics.daysPerYear(calendar: settings.calendar)
    }

    private var start: (equity: Double, benchmark: Double) {
        let first = ledger.instruments[0].firstPrice.double
        return (settings.capital, hasBenchmark ? firstBenchmark ?? 0 : first)
    }

    /// Returns by day.
    var daily: PeriodReturns {
        PeriodReturns(
            days.times, days.equity, days.benchmarks, start: start, length: nil, isDaily: true)
    }

    /// Returns by mark, `step` points of the curve together.
    func marked(step: Int) -> PeriodReturns {
        let places = Array(Swift.stride(from: step - 1, to: curve.times.count, by: step))
        let length = barLength > 0 ? barLength * Int64(curve.stride * step) : nil
        return PeriodReturns(
            places.map { curve.times[$0] }, places.map { curve.equity[$0] },
            places.map { curve.benchmarks[$0] },
            start: start, length: length, isDaily: false)
    }

    /// What the figures are made of: days if there are two, else marks; nil without a length of those.
    var periods: PeriodReturns? {
        if days.equity.count >= 2 { return daily }
        return barLength > 0 ? marked(step: 1) : nil
    }

    /// What is resampled: 20 days or more, else at most 512 marks; nil for fewer than 20 of them.
    var resampled: PeriodReturns? {
        if days.equity.count >= 20 { return daily.values.isEmpty ? nil : daily }
        let marked = marked(step: max(1, (curve.times.count + 511) / 512))
        return marked.values.count >= 20 ? marked : nil
    }
}
