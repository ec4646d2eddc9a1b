import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Bars of recorded data against the vendor's own bars and against what an independent program found.
@Suite struct RecordedBarTests {
    private static let steps: [(name: String, every: Int64)] = [
        ("1s", 1_000_000_000), ("1m", minute), ("5m", 5 * minute), ("30m", 30 * minute),
    ]
    private static let days = ["20131007": utc(2013, 10, 7), "20131008": utc(2013, 10, 8)]

    /// The vendor's bars of a minute or a second: milliseconds of the day, four prices, volume.
    private func vendorBars(
        _ name: String, member: String = "*", midnight: Int64, every: Int64, scale: Int64 = 1_000_000_000,
        columns: Int = 1
    ) -> [Bar]? {
        recordedRows(name, member: member)?.map { cells in
            let start = midnight + (Int64(cells[0]) ?? 0) * 1_000_000
            let prices = cells[columns..<(columns + 4)].map { cell in
                Price(raw: Int64(((Double(cell) ?? 0) * Double(scale)).rounded()))
            }
            return Bar(
                header: EventHeader(time: start + every, sequence: start + every - 1), start: start,
                end: start + every, open: prices[0], high: prices[1], low: prices[2], close: prices[3],
                volume: Double(cells[columns + 4]) ?? 0)
        }
    }

    private func prices(_ bar: Bar) -> [Int64] {
        [bar.start, bar.open.raw, bar.high.raw, bar.low.raw, bar.close.raw]
    }

    private func expect(_ bars: [Bar], are facts: [String: Any], _ comment: String) throws {
        func row(_ bar: Bar) -> [Double] {
            [bar.open.double, bar.high.double, bar.low.double, bar.close.double, bar.volume]
        }
        let first = try #require(bars.first)
        let last = try #require(bars.last)
        #expect(bars.count == facts["count"] as? Int, "\(comment)")
        #expect(row(first) == facts["first_ohlcv"] as? [Double], "\(comment)")
        #expect(row(last) == facts["last_ohlcv"] as? [Double], "\(comment)")
        #expect(bars.map(\.volume).max() == facts["max_volume"] as? Double, "\(comment)")
        let sum = try #require(facts["sum_close"] as? Double)
        #expect((bars.reduce(0) { $0 + $1.close.double } - sum).magnitude < 1e-9 * sum, "\(comment)")
    }

    @Test(arguments: ["20131007", "20131008"])
    func `gold trades give the bars that an independent program found`(day: String) throws {
        let midnight = try #require(Self.days[day])
        for expiry in ["201311", "201312", "201402"] {
            let key = "lean_ticks:lean_fut_tick_trade_\(day)_gc_tick_trade_\(expiry)"
            guard let facts = RecordedData.facts(key),
                let trades = recordedGold(day, expiry: expiry, midnight: midnight, keepsRepeat: true)
            else { return }
            #expect(trades.count == facts["rows"] as? Int)
            for (name, every) in Self.steps {
                let expected = try #require(facts[name] as? [String: Any])
                try expect(try bars(trades, every: every), are: expected, "\(key) \(name)")
            }
        }
    }

    @Test(arguments: [("20131007", 1314), ("20131008", 1377)])
    func `gold trades give all of the vendor's minutes`(day: String, count: Int) throws {
        let midnight = try #require(Self.days[day])
        guard let trades = recordedGold(day, expiry: "201312", midnight: midnight),
            let vendor = vendorBars(
                "lean/future/comex/minute/gc/\(day)_trade.zip", member: "*_trade_201312.csv",
                midnight: midnight, every: minute)
        else { return }
        let made = try bars(trades, every: minute)
        #expect(made.count == count && made.map(prices) == vendor.map(prices))
        #expect(made.map(\.volume) == vendor.map(\.volume))
    }

    @Test func `all recorded gold lies within the sessions of Globex`() throws {
        guard let trades = goldTrades else { return }
        let arguments: Arguments = [
            ("every", Argument.integer(minute)), ("calendar", Argument.text("CMES")),
        ]
        let node = try run("bars.time", arguments, Feed("trades", trades))
        #expect(node.report.value("outside") == 0)
        #expect(node.tape(Bar.self).events == (try bars(trades, every: minute)))
    }

    @Test(arguments: ["20131007", "20131008"])
    func `stock seconds give the vendor's minutes`(day: String) throws {
        // The vendor counts milliseconds from midnight of New York, four hours behind UTC in October.
        let midnight = try #require(Self.days[day]) + 240 * minute
        let folder = "lean/equity/usa"
        guard
            let seconds = vendorBars(
                "\(folder)/second/spy/\(day)_trade.zip", midnight: midnight, every: 1_000_000_000,
                scale: 100_000),
            let vendor = vendorBars(
                "\(folder)/minute/spy/\(day)_trade.zip", midnight: midnight, every: minute, scale: 100_000)
        else { return }
        let arguments: Arguments = [("every", Argument.integer(minute))]
        let made = try bars("bars.merge", arguments, of: seconds)
        #expect(made.count == vendor.count && made.map(prices) == vendor.map(prices))
    }

    /// Times carry fractions of a millisecond; bids stand for trades.
    @Test func `gold quotes of fractional milliseconds give the vendor's minutes`() throws {
        let midnight = utc(2014, 5, 1)
        let folder = "lean/cfd/oanda"
        guard let rows = recordedRows("\(folder)/tick/xauusd/20140501_quote.zip"),
            let vendor = vendorBars(
                "\(folder)/minute/xauusd/20140501_quote.zip", midnight: midnight, every: minute),
            let facts = RecordedData.facts("lean_ticks:lean_cfd_tick_quote_xauusd_20140501")
        else { return }
        func trades(_ price: ([String]) throws -> Price) throws -> [Trade] {
            var sequencer = Sequencer()
            return try rows.map { cells in
                let milliseconds = try #require(Decimal(string: cells[0]))
                let time = midnight + NSDecimalNumber(decimal: milliseconds * 1_000_000).int64Value
                return Trade(
                    header: sequencer.header(at: time), price: try price(cells), quantity: 1, side: .unknown)
            }
        }
        let bids = try trades { Price(try #require(Double($0[1]))) }
        #expect(bids.count == facts["rows"] as? Int && bids.contains { $0.header.time % 1_000_000 != 0 })
        #expect(try bars(bids, every: minute).map(prices) == vendor.map(prices))
        let mids = try trades { cells in
            let sum = Price(try #require(Double(cells[1]))).raw + Price(try #require(Double(cells[2]))).raw
            return Price(raw: sum / 2)
        }
        for (name, every) in Self.steps.dropFirst() {
            let expected = try #require(facts["mid_\(name)"] as? [String: Any])
            try expect(try bars(mids, every: every), are: expected, name)
        }
    }
}
