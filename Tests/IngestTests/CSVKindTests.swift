import Archives
import Foundation
import MarketModel
import OperatorKit
import Testing

@testable import IngestOperators

private let minute: Int64 = 60_000_000_000
private let day: Int64 = 86_400_000_000_000

@Suite struct CSVKindTests {
    @Test(arguments: [
        "ts_s,bid,ask,bid_size,ask_size\n1735828200,4,6,1,2\n",
        "time;BidPrice;AskPrice;BidVolume;AskVolume\n"
            + "2025-01-02 14:30:00;4;6;1;2\n",
        "ask_px_00\tbid_px_00\tts_event\task_sz_00\tbid_sz_00\n6\t4\t1735828200000000000\t2\t1\n",
    ])
    func `headers of quotes make quotes`(text: String) throws {
        let run = try read(text: text)
        #expect(run.error == nil && run.addsUp && run.quotes.count == 1)
        let quote = try #require(run.quotes.first)
        #expect(quote.bid.double == 4 && quote.ask.double == 6 && quote.bidSize == 1 && quote.askSize == 2)
        #expect(quote.header.time == 1_735_828_200_000_000_000)
    }

    @Test func `a side that is empty isn't there`() throws {
        let run = try read(text: "time,bid,ask\n1735828200,,6\n1735828201,4,\n1735828202,x,6\n")
        #expect(
            run.quotes.map(\.bid.raw) == [0, 4_000_000_000]
                && run.quotes.map(\.ask.raw) == [6_000_000_000, 0])
        #expect(run.reasons == ["price is malformed"] && run.addsUp)
    }

    @Test func `headers of bars make bars`() throws {
        let text = "Date,Open,High,Low,Close,Volume,Trades\n2025-01-02 14:30,5,7,4,6,100,12\n"
        let run = try read(text: text) { $0.bar = minute }
        let bar = try #require(run.bars.first)
        #expect(run.addsUp && [bar.open, bar.high, bar.low, bar.close].map(\.double) == [5, 7, 4, 6])
        #expect(bar.volume == 100 && bar.tickCount == 12 && near(bar.vwap, 17.0 / 3))
        #expect(bar.start == 1_735_828_200_000_000_000 && bar.end == bar.start + minute)
        #expect(bar.header == EventHeader(time: bar.end, sequence: bar.end - 1))
        let ended = try read(text: text) {
            $0.bar = minute
            $0.stamp = .end
        }
        #expect(ended.bars.first?.end == bar.start && ended.bars.first?.start == bar.start - minute)
        #expect(try read(text: text).error?.argument == "bar")
        let named = try read(text: "t,c,v,w\n2025-01-02 14:30,6,100,5.5\n") {
            $0.bar = minute
            $0.columns = [
                column("time", "t"), column("close", "c"), column("volume", "v"), column("vwap", "w"),
            ]
        }
        #expect(named.bars.map(\.low.double) == [6] && named.bars.map(\.vwap) == [5.5])
        let short = try read(text: "time,open,close\n2025-01-02 14:30,6,100\n") {
            $0.bar = minute
            $0.kind = .bars
        }
        #expect(short.error?.message.contains("no high column") == true)
    }

    @Test func `files without header take the usual columns of their kind`() throws {
        let quotes = try read(text: "1735828200,4,6\n") { $0.kind = .quotes }
        #expect(quotes.quotes.map(\.mid.double) == [5])
        let bars = try read(text: "1735828200,5,7,4,6,100\n") {
            $0.kind = .bars
            $0.bar = minute
        }
        #expect(bars.bars.map(\.volume) == [100])
    }

    @Test func `days of a zone end at its midnight over a change of the clocks`() throws {
        let text =
            "date,open,high,low,close,volume\n2013-03-09,5,7,4,6,1\n2013-03-10,5,7,4,6,1\n2013-11-03,5,7,4,6,1\n"
        let run = try read(text: text) {
            $0.bar = day
            $0.zone = "America/New_York"
        }
        let hour: Int64 = 3_600_000_000_000
        #expect(run.bars.map { ($0.end - $0.start) / hour } == [24, 23, 25])
        let ended = try read(text: text) {
            $0.bar = day
            $0.zone = "America/New_York"
            $0.stamp = .end
        }
        #expect(ended.bars.map { ($0.end - $0.start) / hour } == [24, 24, 24])
        #expect(ended.bars.map(\.end) == run.bars.map(\.start))
    }

    @Test func `a doubled hour is its first pass and the second is late, a skipped one is told`() throws {
        let text = ["2013-11-03 00:59", "2013-11-03 01:30", "2013-11-03 01:10", "2013-11-03 02:00"]
            .map { "\($0),5,1\n" }.joined()
        let run = try read(text: "time,price,size\n\(text)") { $0.zone = "America/New_York" }
        #expect(run.times.last == time("2013-11-03T07:00:00Z").0 && run.count("late") == 1)
        #expect(run.times[1] == time("2013-11-03T05:30:00Z").0)
        let skipped = try read(text: "time,price,size\n2013-03-10 02:30,5,1\n2013-03-10 03:40,5,1\n") {
            $0.zone = "America/New_York"
        }
        #expect(skipped.times == [time("2013-03-10T07:30:00Z").0, time("2013-03-10T07:40:00Z").0])
    }

    @Test func `leap seconds become the last nanosecond before and are counted`() throws {
        let run = try read(
            text:
                "time,price,size\n2016-12-31T23:59:59Z,1,1\n2016-12-31T23:59:60Z,2,1\n2016-12-31T23:59:60.9Z,3,1\n"
                + "2017-01-01T00:00:00Z,4,1\n2017-01-01T00:00:60Z,5,1\n")
        #expect(run.trades.map(\.price.double) == [1, 2, 3, 4] && run.count("leap_seconds") == 2)
        #expect(run.times[1] == time("2017-01-01").0 - 1 && run.times[2] == run.times[1])
        #expect(run.reasons == ["time is malformed"] && run.addsUp)
    }

    @Test(arguments: [",", "\t", ";", "|"])
    func `the delimiter is found in the first line`(delimiter: String) throws {
        let text = "time,price,size\n1735828200,5,1\n".replacing(",", with: delimiter)
        #expect(try read(text: text).trades.count == 1)
        let forced = try read(text: text) { $0.delimiter = delimiter == "," ? ";" : "," }
        #expect(forced.error != nil)
    }
}

