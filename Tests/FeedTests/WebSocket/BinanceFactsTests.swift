import Archives
import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Bars as the facts make them: `time / step * step`, empty ones not counted.
private struct Candles {
    private(set) var starts: [Int64] = []
    private(set) var rows: [[Double]] = []

    init(_ ticks: [(time: Int64, price: Double, size: Double)], _ step: Int64) {
        for (time, price, size) in ticks {
            let start = time / step * step
            if starts.last != start {
                starts.append(start)
                rows.append([price, price, price, price, 0])
            }
            let last = rows.count - 1
            rows[last][1] = max(rows[last][1], price)
            rows[last][2] = min(rows[last][2], price)
            rows[last][3] = price
            rows[last][4] += size
        }
    }

    /// What differs from a fact, in words.
    func faults(_ fact: Any?) -> [String] {
        guard let fact = fact as? [String: Any], let first = rows.first, let last = rows.last else {
            return ["absent"]
        }
        var faults: [String] = []
        func check(_ name: String, _ values: [Double], _ told: [Double]) {
            let holds = values.count == told.count && zip(values, told).allSatisfy { near($0, $1) }
            if !holds { faults.append("\(name) \(values), not \(told)") }
        }
        check("count", [Double(rows.count)], number(fact["count"]))
        check("first_ohlcv", first, numbers(fact["first_ohlcv"]))
        check("last_ohlcv", last, numbers(fact["last_ohlcv"]))
        check("sum_close", [rows.reduce(0) { $0 + $1[3] }], number(fact["sum_close"]))
        check("max_volume", [rows.map { $0[4] }.max() ?? 0], number(fact["max_volume"]))
        if starts.first != instant(fact["first_ts"]) || starts.last != instant(fact["last_ts"]) {
            faults.append("times")
        }
        return faults
    }
}

private func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(1, abs(b)) }
private func number(_ value: Any?) -> [Double] { (value as? NSNumber).map { [$0.doubleValue] } ?? [] }

/// The nanoseconds of `2024-08-08T23:54:16.322000000Z`.
private func instant(_ value: Any?) -> Int64? {
    guard let text = value as? String, text.count == 30 else { return nil }
    let parser = ISO8601DateFormatter()
    guard let whole = parser.date(from: "\(text.prefix(19))Z"), let rest = Int64(text.dropFirst(20).prefix(9))
    else { return nil }
    return Int64(whole.timeIntervalSince1970) * 1_000_000_000 + rest
}

private let steps: [(name: String, length: Int64)] = [
    ("1s", 1_000_000_000), ("1m", 60_000_000_000), ("5m", 300_000_000_000), ("30m", 1_800_000_000_000),
]

/// All that the facts say of the recordings beyond `BinanceTests`.
@Suite struct BinanceFactsTests {
    /// When each trade was made (T), in ns: the file's own words, read without the engine.
    private func tradeTimes(_ path: String) throws -> [Int64] {
        let bytes = try ArchiveReader.contents(path: path, limit: 1 << 28)
        let (stream, mark) = (Array("@trade".utf8), Array("\"T\":".utf8))
        var times: [Int64] = []
        var start = 0
        while start < bytes.count {
            let end = ByteSearch.firstIndex(of: 10, in: bytes.span, from: start, to: bytes.count)
            defer { start = end + 1 }
            // The stream's name stands in front of every message.
            let head = Array(bytes[start..<min(end, start + 60)])
            guard let at = head.firstIndex(of: 64), head[at...].starts(with: stream) else { continue }
            let line = bytes[start..<end]
            for place in line.indices where line[place] == 34 && line[place...].starts(with: mark) {
                let digits = line[(place + mark.count)...].prefix { $0 &- 48 < 10 }
                times.append((Int64(String(decoding: digits, as: UTF8.self)) ?? 0) * 1_000_000)
                break
            }
        }
        return times
    }

