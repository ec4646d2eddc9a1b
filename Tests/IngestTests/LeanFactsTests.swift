import Archives
import Foundation
import MarketModel
import OperatorKit
import ReferenceData
import Testing

@testable import IngestOperators

/// What an independent computation (pandas) found in the recorded files.
struct Fact: Sendable, CustomStringConvertible {
    let key: String
    private let json: Data

    private static let facts: [String: Data] = {
        guard let path = recorded("facts.json"), let data = FileManager.default.contents(atPath: path),
            let all = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return [:] }
        return all.compactMapValues { try? JSONSerialization.data(withJSONObject: $0) }
    }()

    static func all(_ prefix: String) -> [Fact] {
        facts.filter { $0.key.hasPrefix(prefix) }.map { Fact(key: $0.key, json: $0.value) }
            .sorted { $0.key < $1.key }
    }

    var description: String { key }
    var values: [String: Any] { (try? JSONSerialization.jsonObject(with: json)) as? [String: Any] ?? [:] }
    func number(_ name: String) -> Double { (values[name] as? NSNumber)?.doubleValue ?? .nan }
    func count(_ name: String) -> Int { (values[name] as? NSNumber)?.intValue ?? -1 }
    func text(_ name: String) -> String { values[name] as? String ?? "" }
    func numbers(_ name: String) -> [Double?] {
        (values[name] as? [Any] ?? []).map { ($0 as? NSNumber)?.doubleValue }
    }
    /// The recorded file, by "path" or "file".
    var path: String { recorded(text("path").isEmpty ? text("file") : text("path")) ?? "" }
}

/// Equal but for the rounding of another order of summing.
func near(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(value - expected) <= tolerance * max(1, abs(expected))
}

/// Buckets of a step, as the facts count them.
struct Buckets {
    var bars: [(start: Int64, open: Double, high: Double, low: Double, close: Double, volume: Double)] = []

    init(_ ticks: [(time: Int64, price: Double, size: Double)], step: Int64) {
        for tick in ticks {
            add(tick.time / step * step, tick.price, tick.price, tick.price, tick.price, tick.size)
        }
    }

    init(_ bars: [Bar], step: Int64) {
        for bar in bars {
            add(
                bar.start / step * step, bar.open.double, bar.high.double, bar.low.double, bar.close.double,
                bar.volume)
        }
    }

    private mutating func add(
        _ start: Int64, _ open: Double, _ high: Double, _ low: Double, _ close: Double, _ volume: Double
    ) {
        guard let last = bars.last, last.start == start else {
            bars.append((start, open, high, low, close, volume))
            return
        }
        let index = bars.count - 1
        bars[index].high = max(last.high, high)
        bars[index].low = min(last.low, low)
        bars[index].close = close
        bars[index].volume += volume
    }

    /// What differs from the fact's bars of that name, in words; nothing where it has none.
    func faults(_ fact: Fact, _ name: String) -> [String] {
        guard let told = fact.values[name] as? [String: Any] else { return [] }
        var faults: [String] = []
        func check(_ what: String, _ holds: Bool) { if !holds { faults.append("\(name) \(what)") } }
        func row(
            _ bar: (start: Int64, open: Double, high: Double, low: Double, close: Double, volume: Double)
        )
            -> [Double]
        { [bar.open, bar.high, bar.low, bar.close, bar.volume] }
        func same(_ key: String, _ got: [Double]) -> Bool {
            let wanted = (told[key] as? [NSNumber] ?? []).map(\.doubleValue)
            return wanted.count == got.count && zip(wanted, got).allSatisfy { near($1, $0) }
        }
        check("count", (told["count"] as? NSNumber)?.intValue == bars.count)
        guard let first = bars.first, let last = bars.last else { return faults + ["\(name) empty"] }
        check(
            "first",
            same("first_ohlcv", row(first)) && time(told["first_ts"] as? String ?? "").0 == first.start)
        check("last", same("last_ohlcv", row(last)) && time(told["last_ts"] as? String ?? "").0 == last.start)
        let closes = bars.reduce(0) { $0 + $1.close }
        check("sum of closes", near(closes, (told["sum_close"] as? NSNumber)?.doubleValue ?? .nan))
        let largest = bars.map(\.volume).max() ?? 0
        check("largest volume", near(largest, (told["max_volume"] as? NSNumber)?.doubleValue ?? .nan))
        return faults
    }
}

