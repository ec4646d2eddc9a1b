import Archives
import Foundation
import MarketModel
import Testing

@testable import IngestOperators

/// What an independent computation (pandas) found in the recorded files.
struct Fact {
    let key: String
    let values: [String: Any]

    static func all(_ prefix: String) throws -> [Fact] {
        guard let path = recorded("facts.json") else { return [] }
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let facts = try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]] ?? [:]
        return facts.filter { $0.key.hasPrefix(prefix) }.map { Fact(key: $0.key, values: $0.value) }
            .sorted { $0.key < $1.key }
    }

    func number(_ name: String) -> Double { (values[name] as? NSNumber)?.doubleValue ?? .nan }
    func count(_ name: String) -> Int { (values[name] as? NSNumber)?.intValue ?? -1 }
    func text(_ name: String) -> String { values[name] as? String ?? "" }
    var path: String { recorded(text("path")) ?? "" }
}

private func near(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 1e-9 * max(1, abs(expected))
}

private func check(_ reading: Reading, _ fact: Fact) throws {
    let trades = reading.trades
    #expect(reading.error == nil && reading.tally.refused == 0, "\(fact.key)")
    #expect(trades.count == fact.count("rows"), "\(fact.key)")
    let (first, last) = (try #require(trades.first), try #require(trades.last))
    #expect(first.header.time == time(fact.text("first_ts")).0, "\(fact.key)")
    #expect(last.header.time == time(fact.text("last_ts")).0, "\(fact.key)")
    #expect(first.price.double == fact.number("first_price"), "\(fact.key)")
    #expect(last.price.double == fact.number("last_price"), "\(fact.key)")
    #expect(trades.map(\.price).max()?.double == fact.number("max_price"), "\(fact.key)")
    #expect(trades.map(\.price).min()?.double == fact.number("min_price"), "\(fact.key)")
    let size = trades.reduce(0) { $0 + $1.quantity }
    let notional = trades.reduce(0) { $0 + $1.quantity * $1.price.double }
    #expect(size == fact.number("total_size"), "\(fact.key)")
    #expect(
        near(notional, fact.number("notional")) && near(notional / size, fact.number("vwap")), "\(fact.key)")
    #expect(trades.count { $0.quantity == 0 } == fact.count("zero_size"), "\(fact.key)")
    let steps = zip(trades.dropFirst(), trades)
    #expect(steps.count { $0.header.time == $1.header.time } == fact.count("equal_ts_steps"), "\(fact.key)")
    #expect(steps.count { $0.header.time < $1.header.time } == fact.count("backward_ts_steps"), "\(fact.key)")
}

@Suite struct LeanFactsTests {
    @Test func `every futures file has the rows that pandas finds`() throws {
        for fact in try Fact.all("lean_ticks:lean_fut_tick_trade") {
            let reading = read(fact.path, limit: 1000) {
                $0.member = fact.text("member")
                $0.format = .leanTrades
                $0.lean = .future
            }
            try check(reading, fact)
            let dropped = read(fact.path, limit: 1000) {
                $0.member = fact.text("member")
                $0.format = .leanTrades
                $0.lean = .future
                $0.repeatLast = .drop
            }
            #expect(dropped.tally.repeatedLast == 1 && balances(dropped.tally), "\(fact.key)")
            #expect(dropped.trades == Array(reading.trades.dropLast()), "\(fact.key)")
        }
    }

    @Test func `gold of the seventh has 39701 trades of 51864 lots once the repeated row is gone`() throws {
        guard let path = recorded("lean/future/comex/tick/gc/20131007_trade.zip") else { return }
        let reading = read(path) {
            $0.member = "*_201312.csv"
            $0.format = .leanTrades
            $0.lean = .future
            $0.repeatLast = .drop
        }
        #expect(reading.tally.lines == 39_702 && reading.trades.count == 39_701)
        #expect(reading.trades.reduce(0) { $0 + $1.quantity } == 51_864)
    }

    @Test func `every equity file has the rows that pandas finds`() throws {
        for fact in try Fact.all("lean_ticks:lean_eq_tick_trade") {
            let reading = read(fact.path, limit: 1000) {
                $0.format = .leanTrades
                $0.lean = .equity
                $0.suspicious = .keep
            }
            try check(reading, fact)
            #expect(reading.tally.suspicious == fact.count("suspicious_rows"))
        }
    }

    @Test func `gold quotes keep the fractions of their milliseconds`() throws {
        for fact in try Fact.all("lean_ticks:lean_cfd_tick_quote") {
            let reading = read(fact.path, limit: 1000) {
                $0.columns = [column("time", 0), column("price", 1), column("size", 2)]
                $0.timeUnit = .millisecondsOfDay
            }
            #expect(reading.error == nil && reading.trades.count == fact.count("rows"), "\(fact.key)")
            #expect(reading.times.first == time(fact.text("first_ts")).0, "\(fact.key)")
            #expect(reading.times.last == time(fact.text("last_ts")).0, "\(fact.key)")
            #expect(
                reading.times.count { $0 % 1_000_000 != 0 } == fact.count("fractional_ms_rows"), "\(fact.key)"
            )
        }
    }

    /// The checksum (XXH64) is of the text that the benchmark's Python script makes of the two zips: 702,146
    /// rows, times clamped to the one before, sides by the tick rule.
    @Test func `the two days of SPY are the rows of the benchmark's own conversion`() throws {
        guard recorded("lean/equity/usa/tick/spy/20131007_trade.zip") != nil else { return }
        let pattern = recorded("lean/equity/usa/tick/spy").map { "\($0)/*_trade.zip" } ?? ""
        let reading = read(pattern, limit: 4096) {
            $0.format = .leanTrades
            $0.lean = .equity
            $0.zeroSize = .drop
            $0.backward = .clamp
            $0.side = .tickRule
        }
        #expect(reading.error == nil && reading.trades.count == 702_146)
        var hash = ContentHash()
        hash.update(Array("ts_ns,price,size,side\n".utf8).span)
        var text: [UInt8] = []
        for trade in reading.trades {
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