@Suite struct CSVFactsTests {
    private func path(_ fact: Fact) -> String { fact.path }

    @Test(arguments: Fact.all("bars:eurusd"))
    func `the quarter hours of EURUSD are what pandas finds`(fact: Fact) throws {
        let run = feed(CSVFormat.self, [fact.path]) {
            $0.bar = 15 * minute
            $0.columns = [column("volume", "Tickvol")]
            $0.rules.tick = 0.00001
        }
        let bars = run.bars
        #expect(run.error == nil && run.reasons.isEmpty && run.addsUp && bars.count == fact.count("rows"))
        let (first, last) = (try #require(bars.first), try #require(bars.last))
        #expect(first.start == time(fact.text("first_ts")).0 && last.start == time(fact.text("last_ts")).0)
        #expect(
            [first.open.double, first.high.double, first.low.double, first.close.double, first.volume]
                == fact.numbers("first_bar"))
        #expect(
            [last.open.double, last.high.double, last.low.double, last.close.double, last.volume]
                == fact.numbers("last_bar"))
        #expect(bars.reduce(0) { $0 + $1.volume } == fact.number("total_volume"))
        #expect(near(bars.reduce(0) { $0 + $1.close.double }, fact.number("sum_close")))
        for (name, step) in [("30m", 30 * minute), ("1h", 60 * minute), ("1d_utc", day)] {
            #expect(Buckets(bars, step: step).faults(fact, name) == [])
        }
    }

    @Test(arguments: Fact.all("daily:arch_"))
    func `daily files have the closes and returns that pandas finds`(fact: Fact) throws {
        let run = feed(CSVFormat.self, [fact.path]) {
            $0.bar = day
            $0.dates = ["%m/%d/%Y"]
            if fact.key.hasSuffix("wti") { $0.columns = [column("close", "DCOILWTICO")] }
            if fact.key.hasSuffix("vix") { $0.columns = [column("close", "vix")] }
        }
        let closes = run.bars.map(\.close.double)
        #expect(run.error == nil && run.addsUp && run.count("lines") == fact.count("rows") + 1)
        #expect(closes.count == fact.count("rows") - fact.count("nan_close"))
        // FRED writes a dot where there is no value.
        #expect(run.refused("price is malformed") == fact.count("nan_close"))
        #expect(closes.first == fact.number("first_close") && closes.last == fact.number("last_close"))
        #expect(run.bars.first?.start == time(fact.text("first")).0)
        #expect(run.bars.last?.start == time(fact.text("last")).0)
        let returns = zip(closes.dropFirst(), closes).map { log($0 / $1) }
        let mean = returns.reduce(0, +) / Double(returns.count)
        #expect(returns.count == fact.count("n_logret") && near(mean, fact.number("mean")))
        let squares = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(near((squares / Double(returns.count - 1)).squareRoot(), fact.number("std_ddof1")))
        if fact.values["total_volume"] != nil {
            #expect(run.bars.reduce(0) { $0 + $1.volume } == fact.number("total_volume"))
        }
    }

    @Test(arguments: Fact.all("daily:lean_daily"))
    func `daily files of Lean have the closes that pandas finds`(fact: Fact) throws {
        let run = feed(LeanFormat.self, [fact.path])
        #expect(run.error == nil && run.reasons.isEmpty && run.addsUp && run.bars.count == fact.count("rows"))
        #expect(run.bars.first?.close.double == fact.number("first_close"))
        #expect(run.bars.last?.close.double == fact.number("last_close"))
        #expect(run.bars.first.map { $0.start } == time("\(fact.text("first"))T05:00:00Z").0)
        #expect(run.bars.reduce(0) { $0 + $1.volume } == fact.number("total_volume"))
    }

    @Test(arguments: Fact.all("daily:skfolio"))
    func `any column of closes can be read`(fact: Fact) throws {
        var returns: [String: [Double]] = [:]
        for name in ["AAPL", "MSFT", "XOM", "CVX"] {
            let run = feed(CSVFormat.self, [fact.path]) {
                $0.bar = day
                $0.columns = [column("close", name)]
            }
            let closes = run.bars.map(\.close.double)
            #expect(run.addsUp && run.reasons.isEmpty && closes.count == fact.count("rows"))
            returns[name] = zip(closes.dropFirst(), closes).map { $0 / $1 - 1 }
        }
        func correlation(_ a: [Double], _ b: [Double]) -> Double {
            let (ma, mb) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
            let (da, db) = (a.map { $0 - ma }, b.map { $0 - mb })
            func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
            return dot(da, db) / (dot(da, da) * dot(db, db)).squareRoot()
        }
        let apples = correlation(returns["AAPL"] ?? [], returns["MSFT"] ?? [])
        let oils = correlation(returns["XOM"] ?? [], returns["CVX"] ?? [])
        #expect(near(apples, fact.number("corr_AAPL_MSFT"), 1e-2))
        #expect(near(oils, fact.number("corr_XOM_CVX"), 1e-2))
    }
}
