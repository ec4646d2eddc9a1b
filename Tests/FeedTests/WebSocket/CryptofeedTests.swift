import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// The captures of another project, with several instruments each.
@Suite struct CryptofeedTests {
    private func played(
        _ name: String, _ file: String, _ symbol: String, start: String = "snapshot"
    ) throws -> Played? {
        guard let path = RecordedData.path("ws_cryptofeed/\(file).gz") else { return nil }
        return try play(
            name, path, [("symbol", Argument.text(symbol)), ("start", Argument.text(start))])
    }

    /// Sums over all instruments of a capture, to be held against the counts of its message types.
    private func total(
        _ name: String, _ file: String, _ symbols: [String], start: String = "snapshot",
        _ value: (Played) -> Int
    ) throws -> Int? {
        var sum = 0
        for symbol in symbols {
            guard let played = try played(name, file, symbol, start: start) else { return nil }
            #expect(
                played.failure == nil && played.report.value("refused") == 0,
                "\(symbol) \(played.report.refusals)")
            sum += value(played)
        }
        return sum
    }

    private func types(_ file: String) throws -> [String: Int] {
        let facts = try #require(RecordedData.facts("slice:ws_\(file)"))
        let types = try #require(facts["types"] as? [String: NSNumber])
        return types.mapValues(\.intValue)
    }

    @Test(arguments: [
        ("BINANCE.ws.1.0", ["NKNUSDT", "BLZETH", "LRCBTC", "RUNEEUR"]),
        ("BINANCE_FUTURES.ws.1.0", ["SUSHIUSDT", "AKROUSDT", "KEEPUSDT", "CTKUSDT"]),
    ])
    func `Binance's captures hold as many messages as were counted`(file: String, symbols: [String]) throws {
        func sum(_ value: (Played) -> Int) throws -> Int? {
            try total("ingest.binance", file, symbols, start: "empty", value)
        }
        guard let quotes = try sum({ $0.quotes.count }) else { return }
        let types = try types(file)
        #expect(quotes == types["bookTicker"])
        #expect(try sum { $0.trades.count } == types["aggTrade"])
        #expect(try sum { Int($0.report.value("book_messages") ?? 0) } == types["depth@100ms"])
        #expect(try sum { Int($0.report.value("gaps") ?? 0) } == 0)
    }

    @Test func `Coinbase's capture holds as many messages as were counted, and whole books`() throws {
        let symbols = [
            "SKL-USD", "SKL-BTC", "BAND-GBP", "NMR-EUR", "BAND-BTC", "YFI-BTC", "DASH-BTC", "NU-GBP",
            "CRV-EUR", "SKL-GBP",
        ]
        var updates = 0
        var trades = 0
        for symbol in symbols {
            guard let played = try played("ingest.coinbase", "COINBASE.ws.28.0", symbol) else { return }
            #expect(
                played.failure == nil && played.report.value("refused") == 0,
                "\(symbol) \(played.report.refusals)")
            #expect(played.report.value("snapshots") == 1)
            updates += Int(played.report.value("book_messages") ?? 0)
            trades += played.trades.count
            let (depths, report) = try books(played.levels)
            #expect(
                depths.count > 10 && report.value("crossed") == 0 && report.value("absent") == 0, "\(symbol)")
        }
        let types = try types("COINBASE.ws.28.0")
        #expect(updates == types["l2update"] && trades == types["match"])
    }

    @Test func `most trades on Coinbase are at the touch of the book before them`() throws {
        guard let played = try played("ingest.coinbase", "COINBASE.ws.28.0", "YFI-BTC") else { return }
        let (depths, _) = try books(played.levels)
        var touched = 0
        for trade in played.trades {
            let before = depths.last { $0.header.sequence < trade.header.sequence }
            guard let before else { continue }
            let near = [before.bids[0].price, before.asks[0].price]
            if near.contains(trade.price) { touched += 1 }
        }
        #expect(touched * 10 >= played.trades.count * 5, "\(touched) of \(played.trades.count)")
    }

    @Test func `BitMEX's capture gives books that end where its own quotes do`() throws {
        let symbols = [
            "XRPU21", "UNIUSDT", "XBTUSD", "ADAUSDT", "SOLUSDT", "TRXU21", "EOSUSDT", "TRXUSDT", "BCHUSD",
            "MATICUSDT",
        ]
        var updates = 0
        var snapshots = 0
        for symbol in symbols {
            guard let played = try played("ingest.bitmex", "BITMEX.ws.1.0", symbol) else { return }
            // TRXU21 has three bids below 1e-9, the least price there is here.
            let tiny = symbol == "TRXU21" ? 3 : 0
            #expect(played.failure == nil && played.count("price isn't positive") == tiny, "\(symbol)")
            #expect(played.report.value("refused") == Double(tiny), "\(symbol)")
            updates += Int(played.report.value("book_messages") ?? 0)
            snapshots += Int(played.report.value("snapshots") ?? 0)
            let (depths, report) = try books(played.levels)
            #expect(!depths.isEmpty && report.value("absent") == 0, "\(symbol)")
            // The exchange's own account of the touch, at the end of the capture.
            if let quote = played.quotes.last, let depth = depths.last, played.quotes.count > 5 {
                #expect(depth.bids[0].price <= depth.asks[0].price)
                #expect(abs(depth.bids[0].price.double / quote.bid.double - 1) < 0.001, "\(symbol)")
            }
        }
        #expect(updates + snapshots == (try types("BITMEX.ws.1.0"))["orderBookL2"] && snapshots == 10)
    }
}