    @Test(arguments: KnownRecording.all)
    func `trades have the sums, sides and bars of the facts`(known: KnownRecording) throws {
        guard let path = RecordedData.path("hftbacktest/examples/\(known.path)"),
            let facts = RecordedData.facts("crypto:\(known.facts)")?["trades"] as? [String: Any]
        else { return }
        let trades = try KnownRecording.played(path).trades
        let notional = trades.reduce(0) { $0 + $1.price.double * $1.quantity }
        let size = trades.reduce(0) { $0 + $1.quantity }
        let sold = trades.filter { $0.side == .sell }
        let soldSize = sold.reduce(0) { $0 + $1.quantity }
        let checks: [(String, Double?)] = [
            ("rows", Double(trades.count)), ("notional", notional), ("total_size", size),
            ("vwap", notional / size), ("buyer_is_maker_count", Double(sold.count)),
            ("buyer_is_maker_qty", soldSize), ("first_price", trades.first?.price.double),
            ("last_price", trades.last?.price.double), ("max_price", trades.map(\.price).max()?.double),
            ("min_price", trades.map(\.price).min()?.double),
            ("zero_size", Double(trades.count { $0.quantity == 0 })),
        ]
        for (name, value) in checks {
            #expect(near(value ?? .nan, number(facts[name]).first ?? .infinity), "\(name)")
        }
        let times = try tradeTimes(path)
        try #require(times.count == trades.count)
        #expect(times.first == instant(facts["first_ts"]) && times.last == instant(facts["last_ts"]))
        #expect(
            Double(zip(times, times.dropFirst()).count { $0 == $1 }) == number(facts["equal_ts_steps"]).first)
        let ticks = zip(times, trades).map { (time: $0, price: $1.price.double, size: $1.quantity) }
        for step in steps {
            #expect(Candles(ticks, step.length).faults(facts[step.name]) == [], "\(step.name)")
        }
    }

    @Test(arguments: KnownRecording.all)
    func `quotes have the mids, spreads and times of the facts`(known: KnownRecording) throws {
        guard let path = RecordedData.path("hftbacktest/examples/\(known.path)"),
            let facts = RecordedData.facts("crypto:\(known.facts)")?["bookTicker"] as? [String: Any]
        else { return }
        let played = try KnownRecording.played(path)
        let quotes = played.quotes
        let (first, last) = (try #require(quotes.first), try #require(quotes.last))
        #expect([first.bid.double, first.ask.double] == numbers(facts["first"]))
        #expect([last.bid.double, last.ask.double] == numbers(facts["last"]))
        #expect(first.header.time == instant(facts["first_ts"]))
        #expect(last.header.time == instant(facts["last_ts"]))
        #expect(quotes.map(\.bid).min()?.double == number(facts["min_bid"]).first)
        let spreads = quotes.map { $0.ask.double - $0.bid.double }
        let mean = spreads.reduce(0, +) / Double(spreads.count)
        #expect(abs(mean - (number(facts["mean_spread_two_sided"]).first ?? .nan)) < 1e-9)
        let median = spreads.sorted()[spreads.count / 2]
        #expect(abs(median - (number(facts["median_spread"]).first ?? .nan)) < 1e-9)
        #expect(played.report.value("crossed") == nil && number(facts["crossed(bid>ask)"]) == [0])
        #expect(Double(quotes.count { $0.bid == $0.ask }) == number(facts["locked(bid==ask)"]).first)
        #expect(Double(quotes.count { !$0.isTwoSided }) == number(facts["one_sided"]).first)
        let pairs = zip(quotes, quotes.dropFirst())
        #expect(
            Double(pairs.count { $0.header.time == $1.header.time }) == number(facts["equal_ts_steps"]).first)
        let ticks = quotes.map { (time: $0.header.time, price: $0.mid.double, size: 1.0) }
        for step in steps.dropFirst() {
            #expect(Candles(ticks, step.length).faults(facts["mid_\(step.name)"]) == [], "\(step.name)")
        }
    }

    @Test(arguments: KnownRecording.all)
    func `the clocks differ as the facts say`(known: KnownRecording) throws {
        guard let path = RecordedData.path("hftbacktest/examples/\(known.path)"),
            let facts = RecordedData.facts("crypto:\(known.facts)"),
            let skew = facts["local_minus_exchange_E_ms"] as? [String: Any]
        else { return }
        let played = try KnownRecording.played(path)
        func tell(_ name: String) -> Double { played.report.value(name) ?? .nan }
        // The facts are rounded to a microsecond; the median is that of a sample.
        #expect(abs(tell("skew_min") - (number(skew["min"]).first ?? .nan)) < 0.0006)
        #expect(abs(tell("skew_max") - (number(skew["max"]).first ?? .nan)) < 0.0006)
        #expect(abs(tell("skew_median") - (number(skew["median"]).first ?? .nan)) < 0.05)
    }
}

