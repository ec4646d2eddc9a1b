import Archives
import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import ReferenceData
import TestSupport
import Testing

/// Splits and dividends undone: against recorded prices, another vendor's adjusted prices, and a slow twin.
@Suite struct AdjustTests {
    /// Two splits and two dividends within the days that random tapes cover.
    private static let factors = """
        20131001,0.9,0.0714285,50
        20131008,0.9,0.142857,51
        20131010,0.95,0.142857,52.5
        20131015,0.99,0.5,20
        20501231,1,1,0
        """

    private func adjusted(_ bars: [Bar], _ arguments: Arguments) throws -> [Bar] {
        try NodeHarness(entry("reference.adjust_bars"), arguments, [Feed("bars", bars)]).run()
            .node.tape(Bar.self).events
    }

    private func apple(_ more: Arguments) throws -> [Bar]? {
        guard let bars = try dailyBars("aapl"),
            let factors = RecordedData.path("lean/equity/usa/factor_files/aapl.csv")
        else { return nil }
        return try adjusted(bars, [("factors", Argument.text(factors))] + more)
    }

    private func close(_ bars: [Bar], _ day: String) throws -> Bar {
        try #require(bars.first { $0.start <= noon(day) && noon(day) < $0.end })
    }

    @Test func `Apple's closes around its split, in shares of the day after`() throws {
        guard let bars = try apple([("as_of", Argument.text("2014-06-09"))]) else { return }
        let (before, after) = (try close(bars, "20140606"), try close(bars, "20140609"))
        #expect((before.close.double * 1e4).rounded() == 922_243)
        #expect(after.close == Price(93.70))
        #expect(abs(before.volume / (12_116_671 * 7) - 1) < 1e-5)
        #expect(after.volume == 72_875_948)
    }

    @Test func `raw is what was recorded`() throws {
        guard let bars = try dailyBars("aapl"), let raw = try apple([("mode", Argument.text("raw"))]),
            let facts = RecordedData.facts("daily:lean_daily_aapl")
        else { return }
        #expect(raw == bars)
        #expect(raw.count - 1 == facts["n_logret"] as? Int)
        #expect(raw.first?.close.double == facts["first_close"] as? Double)
        #expect(raw.last?.close.double == facts["last_close"] as? Double)
    }

    @Test func `without its splits Apple never fell by half in a day`() throws {
        guard let raw = try apple([("mode", Argument.text("raw"))]), let split = try apple([]),
            let facts = RecordedData.facts("daily:lean_daily_aapl"),
            let worst = facts["min_ret"] as? [Any]
        else { return }
        func returns(_ bars: [Bar]) -> [Double] {
            zip(bars, bars.dropFirst()).map { log($1.close.double / $0.close.double) }
        }
        let place = try #require(returns(raw).indices.min { returns(raw)[$0] < returns(raw)[$1] })
        #expect(newYorkDay(raw[place + 1].start).description == worst[0] as? String)
        #expect(abs(returns(raw)[place] - (worst[1] as? Double ?? 0)) < 1e-12)
        #expect(abs(returns(split)[place] - log(93.70 / 92.2243)) < 1e-5)
    }

    @Test func `total returns are those of another vendor's adjusted prices`() throws {
        guard let bars = try apple([("mode", Argument.text("total"))]),
            let path = RecordedData.path("daily_skfolio/sp500_dataset.csv.gz")
        else { return }
        let rows = try cells(path)
        let column = try #require(rows[0].firstIndex(of: "AAPL"))
        let theirs = Dictionary(
            uniqueKeysWithValues: rows.dropFirst().map { (String($0[0].prefix(10)), Double($0[column]) ?? 0) }
        )
        // Their prices have three decimals, of 0.3 at first; Lean's factor file has no dividend before 2012.
        let days = bars.filter { $0.start >= noon("20130101") }
            .compactMap { bar in theirs[newYorkDay(bar.start).description].map { (bar.close.double, $0) } }
        #expect(days.count == 2076)
        var differences: [Double] = []
        for ((ours, theirs), (oursNext, theirsNext)) in zip(days, days.dropFirst()) {
            differences.append(abs(log(oursNext / ours) - log(theirsNext / theirs)))
        }
        #expect(try #require(differences.max()) < 2e-3)
        #expect(differences.sorted()[differences.count / 2] < 2e-5)
        let total = log(days[days.count - 1].0 / days[0].0) - log(days[days.count - 1].1 / days[0].1)
        #expect(abs(total) < 2e-3)
    }

    @Test func `bars and trades are adjusted as the definition says`() throws {
        let path = try temporaryFile(Self.factors)
        let file = try FactorFile(path: path)
        let trades = TradeTape.random(4000, seed: 5, meanGap: 300_000_000_000)
        for mode in ["splits", "total", "raw"] {
            for base in ["last", "first", "2013-10-09"] {
                let arguments: Arguments = [
                    ("factors", Argument.text(path)), ("mode", Argument.text(mode)),
                    ("as_of", Argument.text(base)),
                ]
                let out = try NodeHarness(entry("reference.adjust"), arguments, [Feed("trades", trades)])
                    .run().node.tape(Trade.self).events
                #expect(out.count == trades.count)
                func factor(_ day: CivilDate) -> Double {
                    let (price, split) = file.factors(on: day)
                    return mode == "raw" ? 1 : mode == "splits" ? split : split * price
                }
                let reference: CivilDate? =
                    base == "last"
                    ? nil : base == "first" ? newYorkDay(trades[0].header.time) : CivilDate(text: base)
                let wrong = zip(trades, out).filter { raw, trade in
                    let day = newYorkDay(raw.header.time)
                    let price = raw.price.double * factor(day) / (reference.map(factor) ?? 1)
                    let splits =
                        mode == "raw"
                        ? 1
                        : file.factors(on: day).split / (reference.map { file.factors(on: $0).split } ?? 1)
                    return abs(trade.price.double - price) > 1e-9
                        || abs(trade.quantity * splits - raw.quantity) > 1e-9 * raw.quantity
                        || trade.header != raw.header || trade.side != raw.side
                }
                #expect(wrong.isEmpty, "\(mode) \(base)")
            }
        }
    }

