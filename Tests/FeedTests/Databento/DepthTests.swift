import MarketModel
import TestSupport
import Testing

@testable import IngestOperators

/// Ten levels become changes of levels: a book that applies them shows each record's levels again.
@Suite struct DatabentoDepthTests {
    private typealias Side = [Int64: Int64]

    /// A walk of books: levels come, go, change, and the window moves.
    private func walk(seed: UInt64, count: Int) -> (file: MadeFile, books: [[BookSide: Side]]) {
        var random = SplitMix64(seed: seed)
        var file = MadeFile()
        var book: [BookSide: Side] = [.bid: [:], .ask: [:]]
        var books: [[BookSide: Side]] = []
        for index in 0..<count {
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                let isBid = Bool.random(using: &random)
                let price = Int64.random(in: 1...16, using: &random)
                book[isBid ? .bid : .ask]?[(isBid ? 100 - price : 100 + price) * 1_000_000_000] =
                    Int.random(in: 0..<3, using: &random) == 0 ? nil : Int64.random(in: 1...9, using: &random)
            }
            var fields = ["ts_recv": Int64(index), "price": 100_000_000_000, "size": 1]
            var shown: [BookSide: Side] = [.bid: [:], .ask: [:]]
            for (side, name) in [(BookSide.bid, "bid"), (.ask, "ask")] {
                let levels = (book[side] ?? [:]).sorted { side == .bid ? $0.key > $1.key : $0.key < $1.key }
                for level in 0..<10 {
                    fields["\(name)_px_0\(level)"] = level < levels.count ? levels[level].key : .max
                    fields["\(name)_sz_0\(level)"] = level < levels.count ? levels[level].value : 0
                    if level < levels.count { shown[side]?[levels[level].key] = levels[level].value }
                }
            }
            if index % 50 == 49 { fields["flags"] = 32 }
            file.add(.mbp10, fields, letters: ["action": index % 7 == 0 ? "T" : "A", "side": "A"])
            books.append(shown)
        }
        return (file, books)
    }

    @Test(arguments: [1, 2, 3]) func `applied, the changes give each record's book`(seed: UInt64) throws {
        let (file, books) = walk(seed: seed, count: 400)
        let scratch = try ScratchFolder()
        let read = DecodedFile(
            DatabentoDecoder.self, try scratch.file("a.dbn", file.bytes), DatabentoOptions(), limit: 3)
        #expect(read.error == nil && read.trades.count == 58)
        var book: [BookSide: Side] = [.bid: [:], .ask: [:]]
        var next = read.levels[...]
        var changed = 0
        for (index, expected) in books.enumerated() {
            let before = book
            while let change = next.first, change.header.time == index {
                next.removeFirst()
                if change.action == .clear {
                    book = [.bid: [:], .ask: [:]]
                    #expect(change.side == .none && (index % 50 == 49 || index == 0))
                } else {
                    book[change.side]?[change.price.raw] = change.size == 0 ? nil : Int64(change.size)
                }
                #expect(change.flags.contains(.last) == (next.first?.header.time != Int64(index)))
                #expect(change.flags.contains(.snapshot) == (index % 50 == 49 || index == 0))
            }
            #expect(book == expected, "record \(index)")
            changed += book == before ? 0 : 1
        }
        #expect(next.isEmpty && changed > 200)
        try checkQuotes(read.quotes, books)
    }

    private func checkQuotes(_ quotes: [Quote], _ books: [[BookSide: Side]]) throws {
        var last: Quote?
        var next = quotes[...]
        for (index, book) in books.enumerated() {
            let bid = book[.bid]?.max { $0.key < $1.key }
            let ask = book[.ask]?.min { $0.key < $1.key }
            if let quote = next.first, quote.header.time == index { last = next.removeFirst() }
            let quote = try #require(last)
            #expect(quote.bid.raw == bid?.key ?? 0 && quote.ask.raw == ask?.key ?? 0, "record \(index)")
            #expect(quote.bidSize == Double(bid?.value ?? 0) && quote.askSize == Double(ask?.value ?? 0))
        }
        #expect(next.isEmpty && quotes.count > 20)
        for (a, b) in zip(quotes, quotes.dropFirst()) {
            #expect(a.bid != b.bid || a.ask != b.ask || a.bidSize != b.bidSize || a.askSize != b.askSize)
        }
    }
}
