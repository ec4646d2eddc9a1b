import Foundation
import MarketModel

/// The definitions, computed from whole series without any state: what the operators are held to.
///
/// Every function gives a value for each element, nil where the definition has none yet.
enum Definition {
    typealias Series = [Double?]

    /// `f` of every window of n; nil where one reaches back before the first value.
    static func windows(_ x: [Double], _ n: Int, _ f: ([Double]) -> Double) -> Series {
        x.indices.map { $0 + 1 < n ? nil : f(Array(x[($0 + 1 - n)...$0])) }
    }

    static func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }

    /// Standard deviation with divisor n − `less`.
    static func deviation(_ x: [Double], less: Double) -> Double {
        let mean = mean(x)
        return (x.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (Double(x.count) - less)).squareRoot()
    }

    /// The average with weight `a`, in closed form.
    ///
    /// a·Σ(1 − a)^k·x back in time, the rest on the mean of the first `seeds`; leading nils are passed over.
    static func exponential(_ x: Series, weight a: Double, seeds: Int) -> Series {
        let start = x.firstIndex { $0 != nil } ?? x.count
        let values = x[start...].compactMap { $0 }
        return x.indices.map { index in
            let last = index - start
            guard last >= seeds - 1 else { return nil }
            var (sum, rest) = (0.0, 1.0)
            for back in stride(from: last, to: seeds - 1, by: -1) {
                sum += a * rest * values[back]
                rest *= 1 - a
            }
            return sum + rest * mean(Array(values.prefix(seeds)))
        }
    }

    static func ema(_ x: Series, _ n: Int) -> Series { exponential(x, weight: 2 / Double(n + 1), seeds: n) }
    static func wilder(_ x: Series, _ n: Int) -> Series { exponential(x, weight: 1 / Double(n), seeds: n) }

    static func map(_ a: Series, _ b: Series, _ f: (Double, Double) -> Double) -> Series {
        zip(a, b).map { a, b in
            guard let a, let b else { return nil }
            return f(a, b)
        }
    }

    /// Differences from the element before, nil at the first.
    static func changes(_ x: [Double]) -> Series {
        x.indices.map { $0 == 0 ? nil : x[$0] - x[$0 - 1] }
    }

    static func trueRanges(_ bars: [Bar]) -> [Double] {
        bars.indices.map { i in
            let (high, low) = (bars[i].high.double, bars[i].low.double)
            guard i > 0 else { return high - low }
            let close = bars[i - 1].close.double
            return max(high - low, abs(high - close), abs(low - close))
        }
    }

    /// S ← S − S/n + x from a sum of n − 1, as a weighted sum: nil before n changes.
    static func wilderSums(_ x: Series, _ n: Int) -> Series {
        x.indices.map { last in
            guard last >= n else { return nil }
            var (sum, rest) = (0.0, 1.0)
            for i in stride(from: last, through: 1, by: -1) {
                sum += rest * (x[i] ?? 0)
                if i >= n { rest *= 1 - 1 / Double(n) }
            }
            return sum
        }
    }

    static func adx(_ bars: [Bar], _ n: Int) -> [String: Series] {
        let up = changes(bars.map(\.high.double))
        let down = changes(bars.map(\.low.double)).map { $0.map { -$0 } }
        let plus = wilderSums(map(up, down) { $0 > $1 && $0 > 0 ? $0 : 0 }, n)
        let minus = wilderSums(map(up, down) { $1 > $0 && $1 > 0 ? $1 : 0 }, n)
        let range = wilderSums(trueRanges(bars).map { $0 }, n)
        let plusDI = map(plus, range) { 100 * $0 / $1 }
        let minusDI = map(minus, range) { 100 * $0 / $1 }
        let adx = wilder(map(plusDI, minusDI) { 100 * abs($0 - $1) / ($0 + $1) }, n)
        return [
            "adx": adx, "plus_di": map(adx, plusDI) { $1 }, "minus_di": map(adx, minusDI) { $1 },
        ]
    }

    static func macd(_ x: [Double], fast: Int, slow: Int, signal: Int) -> [String: Series] {
        let late: Series = x.enumerated().map { $0 < slow - fast ? nil : $1 }
        let line = map(ema(late, fast), ema(x, slow)) { $0 - $1 }
        let average = ema(line, signal)
        return [
            "macd": map(line, average) { a, _ in a }, "signal": average,
            "histogram": map(line, average) { $0 - $1 },
        ]
    }

    /// Where the close stands between the extremes of n bars, 0…1.
    static func place(_ bars: [Bar], _ n: Int) -> Series {
        let high = windows(bars.map(\.high.double), n) { $0.max() ?? .nan }
        let low = windows(bars.map(\.low.double), n) { $0.min() ?? .nan }
        return bars.indices.map { i in
            guard let high = high[i], let low = low[i] else { return nil }
            return high > low ? (bars[i].close.double - low) / (high - low) : 0.5
        }
    }

    /// Means over windows of a series that begins with nils.
    static func means(_ x: Series, _ n: Int) -> Series {
        let values = x.compactMap { $0 }
        return Series(repeating: nil, count: x.count - values.count) + windows(values, n, mean)
    }
}
