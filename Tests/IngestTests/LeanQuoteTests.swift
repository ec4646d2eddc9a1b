import Foundation
import MarketModel
import OperatorKit
import Testing

@testable import IngestOperators

/// What `Tests/Fixtures/ingest/nbbo.py` counted of a file of quotes, by one of the two readings.
struct QuoteCount: CustomStringConvertible, Sendable {
    let symbol: String
    let day: String
    let nbbo: LeanSettings.NBBO
    let quotes: Int
    let crossed: Int
    let sameMinutes: Int
    let minutes: Int

    var description: String { "\(symbol) \(day) \(nbbo)" }

    static let all: [QuoteCount] = {
        let text = (try? String(contentsOfFile: fixture("nbbo.csv"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: ",").map(String.init)
            let numbers = fields.dropFirst(3).compactMap { Int($0) }
            guard fields.count == 7, numbers.count == 4, let nbbo = LeanSettings.NBBO(rawValue: fields[2])
            else { return nil }
            return QuoteCount(
                symbol: fields[0], day: fields[1], nbbo: nbbo, quotes: numbers[0], crossed: numbers[1],
                sameMinutes: numbers[2], minutes: numbers[3])
        }
    }()
}

/// Counts the quotes that rows give, each of its exchange.
struct QuoteTally {
    private var exchanges = ExchangeQuotes()
    private var best = Quote(
        header: .unplaced(0), bid: Price(raw: 0), ask: Price(raw: 0), bidSize: 0, askSize: 0)
    /// Quotes, and crossed ones.
    private(set) var counts = [0, 0]

    mutating func take(_ row: RowFields) {
        guard !row.isSuspicious, exchanges.take(row) else { return }
        let before = best
        exchanges.setBest(of: &best)
        if best == before { return }
        counts[0] += 1
        counts[1] += best.isCrossed ? 1 : 0
    }
}

/// Whose quote a row of Lean's equity quotes is.
@Suite struct LeanQuoteTests {
    /// The vendor's own minutes tell: by `market` all of them close as its ticks do, by `exchange` few. (Files
    /// not run here are counted row by row in `LeanFactsTests`.)
    @Test(
        arguments: QuoteCount.all.filter {
            $0.day == "20131007" && $0.minutes > 0 && ($0.nbbo == .market || $0.symbol == "ibm")
        })
    func `both readings give what a script of its own counts`(known: QuoteCount) throws {
        let folder = "lean/equity/usa"
        guard let ticks = recorded("\(folder)/tick/\(known.symbol)/\(known.day)_quote.zip") else { return }
        let run = feed(LeanFormat.self, [ticks], limit: 4096) { $0.nbbo = known.nbbo }
        #expect(run.error == nil && run.addsUp && run.count("refused") == 0)
        #expect(run.quotes.count == known.quotes && run.count("crossed") == known.crossed)
        #expect(
            known.nbbo == .market ? known.crossed * 500 < known.quotes : known.crossed * 9 > known.quotes * 8)
        guard known.minutes > 0,
            let minutes = recorded("\(folder)/minute/\(known.symbol)/\(known.day)_quote.zip")
        else { return }
        var closes: [Int64: Quote] = [:]
        for quote in run.quotes { closes[quote.header.time / 60_000_000_000] = quote }
        var (same, compared) = (0, 0)
        for bar in feed(LeanFormat.self, [minutes]).quotes {
            guard let close = closes[bar.header.time / 60_000_000_000 - 1] else { continue }
            compared += 1
            if close.bid == bar.bid && close.ask == bar.ask { same += 1 }
        }
        #expect(same == known.sameMinutes && compared == known.minutes)
        #expect(known.nbbo == .exchange || same == compared)
    }

    /// Runs rows of `milliseconds,bid,size,ask,size,exchange`.
    private func quotes(_ rows: String, _ nbbo: LeanSettings.NBBO) throws -> FeedRun {
        let scratch = try Scratch()
        let text = rows.split(separator: "\n").map { "\($0),1,0\n" }.joined()
        return feed(LeanFormat.self, [try scratch.file("20131007_quote.csv", text)]) {
            ($0.asset, $0.resolution, $0.zone, $0.nbbo) = (.equity, .tick, "America/New_York", nbbo)
        }
    }

    private func texts(_ run: FeedRun) -> [String] {
        run.quotes.map { "\($0.bid.double)x\($0.bidSize) \($0.ask.double)x\($0.askSize)" }
    }

    @Test func `the best of all exchanges goes out when it changes`() throws {
        let rows = """
            1,100000,5,0,0,P
            2,0,0,101000,7,P
            3,100100,2,0,0,Q
            4,0,0,101000,9,Q
            5,100100,3,0,0,P
            6,99900,1,0,0,Q
            7,100100,0,0,0,P
            8,0,0,101000,8,P
            9,0,0,0,0,P
            10,101200,1,101100,1," N "
            11,0,4,0,0,N
            """
        let run = try quotes(rows, .exchange)
        #expect(run.error == nil)
        #expect(
            texts(run) == [
                "10.0x5.0 0.0x0.0", "10.0x5.0 10.1x7.0", "10.01x2.0 10.1x7.0", "10.01x2.0 10.1x9.0",
                "10.01x3.0 10.1x9.0", "9.99x1.0 10.1x9.0", "10.12x1.0 10.1x9.0", "9.99x1.0 10.1x9.0",
            ])
        #expect(run.addsUp && run.count("skipped") == 3 && run.count("crossed") == 1)
        let market = try quotes(rows, .market)
        #expect(market.addsUp && market.quotes.count == 10 && market.quotes.last?.bidSize == 4)
    }

    @Test(arguments: LeanSettings.NBBO.allCases)
    func `a wrong row is refused and the market stays`(nbbo: LeanSettings.NBBO) throws {
        let run = try quotes(
            "1,100000,5,101000,7,P\n2,100100,-5,0,0,P\n3,-7,5,0,0,P\n4,0,0,102000,7,P\n", nbbo)
        #expect(texts(run) == ["10.0x5.0 10.1x7.0", "10.0x5.0 10.2x7.0"] && run.addsUp)
        #expect(run.refused("size is negative") == 1 && run.refused("price isn't positive") == 1)
    }

    @Test func `rows of exchanges too many are refused`() throws {
        let rows = (0..<70).map { "\($0),\(100_000 + $0),5,0,0,EXCHANGE\($0)" }.joined(separator: "\n")
        let run = try quotes(rows, .exchange)
        #expect(run.quotes.count == 64 && run.refused("quote of more exchanges than 64") == 6 && run.addsUp)
    }
}