extension BinanceFactsTests {
    /// A book of two dictionaries.
    private struct PlainBook {
        var sides: [[Int64: Double]] = [[:], [:]]

        init(_ changes: [LevelChange]) {
            for change in changes {
                let side = change.side == .bid ? 0 : 1
                switch change.action {
                case .clear: sides = [[:], [:]]
                default: sides[side][change.price.raw] = change.size == 0 ? nil : change.size
                }
            }
        }

        /// The best levels of a side.
        func best(_ side: Int, _ count: Int) -> [(price: Int64, size: Double)] {
            let sorted = sides[side].sorted { side == 0 ? $0.key > $1.key : $0.key < $1.key }
            return sorted.prefix(count).map { (price: $0.key, size: $0.value) }
        }
    }

    @Test(arguments: KnownRecording.all)
    func `the book ends with the quantities and the number of the facts`(known: KnownRecording) throws {
        guard let path = RecordedData.path("hftbacktest/examples/\(known.path)"),
            let sync = RecordedData.facts("l2sync:\(known.book)"),
            let facts = RecordedData.facts("crypto:\(known.facts)")
        else { return }
        let played = try KnownRecording.played(path)
        #expect(played.report.value("final_update_id") == number(sync["final_update_id"]).first)
        #expect(number(facts["depth_sequence_gaps"]) == [0] && played.report.value("gaps") == nil)
        let book = PlainBook(played.levels)
        for (side, name) in ["sum_bid_qty_top50", "sum_ask_qty_top50"].enumerated() {
            let sum = book.best(side, 50).reduce(0) { $0 + $1.size }
            #expect(near(sum, number(sync[name]).first ?? .nan), "\(name)")
        }
        #expect(book.sides.map { Double($0.count) } == numbers(sync["levels"]))
        let isCrossed = book.best(0, 1)[0].price >= book.best(1, 1)[0].price
        #expect(isCrossed == (sync["crossed_at_end"] as? NSNumber)?.boolValue)
        let last = try #require(played.quotes.last)
        #expect(
            [last.bid.double, last.bidSize, last.ask.double, last.askSize]
                == numbers(sync["last_bookTicker(u,b,B,a,A)"]).dropFirst().map { $0 })
        let snapshot = try #require(facts["rest_snapshot"] as? [String: Any])
        let shown = played.levels.filter { $0.flags.contains(.snapshot) && $0.action == .set }
        #expect(Double(shown.count { $0.side == .bid }) == number(snapshot["bids"]).first)
        #expect(Double(shown.count { $0.side == .ask }) == number(snapshot["asks"]).first)
        #expect(shown.first?.header.time == instant(snapshot["local_ts"]))
    }

    /// Without the snapshot's levels, as the facts make it of the changes alone.
    @Test(arguments: KnownRecording.all)
    func `the changes alone end in the book of the facts`(known: KnownRecording) throws {
        guard let path = RecordedData.path("hftbacktest/examples/\(known.path)"),
            let facts = RecordedData.facts("crypto:\(known.facts)"),
            let told = facts["delta_only_book_end"] as? [String: Any]
        else { return }
        let played = try play("ingest.binance", path, [("start", Argument.text("empty"))])
        let book = PlainBook(played.levels.filter { !$0.flags.contains(.snapshot) })
        #expect(book.sides.map { Double($0.count) } == numbers(told["levels"]))
        #expect(Price(raw: book.best(0, 1)[0].price).double == number(told["best_bid"]).first)
        #expect(Price(raw: book.best(1, 1)[0].price).double == number(told["best_ask"]).first)
    }
}
