import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct DefinitionTests {
    private static func number(_ test: Case, _ name: String) -> Double {
        test.arguments.first { $0.name == name }?.value.number ?? .nan
    }

    /// The columns of a case by its definition.
    private static func expected(_ test: Case, _ bars: [Bar]) -> [String: Definition.Series] {
        let n = Int(max(1, number(test, "length").isNaN ? 1 : number(test, "length")))
        let x = bars.map(\.close.double)
        let typical = bars.map { ($0.high.double + $0.low.double + $0.close.double) / 3 }
        switch test.name {
        case "sma": return ["value": Definition.windows(x, n, Definition.mean)]
        case "wma":
            return [
                "value": Definition.windows(x, n) { window in
                    let weights = (1...n).map(Double.init)
                    return zip(window, weights).map(*).reduce(0, +) / weights.reduce(0, +)
                }
            ]
        case "ema":
            let seeds = test.variant.isEmpty ? n : 1
            return ["value": Definition.exponential(x, weight: 2 / Double(n + 1), seeds: seeds)]
        case "dema":
            let one = Definition.ema(x, n)
            return ["value": Definition.map(one, Definition.ema(one, n)) { 2 * $0 - $1 }]
        case "tema":
            let one = Definition.ema(x, n)
            let two = Definition.ema(one, n)
            let three = Definition.ema(two, n)
            return ["value": Definition.map(Definition.map(one, two) { 3 * $0 - 3 * $1 }, three) { $0 + $1 }]
        case "rsi":
            let gains = Definition.wilder(Definition.changes(x).map { $0.map { max($0, 0) } }, n)
            let losses = Definition.wilder(Definition.changes(x).map { $0.map { max(-$0, 0) } }, n)
            return ["value": Definition.map(gains, losses) { $0 + $1 == 0 ? 50 : 100 * $0 / ($0 + $1) }]
        case "atr": return ["value": Definition.wilder(Definition.trueRanges(bars).map { $0 }, n)]
        case "macd":
            return Definition.macd(
                x, fast: Int(number(test, "fast")), slow: Int(number(test, "slow")),
                signal: Int(number(test, "signal")))
        case "adx": return Definition.adx(bars, n)
        case "obv", "vwap", "mfi": return ["value": flows(test, n, bars, typical)]
        default: return ofWindows(test, n, bars, typical)
        }
    }

    private static func flows(_ test: Case, _ n: Int, _ bars: [Bar], _ typical: [Double]) -> Definition.Series
    {
        switch test.testDescription {
        case "obv":
            return bars.indices.map { last in
                (0...last).map { i in
                    guard i > 0 else { return bars[0].volume }
                    let (a, b) = (bars[i].close, bars[i - 1].close)
                    return a == b ? 0 : a > b ? bars[i].volume : -bars[i].volume
                }.reduce(0, +)
            }
        case "mfi":
            return bars.indices.map { last in
                guard last >= n else { return nil }
                let flow = { (sign: Double) in
                    ((last - n + 1)...last).map { i in
                        (typical[i] - typical[i - 1]) * sign > 0 ? typical[i] * bars[i].volume : 0
                    }.reduce(0, +)
                }
                return 100 * flow(1) / (flow(1) + flow(-1))
            }
        default:
            let (reset, offset) = (number(test, "reset"), number(test, "offset"))
            let day = { (bar: Bar) in ((Double(bar.start) - offset) / reset).rounded(.down) }
            return bars.indices.map { last in
                if reset.isNaN, last + 1 < n { return nil }
                let window = (0...last).filter {
                    reset.isNaN ? $0 > last - n : day(bars[$0]) == day(bars[last])
                }
                let volume = window.map { bars[$0].volume }.reduce(0, +)
                let worth = window.map { bars[$0].volume * typical[$0] }.reduce(0, +)
                return volume > 0 ? worth / volume : typical[last]
            }
        }
    }

    private static func ofWindows(
        _ test: Case, _ n: Int, _ bars: [Bar], _ typical: [Double]
    ) -> [String: Definition.Series] {
        let x = bars.map(\.close.double)
        let width = number(test, "width")
        switch test.name {
        case "bollinger":
            let middle = Definition.windows(x, n, Definition.mean)
            let reach = Definition.windows(x, n) { width * Definition.deviation($0, less: 0) }
            let lower = Definition.map(middle, reach) { $0 - $1 }
            return [
                "middle": middle, "upper": Definition.map(middle, reach) { $0 + $1 }, "lower": lower,
                "percent_b": Definition.map(Definition.map(x, lower) { $0 - $1 }, reach) {
                    $1 > 0 ? $0 / (2 * $1) : 0.5
                },
                "bandwidth": Definition.map(reach, middle) { 2 * $0 / $1 },
            ]
        case "stochastic":
            let raw = Definition.place(bars, n).map { $0.map { 100 * $0 } }
            let k = Definition.means(raw, Int(number(test, "smooth")))
            let d = Definition.means(k, Int(number(test, "signal")))
            return ["k": Definition.map(k, d) { a, _ in a }, "d": d]
        case "williams_r": return ["value": Definition.place(bars, n).map { $0.map { 100 * $0 - 100 } }]
        case "donchian":
            let upper = Definition.windows(bars.map(\.high.double), n) { $0.max() ?? .nan }
            let lower = Definition.windows(bars.map(\.low.double), n) { $0.min() ?? .nan }
            return ["upper": upper, "lower": lower, "middle": Definition.map(upper, lower) { ($0 + $1) / 2 }]
        case "keltner":
            let middle = Definition.ema(typical, n)
            let range = Definition.wilder(
                Definition.trueRanges(bars).map { $0 }, Int(number(test, "atr_length")))
            return [
                "middle": middle, "upper": Definition.map(middle, range) { $0 + width * $1 },
                "lower": Definition.map(middle, range) { $0 - width * $1 },
            ]
        case "zscore":
            return [
                "value": Definition.windows(x, n) { window in
                    let deviation = Definition.deviation(window, less: 1)
                    return deviation > 0 ? (window[n - 1] - Definition.mean(window)) / deviation : 0
                }
            ]
        case "realised_volatility":
            let returns = x.indices.dropFirst().map { Foundation.log(x[$0] / x[$0 - 1]) }
            let factor = number(test, "periods_per_year").squareRoot()
            return [
                "value": [nil] + Definition.windows(returns, n) { factor * Definition.deviation($0, less: 1) }
            ]
        case "cci":
            return [
                "value": Definition.windows(typical, n) { window in
                    let mean = Definition.mean(window)
                    return (window[n - 1] - mean) / (0.015 * Definition.mean(window.map { abs($0 - mean) }))
                }
            ]
        case "roc": return ["value": x.indices.map { $0 < n ? nil : 100 * (x[$0] / x[$0 - n] - 1) }]
        case "aroon":
            let age = { (window: [Double], best: Double?) in
                100 * Double(window.lastIndex(of: best ?? .nan) ?? 0) / Double(n)
            }
            let up = Definition.windows(bars.map(\.high.double), n + 1) { age($0, $0.max()) }
            let down = Definition.windows(bars.map(\.low.double), n + 1) { age($0, $0.min()) }
            return ["up": up, "down": down, "oscillator": Definition.map(up, down) { $0 - $1 }]
        default: return [:]
        }
    }

    private func compare(_ test: Case, _ bars: [Bar]) throws {
        let found = try test.columns(bars)
        let expected = Self.expected(test, bars)
        #expect(Set(found.keys) == Set(expected.keys))
        var count = 0
        for (column, values) in expected {
            for (index, (a, b)) in zip(try #require(found[column]), values).enumerated() {
                guard let a, let b else {
                    #expect(a == nil && b == nil, "\(test.name).\(column)[\(index)]")
                    continue
                }
                count += 1
                #expect(abs(a - b) <= 1e-8 * max(1, abs(b)), "\(test.name).\(column)[\(index)]: \(a), \(b)")
            }
        }
        #expect(count > 300)
    }

    @Test(arguments: cases, [1, 2] as [UInt64])
    func `made-up bars give what the definition says`(test: Case, seed: UInt64) throws {
        try compare(test, Array(randomBars(seed).prefix(500)))
    }

    @Test(arguments: cases)
    func `recorded bars give what the definition says`(test: Case) throws {
        guard let goldTrades else { return }
        try compare(test, Array(bars(goldTrades, every: minute).dropLast().prefix(700)))
    }
}