    @Test func `adjusting from the first day on needs nothing from the future`() throws {
        guard let bars = try dailyBars("aapl"),
            let path = RecordedData.path("lean/equity/usa/factor_files/aapl.csv")
        else { return }
        // The same file as it could have been known on the day before Apple's split of 2014.
        let rows = try FactorFile(path: path).rows
        let known = rows.prefix { $0.until.description < "2014-06-06" }
        let unit = rows[known.count]
        let then = known.map {
            "\($0.until.description.filter { $0 != "-" }),\($0.priceFactor / unit.priceFactor),"
                + "\($0.splitFactor / unit.splitFactor),0"
        }
        let early = Array(bars.prefix { $0.start < noon("20140605") })
        let first: Arguments = [("as_of", Argument.text("first")), ("mode", Argument.text("total"))]
        let now = try adjusted(bars, first + [("factors", Argument.text(path))])
        let before = try adjusted(
            early, first + [("factors", Argument.text(try temporaryFile(then.joined(separator: "\n"))))])
        #expect(before.count > 4000 && before.count < now.count)
        #expect(zip(before, now).allSatisfy { abs($0.close.double / $1.close.double - 1) < 1e-9 })
        #expect(now.first?.close == bars.first?.close)
    }

    @Test func `volume times price is the same across a split, and low stays lowest`() throws {
        guard let bars = try dailyBars("ibm"),
            let path = RecordedData.path("lean/equity/usa/factor_files/ibm.csv")
        else { return }
        let split = try adjusted(bars, [("factors", Argument.text(path))])
        #expect(split.count == bars.count)
        let ordered = split.allSatisfy {
            $0.low <= $0.open && $0.low <= $0.close && $0.open <= $0.high && $0.close <= $0.high
        }
        #expect(ordered)
        let worth = zip(bars, split).allSatisfy { raw, bar in
            let before = raw.close.double * raw.volume
            return abs(before - bar.close.double * bar.volume) <= 1e-8 * before
        }
        #expect(worth)
    }

    @Test func `a ticker's life before the stock is dropped and counted`() throws {
        guard let factors = RecordedData.path("lean/equity/usa/factor_files/goog.csv"),
            let names = RecordedData.path("lean/equity/usa/map_files/goog.csv")
        else { return }
        let trades = TradeTape.of([
            (noon("20131007"), 876.1), (noon("20140326"), 1131.9), (noon("20140327"), 558.5),
            (noon("20140402"), 567), (noon("20140404"), 543.1), (noon("20150430"), 537.3),
        ])
        let node = try NodeHarness(
            entry("reference.adjust"),
            [("factors", Argument.text(factors)), ("names", Argument.text(names))],
            [Feed("trades", trades)]
        ).run().node
        let out = node.tape(Trade.self).events
        #expect(out.map(\.header) == trades.dropFirst(2).map(\.header))
        #expect(abs((out.first?.price.double ?? 0) - 558.5 * 0.997307) < 1e-9)
        #expect(out.last?.price == trades.last?.price)
        #expect(node.report.value("dropped_outside_life") == 2)
        #expect(node.report.tables.first?.rows.map { $0[0] } == ["goocv", "goocv", "goog"])
    }

    @Test func `a price that can't be told is dropped and counted`() throws {
        let path = try temporaryFile("20131231,1,1000000,0\n20141231,1,0.0001,0\n20501231,1,1,0")
        let trades = TradeTape.of([
            (noon("20131007"), 9_300.5), (noon("20131008"), 9_100.5), (noon("20140707"), 0.000_002),
        ])
        let node = try NodeHarness(
            entry("reference.adjust"), [("factors", Argument.text(path))], [Feed("trades", trades)]
        ).run().node
        #expect(node.tape(Trade.self).events.map(\.price) == [Price(9_100_500_000)])
        #expect(node.report.value("dropped_out_of_range") == 2)
    }

    @Test func `both operators keep the laws`() throws {
        let path = try temporaryFile(Self.factors)
        let trades = TradeTape.random(5000, seed: 9, meanGap: 200_000_000_000)
        for base in ["last", "first"] {
            let arguments: Arguments = [
                ("factors", Argument.text(path)), ("mode", Argument.text("total")),
                ("as_of", Argument.text(base)),
            ]
            #expect(try checkOperator(entry("reference.adjust"), arguments, [Feed("trades", trades)]) == [])
            let hours = try bars(trades, every: 60 * minute)
            #expect(try checkOperator(entry("reference.adjust_bars"), arguments, [Feed("bars", hours)]) == [])
        }
    }

    @Test func `bad arguments are told`() throws {
        func refusal(_ arguments: Arguments) -> OperatorError? {
            #expect(throws: OperatorError.self) {
                try NodeHarness(entry("reference.adjust"), arguments, [Feed("trades", [Trade]())]).run()
            }
        }
        #expect(refusal([("factors", Argument.text("no/file.csv"))])?.argument == "factors")
        let path = try temporaryFile(Self.factors)
        let day = refusal([("factors", Argument.text(path)), ("as_of", Argument.text("monday"))])
        #expect(day?.argument == "as_of" && day?.help == "as_of: 2014-06-09")
        let names = refusal([("factors", Argument.text(path)), ("names", Argument.text(path + "x"))])
        #expect(names?.argument == "names")
    }
}
