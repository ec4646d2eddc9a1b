import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct ClassicalTests {
    @Test func `every classical indicator is tested`() {
        #expect(Set(cases.map(\.name)).count == 22)
    }

    @Test(arguments: cases)
    func `indicators keep the laws of operators`(test: Case) throws {
        let tape = Feed("bars", try randomBars(6, count: 12_000))
        #expect(try checkOperator(test.entry, test.arguments, [tape]) == [])
        guard let goldTrades else { return }
        let gold = Feed("bars", try bars(goldTrades, every: minute))
        #expect(try checkOperator(test.entry, test.arguments, [gold]) == [])
    }

    @Test(arguments: cases)
    func `the first value comes with the last bar of the warm-up, then one a bar`(test: Case) throws {
        let bars = try randomBars(9, count: 8000).prefix(120)
        for (column, values) in try test.columns(Array(bars)) {
            #expect(values.firstIndex { $0 != nil } == test.warmUp - 1, "\(column)")
            #expect(values.count { $0 != nil } == 120 - test.warmUp + 1, "\(column)")
        }
        #expect(
            try test.columns(Array(bars.prefix(test.warmUp - 1))).values.allSatisfy {
                !$0.contains { $0 != nil }
            })
    }

    @Test(arguments: cases)
    func `a partial bar is passed over`(test: Case) throws {
        let bars = Array(try randomBars(10, count: 8000).prefix(80))
        let spoiled = bar(bars.count, high: 9e8, low: 1, close: 90, volume: 1e6, flags: .partial)
        var between = spoiled
        between.header = EventHeader(time: bars[39].header.time, sequence: bars[39].header.sequence + 1)
        let with = bars[..<40] + [between] + bars[40...]
        let found = try test.columns(Array(with)).mapValues { $0[..<40] + $0[41...] }
        #expect(found == (try test.columns(bars).mapValues { $0[...] }))
        #expect(try test.report(Array(with)).value("bars") == 80)
    }

    /// What each gives when nothing ever moves.
    @Test(arguments: cases)
    func `a flat series has its documented value`(test: Case) throws {
        let price = 1300.1
        let expected: [String: Double] = [
            "rsi": 50, "atr": 0, "macd": 0, "signal": 0, "histogram": 0, "percent_b": 0.5, "bandwidth": 0,
            "stochastic": 50, "adx": 0, "obv": 3, "zscore": 0, "realised_volatility": 0, "cci": 0,
            "mfi": 50, "roc": 0, "williams_r": -50, "up": 100, "down": 100, "oscillator": 0,
        ]
        for (column, values) in try test.columns(flat(100, at: price)) {
            let value = expected[column] ?? expected[test.name] ?? price
            #expect(values.last != .some(nil))
            for case let found? in values {
                #expect(abs(found - value) <= 1e-12 * price, "\(test.name).\(column) is \(found)")
            }
        }
        // These are exact, since a rounding error of nothing would be as large as a real move.
        if ["zscore", "cci", "realised_volatility", "rsi"].contains(test.name) {
            let values = try test.columns(flat(100, at: price))["value"] ?? []
            #expect(values.last == expected[test.name])
        }
    }

    @Test(arguments: cases)
    func `what measures form does not change when prices are doubled`(test: Case) throws {
        let bars = Array(try randomBars(12, count: 8000).prefix(100))
        let doubled = bars.map { bar in
            var bar = bar
            for path in [\Bar.open, \.high, \.low, \.close] { bar[keyPath: path].raw *= 2 }
            bar.notional *= 2
            return bar
        }
        let formOnly = [
            "rsi", "stochastic", "adx", "obv", "zscore", "realised_volatility", "cci", "mfi", "roc",
            "williams_r",
            "aroon",
        ]
        let (once, twice) = try (test.columns(bars), test.columns(doubled))
        for (column, values) in once {
            let isForm = formOnly.contains(test.name) || ["percent_b", "bandwidth"].contains(column)
            let other = try #require(twice[column])
            for (a, b) in zip(values, other) {
                guard let a, let b else { continue }
                let expected = isForm ? a : 2 * a
                #expect(abs(b - expected) <= 1e-9 * max(1, abs(expected)), "\(test.name).\(column)")
            }
        }
    }

    @Test(arguments: [
        ("rsi", 0.0, 100.0), ("mfi", 0, 100), ("williams_r", -100, 0), ("adx", 0, 100),
        ("stochastic", 0, 100), ("zscore", -5.3, 5.3),
    ])
    func `indices stay within their range`(name: String, low: Double, high: Double) throws {
        let test = try #require(cases.first { $0.name == name })
        for seed in 20..<24 {
            for (column, values) in try test.columns(randomBars(UInt64(seed), count: 10_000)) {
                let outside = values.compactMap { $0 }.filter { $0 < low - 1e-9 || $0 > high + 1e-9 }
                #expect(outside.isEmpty, "\(column): \(outside.prefix(3))")
            }
        }
    }

    @Test(arguments: ["rsi", "atr", "sma"])
    func `a report has no value before the warm-up`(name: String) throws {
        let test = Case(name, ["length": 3], warmUp: 3)
        for (count, isWarm) in [(2, false), (4, true)] {
            let report = try test.report(closes((0..<count).map { Double($0) }))
            #expect((report.value("value") != nil) == isWarm && report.value("bars") == Double(count))
        }
    }

    @Test func `an average follows by its weight from the first price`() throws {
        let ema = Case("ema", ["length": 3], warmUp: 1)
        #expect(try ema.columns(closes([10, 12, 16])) == ["value": [10, 11, 13.5]])
    }

    @Test func `strength is 100 rising, 0 falling`() throws {
        let rsi = Case("rsi", ["length": 3], warmUp: 4)
        #expect(try rsi.columns(closes([1, 2, 3, 4, 5])) == ["value": [nil, nil, nil, 100, 100]])
        #expect(try rsi.columns(closes([5, 4, 3, 2])) == ["value": [nil, nil, nil, 0]])
        // Changes +2 −1: averages 1 and 0.5, index 66.7; then +1: 1 and 0.25, index 80.
        let two = try Case("rsi", ["length": 2], warmUp: 3).columns(closes([10, 12, 11, 12]))["value"] ?? []
        #expect(abs((two[2] ?? 0) - 200.0 / 3) < 1e-12 && abs((two[3] ?? 0) - 80) < 1e-12)
    }

    @Test func `the true range reaches back to the close before`() throws {
        let bars = [
            bar(0, high: 12, low: 10, close: 11), bar(1, high: 15, low: 14, close: 14),
            bar(2, high: 14, low: 13, close: 13),
        ]
        // Ranges 2, 15 − 11 = 4, 1; the mean of the first two, then (3·1 + 1)/2.
        #expect(try Case("atr", ["length": 2], warmUp: 2).columns(bars) == ["value": [nil, 3, 2]])
    }

    @Test func `a session's average is that of its trades`() throws {
        guard let goldTrades else { return }
        let bars = try bars(goldTrades, every: minute).dropLast()
        let hour = 60 * minute
        let found = try Case("vwap", ["reset": Double(hour)], warmUp: 1).columns(Array(bars))["value"] ?? []
        for index in stride(from: 0, to: bars.count, by: 53) {
            let start = bars[index].start / hour * hour
            let trades = goldTrades.filter { $0.header.time >= start && $0.header.sequence < bars[index].end }
            let volume = trades.map(\.quantity).reduce(0, +)
            let worth = trades.map { $0.price.double * $0.quantity }.reduce(0, +)
            #expect(abs((found[index] ?? 0) - worth / volume) < 1e-9 * 1300)
        }
    }

    @Test func `sessions begin at their offset, before 1970 too`() throws {
        let vwap = Case("vwap", ["reset": 4 * Double(minute), "offset": Double(minute)], warmUp: 1)
        let bars = (-9..<9).map { bar($0, high: 99, low: -99, close: Double($0)) }
        // One contract a bar: the mean since the session's start at −11, −7, −3, 1, 5.
        let expected = (-9..<9).map { i in
            let start = max(-9, i - ((i - 1) % 4 + 4) % 4)
            return Double((start...i).reduce(0, +)) / Double(i - start + 1)
        }
        #expect(try vwap.columns(bars) == ["value": expected])
    }

    @Test func `what has no value is counted`() throws {
        let roc = Case("roc", ["length": 1], warmUp: 2)
        #expect(try roc.columns(closes([2, 0, 3, 6])) == ["value": [nil, -100, nil, 100]])
        #expect(try roc.report(closes([2, 0, 3, 6])).value("undefined") == 1)
        #expect(try roc.report(closes([2, 1, 3, 6])).value("undefined") == nil)
        let volatility = Case("realised_volatility", ["length": 2], warmUp: 3)
        let values = try volatility.columns(closes([2, -1, 2, 2, 2]))["value"]
        #expect(values == [nil, nil, nil, 0, 0])
        #expect(try volatility.report(closes([2, -1, 2, 2, 2])).value("undefined") == 1)
        let bollinger = Case("bollinger", ["length": 2], warmUp: 2)
        #expect(try bollinger.report(closes([1, -1, 3])).value("undefined") == 1)
    }

    @Test func `nothing traded leaves the price`() throws {
        let bars = [0, 0, 4].enumerated().map { bar($0, high: 9, low: 1, close: Double($0 + 2), volume: $1) }
        #expect(try Case("vwap", ["length": 2], warmUp: 2).columns(bars) == ["value": [nil, 3, 4]])
        let session = Case("vwap", ["reset": Double(60 * minute)], warmUp: 1)
        #expect(try session.columns(bars) == ["value": [2, 3, 4]])
    }

    @Test func `volatility says its factor`() throws {
        for (periods, unit) in [
            (1.0, "per bar"), (252, "annualised by √252"), (365.25, "annualised by √365.25"),
        ] {
            let test = Case("realised_volatility", ["periods_per_year": periods], warmUp: 21)
            #expect(try test.report([]).metrics[0].unit == "\(unit), the last one")
        }
    }

    @Test func `arguments that don't go together are refused`() throws {
        let wrong: [(Case, String)] = [
            (Case("macd", ["fast": 26, "slow": 26], warmUp: 1), "fast"),
            (Case("vwap", warmUp: 1), "reset"),
            (Case("vwap", ["reset": Double(minute), "length": 3], warmUp: 1), "length"),
        ]
        for (test, argument) in wrong {
            let error = #expect(throws: OperatorError.self) { try test.columns([]) }
            #expect(error?.argument == argument && error?.help?.isEmpty == false)
        }
    }
}
