import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct IndicatorTests {
    private func readings(_ name: String, length: Int64, _ bars: [Bar]) throws -> [Reading] {
        let run = try NodeHarness(
            entry(name), [("length", Argument.integer(length))], [Feed("bars", bars)]
        ).run()
        return run.node.tape(Reading.self).events
    }

    private func closes(_ values: [Double]) -> [Bar] {
        values.enumerated().map { bar(Int64($0), high: $1 + 1, low: $1 - 1, close: $1) }
    }

    @Test(arguments: ["indicator.rsi", "indicator.atr"])
    func `a report has no value before the warm-up`(name: String) throws {
        for (count, isWarm) in [(2, false), (4, true)] {
            let feed = Feed("bars", closes((0..<count).map { Double($0) }))
            let run = try NodeHarness(entry(name), [("length", Argument.integer(3))], [feed]).run()
            let report = run.node.report
            #expect((report.value("value") != nil) == isWarm && report.value("bars") == Double(count))
        }
    }

    @Test func `an average follows by its weight from the first price`() throws {
        #expect(
            try readings("indicator.ema", length: 3, closes([10, 12, 16])).map(\.value) == [10, 11, 13.5])
    }

    @Test func `strength is 100 rising, 0 falling, 50 flat`() throws {
        let rising = try readings("indicator.rsi", length: 3, closes([1, 2, 3, 4, 5]))
        #expect(rising.map(\.value) == [100, 100] && rising.map(\.count) == [4, 5])
        #expect(try readings("indicator.rsi", length: 3, closes([5, 4, 3, 2])).map(\.value) == [0])
        #expect(try readings("indicator.rsi", length: 3, closes([5, 5, 5, 5])).map(\.value) == [50])
    }

    @Test func `strength by hand`() throws {
        // Changes +2 −1: averages 1 and 0.5, index 66.7; then +1: 1 and 0.25, index 80.
        let values = try readings("indicator.rsi", length: 2, closes([10, 12, 11, 12])).map(\.value)
        #expect(abs(values[0] - 200.0 / 3) < 1e-12 && abs(values[1] - 80) < 1e-12)
    }

    @Test func `the true range reaches back to the close before`() throws {
        let bars = [
            bar(0, high: 12, low: 10, close: 11), bar(1, high: 15, low: 14, close: 14),
            bar(2, high: 14, low: 13, close: 13),
        ]
        // Ranges 2, 15 − 11 = 4, 1; the mean of the first two, then (3·1 + 1)/2.
        #expect(try readings("indicator.atr", length: 2, bars).map(\.value) == [3, 2])
    }

    @Test(arguments: ["indicator.ema", "indicator.rsi", "indicator.atr"])
    func `a partial bar is passed over`(name: String) throws {
        var values = closes([1, 2, 3, 4])
        let before = try readings(name, length: 2, values)
        values.append(bar(4, high: 100, low: 1, close: 90, flags: .partial))
        #expect(try readings(name, length: 2, values) == before)
    }

    @Test func `values equal those of TA-Lib`() throws {
        let rows = talibGolden.split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        }
        let bars = rows.enumerated().map { bar(Int64($0), high: $1[0]!, low: $1[1]!, close: $1[2]!) }
        for (column, name, length) in [
            (3, "indicator.ema", 12), (4, "indicator.rsi", 14), (5, "indicator.atr", 14),
        ] {
            let expected = rows.compactMap { $0[column] }
            var inputs = bars
            if name == "indicator.ema" {
                // TA-Lib seeds with the mean of the first twelve: that is the first price here.
                inputs =
                    [bar(11, high: expected[0], low: expected[0], close: expected[0])]
                    + bars.dropFirst(length)
            }
            let found = try readings(name, length: Int64(length), inputs).map(\.value).suffix(expected.count)
            #expect(expected.count > 100 && found.count == expected.count)
            for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-9 * abs(b), "\(name)") }
        }
    }

    @Test func `indicators over recorded bars equal naive ones`() throws {
        let bars = try bars(goldTrades ?? TradeTape.random(20_000, seed: 3), every: minute).dropLast()
        let closes = bars.map(\.close.double)
        let rsi = try readings("indicator.rsi", length: 14, Array(bars)).map(\.value)
        #expect(rsi.count == bars.count - 14)
        for end in stride(from: 20, to: closes.count, by: 97) {
            let changes = (1...end).map { closes[$0] - closes[$0 - 1] }
            var gain = changes.prefix(14).reduce(0) { $0 + max(0, $1) } / 14
            var loss = changes.prefix(14).reduce(0) { $0 + max(0, -$1) } / 14
            for change in changes.dropFirst(14) {
                gain = (gain * 13 + max(0, change)) / 14
                loss = (loss * 13 + max(0, -change)) / 14
            }
            #expect(abs(rsi[end - 14] - 100 * gain / (gain + loss)) < 1e-9)
        }
        let ema = try readings("indicator.ema", length: 26, Array(bars)).map(\.value)
        for end in stride(from: 0, to: closes.count, by: 131) {
            // The closed form: weights a(1 − a)^k back in time, the rest on the first price.
            let rest = 1 - 2.0 / 27
            var sum = 0.0
            var weight = 2.0 / 27
            for index in stride(from: end, to: 0, by: -1) {
                sum += weight * closes[index]
                weight *= rest
            }
            #expect(abs(ema[end] - (sum + weight / (2.0 / 27) * closes[0])) < 1e-6)
        }
    }

    @Test(arguments: ["indicator.ema", "indicator.rsi", "indicator.atr"])
    func `indicators keep the laws of operators`(name: String) throws {
        let feed = Feed("bars", try bars(TradeTape.random(3000, seed: 6), every: 10_000_000_000))
        #expect(try checkOperator(entry(name), [], [feed]) == [])
    }

    @Test func `a spread joins readings of the same event only`() throws {
        let run = try NodeHarness(
            entry("custom.spread"), [("ratio", Argument.real(2))],
            [
                Feed("plus", [reading(1, 10), reading(2, 11), reading(4, 12)]),
                Feed("minus", [reading(2, 3), reading(3, 4), reading(4, 5)]),
            ]
        ).run(.single)
        #expect(run.node.tape(Reading.self).events.map(\.value) == [5, 2])
        let plus = Feed("plus", (0..<400).map { reading($0, Double($0)) })
        let minus = Feed("minus", (0..<400).map { reading($0 + 7, 1) })
        #expect(try checkOperator(entry("custom.spread"), [], [plus, minus]) == [])
    }
}
