import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import Synchronization
import TestSupport
import Testing

/// A recording with what others found in it.
struct KnownRecording: Sendable, CustomStringConvertible {
    var path: String
    var facts: String
    var book: String
    var symbol: String
    /// Spot's rule leaves out the change that ends where the snapshot does; the facts apply it, to no effect.
    var included = 0

    var description: String { symbol }

    /// All of a recording, played once however many tests ask.
    static func played(_ path: String) throws -> Played {
        try plays.withLock { plays in
            if let played = plays[path] { return played }
            let played = try play("ingest.binance", path)
            plays[path] = played
            return played
        }
    }
    private static let plays = Mutex<[String: Played]>([:])

    static let all = [
        KnownRecording(
            path: "usdm/btcusdt_20240808.gz", facts: "hft_usdm_btcusdt_20240808",
            book: "l2_usdm_btcusdt_20240808", symbol: "BTCUSDT"),
        KnownRecording(
            path: "cm/btcusd_perp_20240808.gz", facts: "hft_cm_btcusd_perp_20240808",
            book: "l2_cm_btcusd_perp_20240808", symbol: "BTCUSD_PERP"),
        KnownRecording(
            path: "spot/ethusdt_20240808.gz", facts: "hft_spot_ethusdt_20240808",
            book: "l2_spot_ethusdt_20240808", symbol: "ETHUSDT", included: 1),
    ]
}

func numbers(_ value: Any?) -> [Double] { (value as? [NSNumber])?.map(\.doubleValue) ?? [] }

@Suite struct BinanceTests {
    @Test(arguments: KnownRecording.all)
    func `a recording gives the trades, quotes and book that others found`(known: KnownRecording) throws {
        guard let path = RecordedData.path("hftbacktest/examples/\(known.path)"),
            let facts = RecordedData.facts("crypto:\(known.facts)"),
            let sync = RecordedData.facts("l2sync:\(known.book)")
        else { return }
        let played = try KnownRecording.played(path)
        #expect(played.failure == nil)
        #expect(played.report.value("messages") == (facts["lines"] as? NSNumber)?.doubleValue)
        for name in ["refused", "late", "skipped"] { #expect(played.report.value(name) == 0, "\(name)") }
        #expect(Set(played.sequences).count == played.sequences.count)

        let kinds = try #require(facts["kinds"] as? [String: NSNumber])
        #expect(played.quotes.count == kinds["bookTicker"]?.intValue)
        #expect(played.trades.count == kinds["trade"]?.intValue)
        let trades = try #require(facts["trades"] as? [String: Any])
        let volume = played.trades.reduce(0) { $0 + $1.quantity }
        let total = try #require((trades["total_size"] as? NSNumber)?.doubleValue)
        #expect(abs(volume - total) < 1e-9 * total)
        let tickers = try #require(facts["bookTicker"] as? [String: Any])
        let last = try #require(played.quotes.last)
        #expect(
            [last.bid.double, last.bidSize, last.ask.double, last.askSize] == numbers(tickers["last_full"]))
        #expect(played.quotes.map(\.ask.double).max() == (tickers["max_ask"] as? NSNumber)?.doubleValue)

        let applied = try #require((sync["deltas_applied"] as? NSNumber)?.intValue)
        let dropped = try #require((sync["deltas_dropped_before_snapshot"] as? NSNumber)?.intValue)
        #expect(played.report.value("book_messages") == Double(applied - known.included))
        #expect(played.count("book change that the snapshot includes") == dropped + known.included)
        #expect(played.report.value("gaps") == nil)

        let (depths, report) = try books(played.levels)
        let end = try #require(depths.last)
        let bids = try #require(sync["top5_bids"] as? [Any])
        let asks = try #require(sync["top5_asks"] as? [Any])
        for place in 0..<5 {
            #expect([end.bids[place].price.double, end.bids[place].size] == numbers(bids[place]))
            #expect([end.asks[place].price.double, end.asks[place].size] == numbers(asks[place]))
        }
        let levels = numbers(sync["levels"])
        #expect([report.value("bid_levels"), report.value("ask_levels")] == levels.map(Optional.some))
        #expect(report.value("gaps") == 0 && report.value("malformed") == 0)
    }