private let steps: [(name: String, length: Int64)] = [
    ("1s", 1_000_000_000), ("1m", 60_000_000_000), ("5m", 300_000_000_000), ("30m", 1_800_000_000_000),
    ("1h", 3_600_000_000_000), ("1d_utc", 86_400_000_000_000),
]

func lean(_ fact: Fact, _ change: (inout LeanSettings) -> Void = { _ in }) -> FeedRun {
    feed(LeanFormat.self, [fact.path], limit: 1000) { settings in
        // Where a fact of futures doesn't name the member, its key ends with the expiry.
        let expiry = fact.key.split(separator: "_").last ?? ""
        settings.files.member =
            fact.text("member").isEmpty && expiry.count == 6 ? "*_\(expiry).csv" : fact.text("member")
        settings.suspicious = .keep
        change(&settings)
    }
}

@Suite struct LeanFactsTests {
    @Test(arguments: Fact.all("lean_ticks:lean_fut_tick") + Fact.all("lean_ticks:lean_eq_tick"))
    func `every file of trades has the rows and bars that pandas finds`(fact: Fact) throws {
        let run = lean(fact)
        let trades = run.trades
        #expect(run.error == nil && run.reasons.isEmpty && run.addsUp)
        #expect(trades.count == fact.count("rows"))
        let (first, last) = (try #require(trades.first), try #require(trades.last))
        #expect(first.header.time == time(fact.text("first_ts")).0)
        #expect(last.header.time == time(fact.text("last_ts")).0)
        #expect(first.price.double == fact.number("first_price"))
        #expect(last.price.double == fact.number("last_price"))
        #expect(trades.map(\.price).max()?.double == fact.number("max_price"))
        #expect(trades.map(\.price).min()?.double == fact.number("min_price"))
        let size = trades.reduce(0) { $0 + $1.quantity }
        let notional = trades.reduce(0) { $0 + $1.quantity * $1.price.double }
        #expect(size == fact.number("total_size") && near(notional, fact.number("notional")))
        #expect(near(notional / size, fact.number("vwap")))
        if fact.count("zero_size") >= 0 {
            #expect(trades.count { $0.quantity == 0 } == fact.count("zero_size"))
        }
        let pairs = zip(trades.dropFirst(), trades)
        #expect(pairs.count { $0.header.time == $1.header.time } == fact.count("equal_ts_steps"))
        let ticks = trades.map { (time: $0.header.time, price: $0.price.double, size: $0.quantity) }
        for step in steps { #expect(Buckets(ticks, step: step.length).faults(fact, step.name) == []) }
    }

    @Test(arguments: Fact.all("lean_ticks:lean_fut_tick"))
    func `the repeated last row of futures goes when told to`(fact: Fact) throws {
        let whole = lean(fact).trades
        let dropped = lean(fact) { $0.rules.repeatLast = .drop }
        #expect(dropped.refused("last event repeated") == 1 && dropped.addsUp)
        #expect(dropped.trades == Array(whole.dropLast()))
    }

    @Test func `gold of the seventh has 39701 trades of 51864 lots once the repeated row is gone`() throws {
        guard let path = recorded("lean/future/comex/tick/gc/20131007_trade.zip") else { return }
        let run = feed(LeanFormat.self, [path]) {
            $0.files.member = "*_201312.csv"
            $0.rules.repeatLast = .drop
        }
        #expect(run.count("lines") == 39_702 && run.trades.count == 39_701)
        #expect(run.trades.reduce(0) { $0 + $1.quantity } == 51_864)
    }

    @Test(arguments: Fact.all("lean_ticks:lean_eq_tick"))
    func `suspicious trades are left out unless kept`(fact: Fact) throws {
        let run = lean(fact) { $0.suspicious = .drop }
        #expect(run.refused("marked as suspicious") == fact.count("suspicious_rows") && run.addsUp)
        guard let rest = fact.values["excluding_suspicious"] as? [String: Any] else { return }
        #expect(run.trades.count == (rest["rows"] as? NSNumber)?.intValue)
        #expect(run.trades.reduce(0) { $0 + $1.quantity } == (rest["total_size"] as? NSNumber)?.doubleValue)
    }

    @Test(
        arguments: Fact.all("lean_ticks:lean_cfd") + Fact.all("lean_ticks:lean_fxcm")
            + Fact.all("lean_ticks:lean_oanda"))
    func `every file of quotes has the rows and bars of mids that pandas finds`(fact: Fact) throws {
        let run = lean(fact)
        let quotes = run.quotes
        #expect(run.error == nil && run.reasons.isEmpty && run.addsUp && quotes.count == fact.count("rows"))
        let (first, last) = (try #require(quotes.first), try #require(quotes.last))
        #expect(first.header.time == time(fact.text("first_ts")).0)
        #expect(last.header.time == time(fact.text("last_ts")).0)
        #expect([first.bid.double, first.ask.double] == fact.numbers("first"))
        #expect([last.bid.double, last.ask.double] == fact.numbers("last"))
        #expect(quotes.map(\.bid).min()?.double == fact.number("min_bid"))
        #expect(quotes.map(\.ask).max()?.double == fact.number("max_ask"))
        #expect(run.count("crossed") == fact.count("crossed(bid>ask)"))
        #expect(quotes.count { $0.bid == $0.ask } == fact.count("locked(bid==ask)"))
        #expect(quotes.count { $0.header.time % 1_000_000 != 0 } == fact.count("fractional_ms_rows"))
        let ticks = quotes.map { (time: $0.header.time, price: $0.mid.double, size: 1.0) }
        for step in steps {
            #expect(Buckets(ticks, step: step.length).faults(fact, "mid_\(step.name)") == [])
        }
        let kept = lean(fact) { $0.rules.crossed = .drop }
        #expect(kept.refused("bid is above ask") == fact.count("crossed(bid>ask)") && kept.addsUp)
    }

    @Test(arguments: Fact.all("bars:lean_"))
    func `every file of bars has the bars that pandas finds`(fact: Fact) throws {
        let run = lean(fact)
        let bars = run.bars
        #expect(run.error == nil && run.reasons.isEmpty && run.addsUp && bars.count == fact.count("rows"))
        let (first, last) = (try #require(bars.first), try #require(bars.last))
        func row(_ bar: Bar) -> [Double] {
            [bar.open.double, bar.high.double, bar.low.double, bar.close.double, bar.volume]
        }
        #expect(row(first) == fact.numbers("first_bar") && row(last) == fact.numbers("last_bar"))
        #expect(first.start == time(fact.text("first_ts")).0 && last.start == time(fact.text("last_ts")).0)
        #expect(bars.allSatisfy { $0.end - $0.start == Int64(fact.count("step_sec")) * 1_000_000_000 })
        #expect(bars.allSatisfy { $0.header == EventHeader(time: $0.end, sequence: $0.end - 1) })
        let volume = bars.reduce(0) { $0 + $1.volume }
        #expect(near(volume, fact.number("total_volume")))
        #expect(near(bars.reduce(0) { $0 + $1.close.double }, fact.number("sum_close")))
        #expect(
            near(
                bars.reduce(0) { $0 + $1.notional } / volume,
                fact.number("typical_vwap(sum((h+l+c)/3*v)/sum v)")))
        #expect(bars.map(\.high).max()?.double == fact.number("max_high"))
        #expect(bars.map(\.low).min()?.double == fact.number("min_low"))
        for step in steps { #expect(Buckets(bars, step: step.length).faults(fact, step.name) == []) }
    }

    @Test(arguments: Fact.all("slice:qbar_"))
    func `every file of quote bars has the rows that pandas finds`(fact: Fact) throws {
        let run = lean(fact)
        let quotes = run.quotes
        #expect(run.error == nil && run.reasons.isEmpty && run.balances && quotes.count == fact.count("rows"))
        let length = Int64(60_000_000_000)
        let (first, last) = (try #require(quotes.first), try #require(quotes.last))
        #expect(first.header.time - length == time(fact.text("first_ts")).0)
        #expect(last.header.time - length == time(fact.text("last_ts")).0)
        #expect(run.count("crossed") == fact.count("crossed_close"))
        #expect(near(quotes.reduce(0) { $0 + $1.bid.double }, fact.number("sum_bid_close")))
        #expect(near(quotes.reduce(0) { $0 + $1.ask.double }, fact.number("sum_ask_close")))
        let row = fact.numbers("last_row")
        let scale = fact.text("file").contains("equity") ? 10_000.0 : 1
        #expect(last.bid.double == (row[3] ?? 0) / scale && last.ask.double == (row[8] ?? 0) / scale)
        #expect(last.bidSize == (row[4] ?? 0) && last.askSize == (row[9] ?? 0))
        let starts = quotes.map { $0.header.time - length }
        #expect(Set(starts.map { $0 / 300_000_000_000 }).count == fact.count("n5m"))
        #expect(Set(starts.map { $0 / 1_800_000_000_000 }).count == fact.count("n30m"))
        for (bar, quote) in zip(run.bars, quotes) where quote.isTwoSided && run.bars.count == quotes.count {
            #expect(bar.close == quote.mid && bar.end == quote.header.time)
        }
    }

    @Test(arguments: Fact.all("slice:eq_quote_"))
    func `every file of equity quotes has the sides that pandas finds`(fact: Fact) throws {
        let archive = try ArchiveReader(path: fact.path)
        let file = FeedFile(archive: archive, name: fact.path)
        let place = try LeanPlace(file, LeanSettings())
        #expect(place.asset == .equity && place.resolution == .tick && place.kind == .quote)
        var reader = RowReader(
            file, place.rows(hasExchange: true), TimeRule(.millisecondsOfDay, zone: .utc), longest: 4096)
        var tally = FeedTally()
        var sides = (bids: 0, asks: 0, both: 0, highest: Int64.min, lowest: Int64.max)
        var perExchange = QuoteTally()
        while case let step = try reader.next(&tally), step != .end {
            let row = reader.row
            if row.prices[0] > 0 { sides.bids += 1 }
            if row.prices[1] > 0 { sides.asks += 1 }
            if row.prices[0] > 0 && row.prices[1] > 0 { sides.both += 1 }
            sides.highest = max(sides.highest, row.prices[0])
            perExchange.take(row)
            if row.prices[1] > 0 { sides.lowest = min(sides.lowest, row.prices[1]) }
        }
        #expect(tally.records == fact.count("rows") && tally.entries.isEmpty)
        #expect(sides.bids == fact.count("bid_rows(b>0)") && sides.asks == fact.count("ask_rows(a>0)"))
        #expect(sides.both == fact.count("both_rows"))
        #expect(Price(raw: sides.highest).double == fact.number("max_bid"))
        #expect(Price(raw: sides.lowest).double == fact.number("min_ask_pos"))
        let run = lean(fact) { $0.suspicious = .drop }
        #expect(run.addsUp && run.quotes.last?.header.time ?? 0 <= time(fact.text("last_ts")).0)
        for known in QuoteCount.all where fact.path.hasSuffix("\(known.symbol)/\(known.day)_quote.zip") {
            #expect(known.nbbo == .market || perExchange.counts == [known.quotes, known.crossed])
            guard known.nbbo == .market else { continue }
            #expect(run.quotes.count { !$0.isCrossed } == known.quotes - known.crossed, "\(known)")
        }
        #expect(run.quotes.first?.header.time == time(fact.text("first_ts")).0)
    }

    /// The checksum (XXH64) is of the text that the benchmark's Python script makes of the two zips: 702,146
    /// rows, times clamped to the one before, sides by the tick rule.
    @Test func `the two days of SPY are the rows of the benchmark's own conversion`() throws {
        guard let folder = recorded("lean/equity/usa/tick/spy") else { return }
        let run = feed(LeanFormat.self, ["\(folder)/*_trade.zip"], limit: 4096) {
            $0.rules.zeroSize = .drop
            $0.rules.backward = .clamp
            $0.rules.side = .tickRule
        }
        #expect(run.error == nil && run.trades.count == 702_146)
        var hash = ContentHash()
        hash.update(Array("ts_ns,price,size,side\n".utf8).span)
        var text: [UInt8] = []
        for trade in run.trades {
            let raw = trade.price.raw
            let decimals = "\(raw % 1_000_000_000 / 100_000 + 10_000)".dropFirst()
            text.append(
                contentsOf: "\(trade.header.time),\(raw / 1_000_000_000).\(decimals),\(Int(trade.quantity)),"
                    .utf8)
            text += trade.side == .buy ? [66, 10] : [83, 10]
        }
        hash.update(text.span)
        #expect(hash.text == "e68adb9c9bfe2ab5")
    }
}