    @Test func `the book is hftbacktest's at every instant`() throws {
        guard let path = RecordedData.path("hftbacktest/examples/\(KnownRecording.all[0].path)") else {
            return
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: fixture("hftbacktest_book.json")))
        let golden = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let instants = try #require(golden["books"] as? [[String: Any]])
        #expect(instants.count >= 35)
        let (depths, _) = try books(try KnownRecording.played(path).levels)
        var next = 0
        for instant in instants {
            let time = try #require((instant["time"] as? NSNumber)?.int64Value)
            while next < depths.count, depths[next].header.time <= time { next += 1 }
            let depth = depths[next - 1]
            let sides = [
                (try #require(instant["bids"] as? [Any]), depth.bids, depth.bidCount),
                (try #require(instant["asks"] as? [Any]), depth.asks, depth.askCount),
            ]
            for (levels, found, count) in sides {
                #expect(count == 10 && levels.count >= 8)
                for (place, level) in levels.enumerated() {
                    let (tick, size) = (numbers(level)[0], numbers(level)[1])
                    #expect(found[place].price.raw == Int64(tick) * 100_000_000, "\(time)")
                    #expect(abs(found[place].size - size) < 1e-9, "\(time)")
                }
            }
        }
    }

    @Test func `a recording with every fault ends in the book that the rule gives`() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: fixture("binance.json")))
        let golden = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        func count(_ name: String) -> Int { (golden[name] as? NSNumber)?.intValue ?? -1 }
        let played = try play(
            "ingest.binance", fixture("binance.txt"), [("symbol", Argument.text("madeusdt"))])
        #expect(played.failure == nil)
        #expect(count("gaps") > 5 && count("stale") > 5)
        #expect(played.report.value("gaps") == Double(count("gaps")))
        #expect(played.report.value("snapshots") == Double(count("snapshots")))
        #expect(played.report.value("book_messages") == Double(count("applied")))
        #expect(played.count("book change that the book has already") == count("stale"))
        #expect(played.count("book change that the snapshot includes") == count("included"))
        #expect(played.count("message of another instrument") == count("other"))
        #expect(played.report.value("refused") == Double(count("refused")))
        #expect(played.trades.count == count("trades"))
        let (_, report) = try books(played.levels)
        let bids = try #require(golden["bids"] as? [Any])
        let asks = try #require(golden["asks"] as? [Any])
        #expect(report.value("bid_levels") == Double(bids.count) && bids.count > 100)
        #expect(report.value("ask_levels") == Double(asks.count) && asks.count > 100)
        #expect(
            report.value("bid") == numbers(bids.first)[0]
                && report.value("bid_size") == numbers(bids.first)[1])
        #expect(
            report.value("ask") == numbers(asks.first)[0]
                && report.value("ask_size") == numbers(asks.first)[1])
        let again = try play(
            "ingest.binance", fixture("binance.txt"), [("symbol", Argument.text("MADEUSDT"))], limit: 1)
        #expect(again.levels == played.levels && again.trades == played.trades)
    }

    private let trade =
        #"{"e":"trade","E":1700000000001,"s":"AUSDT","p":"10.5","q":"2","m":true,"X":"MARKET"}"#

    @Test func `a trade's aggressor is who did not make the price`() throws {
        let seller = try play("ingest.binance", text: "5 \(trade)\n")
        #expect(seller.trades.map(\.side) == [.sell] && seller.trades[0].header.time == 5)
        let buyer = trade.replacingOccurrences(of: "true", with: "false")
        #expect(try play("ingest.binance", text: "5 \(buyer)\n").trades.map(\.side) == [.buy])
        let fund = trade.replacingOccurrences(of: "MARKET", with: "INSURANCE_FUND")
        let left = try play("ingest.binance", text: "5 \(fund)\n")
        #expect(left.trades.isEmpty && left.report.value("dropped") == 1)
    }

    @Test func `a trade in both streams counts once`() throws {
        let other = #"{"e":"aggTrade","E":1700000000001,"s":"AUSDT","a":7,"p":"10.5","q":"2","m":true}"#
        let played = try play("ingest.binance", text: "5 \(trade)\n6 \(other)\n")
        #expect(played.trades.count == 1)
        #expect(played.count("trade that the other stream of trades has too") == 1)
    }

    @Test func `by the exchange's clock time never goes back, and what bears none takes the latest`() throws {
        let early = trade.replacingOccurrences(of: "1700000000001", with: "1600000000000")
        let ticker = #"{"u":1,"s":"AUSDT","b":"1","B":"1","a":"2","A":"1"}"#
        let clock = [("clock", Argument.text("event"))]
        let played = try play("ingest.binance", text: "1 \(trade)\n2 \(early)\n3 \(ticker)\n", clock)
        #expect(played.trades.map(\.header.time) == [1_700_000_000_001_000_000, 1_700_000_000_001_000_000])
        #expect(played.quotes.map(\.header.time) == [1_700_000_000_001_000_000])
        let first = try play("ingest.binance", text: "1 \(ticker)\n", clock)
        #expect(first.count("message has no time by the clock asked for") == 1)
        let bare = try play("ingest.binance", text: trade + "\n")
        #expect(bare.count("message has no time by the clock asked for") == 1)
        #expect(try play("ingest.binance", text: trade + "\n", clock).trades.count == 1)
    }

    @Test func `several instruments need a choice`() throws {
        let other = trade.replacingOccurrences(of: "AUSDT", with: "BUSDT")
        let text = "1 \(trade)\n2 \(other)\n3 \(trade)\n"
        let failure = try #require(try play("ingest.binance", text: text).failure)
        #expect(failure.argument == "symbol" && failure.help == "symbol: AUSDT")
        #expect(failure.message.contains("AUSDT, BUSDT"))
        let chosen = try play("ingest.binance", text: text, [("symbol", Argument.text("ausdt"))])
        #expect(chosen.trades.map(\.header.time) == [1, 3] && chosen.report.value("dropped") == 1)
    }

    @Test func `without a snapshot the changes are refused, unless the book starts empty`() throws {
        let text = (1...3).map {
            #"\#($0) {"e":"depthUpdate","E":1,"s":"A","U":\#($0),"u":\#($0),"pu":\#($0 - 1),"b":[["1","\#($0)"]],"a":[]}"#
        }.joined(separator: "\n")
        let refused = try play("ingest.binance", text: text)
        #expect(refused.levels.isEmpty)
        #expect(refused.count("book change without a snapshot before or after it") == 3)
        let empty = try play("ingest.binance", text: text, [("start", Argument.text("empty"))])
        #expect(empty.levels.map(\.size) == [1, 2, 3])
        #expect(empty.levels.allSatisfy { $0.flags == .last && $0.side == .bid })
    }

    @Test func `a gap in a message without levels is told by the next`() throws {
        let text = """
            1 {"lastUpdateId":5,"bids":[["1","1"]],"asks":[]}
            2 {"e":"depthUpdate","E":1,"s":"A","U":5,"u":6,"pu":4,"b":[["1","2"]],"a":[]}
            3 {"e":"depthUpdate","E":1,"s":"A","U":9,"u":9,"pu":8,"b":[],"a":[]}
            4 {"e":"depthUpdate","E":1,"s":"A","U":10,"u":10,"pu":9,"b":[["1","3"],["2","1"]],"a":[]}

            """
        let played = try play("ingest.binance", text: text)
        #expect(played.levels.map(\.flags) == [.snapshot, [.snapshot, .last], .last, .gap, .last])
        #expect(played.levels[0].action == .clear && played.report.value("gaps") == 1)
    }
}
