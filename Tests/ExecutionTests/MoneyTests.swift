import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Margin, liquidation, settlement, funding and quotes, on a venue of trades.
@Suite struct MoneyTests {
    private func run(
        _ trades: [(Int64, Double)], _ orders: [Order], _ arguments: [(String, ArgumentValue)],
        quotes: [Quote]? = nil
    ) throws -> VenueRun {
        let market = TradeTape.of(trades.map { (time: $0.0, price: $0.1) })
        var feeds = [Feed("market", market), Feed("order", orders)]
        if let quotes { feeds.append(Feed("quotes", quotes)) }
        return try VenueRun("execution.simulated", arguments, feeds)
    }

    private let margin: [(String, ArgumentValue)] = [
        ("capital", Argument.real(100)), ("multiplier", Argument.real(10)),
        ("margin", Argument.table([("initial", Argument.real(40)), ("maintenance", Argument.real(30))])),
    ]

    @Test func `an order beyond the initial margin is refused, one that reduces is not`() throws {
        let orders = [
            request(5, 1, 3), request(5, 2, 2, .limit, limit: 90), request(5, 3, 1), request(15, 4, -1),
            request(25, 5, -4),
        ]
        let run = try run([(10, 100), (20, 100), (30, 100)], orders, margin)
        #expect(run.end(1) == "rejected MARGIN_INSUFFICIENT" && run.end(2) == "cancelled DATA_ENDED")
        #expect(run.end(3) == "rejected MARGIN_INSUFFICIENT", "two are working")
        #expect(run.trades == ["4: -1.0 at 100"] && run.end(5) == "rejected MARGIN_INSUFFICIENT")
    }

    @Test func `a position that the equity does not carry is closed`() throws {
        let orders = [request(5, 1, 2), request(15, 2, -1, .limit, limit: 120)]
        let run = try run([(10, 100), (20, 99), (30, 97), (40, 96), (50, 95)], orders, margin)
        #expect(run.trades == ["1: 2.0 at 100", "-1: -2.0 at 96"], "60 are needed, 40 left at 97")
        #expect(run.end(2) == "cancelled MARGIN_LIQUIDATION" && run.report.value("liquidations") == 1)
        #expect(run.report.value("equity") == 20)
    }

    @Test func `daily settlement moves the open profit and leaves the equity`() throws {
        let day: Int64 = 86_400_000_000_000
        let trades = [(10, 100.0), (day - 5, 104), (day + 5, 103), (2 * day + 5, 105)]
        let settled = try run(trades, [request(5, 1, 2)], [("settlement", Argument.text("daily"))])
        let plain = try run(trades, [request(5, 1, 2)], [])
        #expect(settled.report.value("settlements") == 2 && settled.report.value("variation") == 6)
        #expect(settled.report.value("equity") == 10 && plain.report.value("equity") == 10)
    }

    @Test func `funding is paid on the position at each interval`() throws {
        let hour: Int64 = 3_600_000_000_000
        let funding = Argument.table([("rate", Argument.real(0.01)), ("hours", Argument.real(8))])
        let run = try run(
            [(10, 100), (hour, 110), (8 * hour, 120), (9 * hour, 100)], [request(5, 1, 2)],
            [("funding", funding)])
        let payments = run.fills.filter { $0.outcome == .payment }
        #expect(payments.map(\.fee) == [2.2] && payments.map(\.quantity) == [0])
        #expect(payments.map(\.header.time) == [8 * hour], "at the price before it")
        #expect(abs((run.report.value("equity") ?? 0) + 2.2) < 1e-9)
    }

    @Test func `market orders meet the quote, take its size and wait for a fresh one`() throws {
        func quote(_ at: Int64, _ bid: Double, _ ask: Double, _ size: Double) -> Quote {
            Quote(
                header: EventHeader(time: at, sequence: at), bid: Price(bid), ask: Price(ask), bidSize: size,
                askSize: size)
        }
        let quotes = [quote(1, 99, 101, 2), quote(30, 99, 101, 2), quote(40, 99, 102, 5)]
        let partial = [("partial", ArgumentValue(.flag(true))), ("tick", Argument.real(1))]
        let run = try run(
            [(20, 100), (35, 100)], [request(10, 1, 3), request(32, 2, -1)], partial, quotes: quotes)
        #expect(run.trades == ["1: 2.0 at 101", "2: -1.0 at 99", "1: 1.0 at 102"])
        let whole = try self.run([(20, 100)], [request(10, 1, 3)], [], quotes: quotes)
        #expect(whole.trades == ["1: 3.0 at 101"])
        let stale = try self.run(
            [(20, 100)], [request(10, 1, 1), request(10, 2, 1) { $0.timeInForceCode = 2 }],
            [("max_age", Argument.integer(5))], quotes: quotes)
        #expect(stale.trades == ["1: 1.0 at 101"] && stale.fills.last?.header.sequence == 30)
        #expect(stale.end(2) == "cancelled MARKET_STALE" && stale.report.value("stale") == 2)
    }

    @Test func `a venue without a fee model is refused`() {
        for name in ["simulated", "bars", "book", "orders_book"] {
            let fee = entry("execution." + name).manual.parameters.first { $0.name == "fee" }
            #expect(fee?.isRequired == true)
            #expect(throws: OperatorError.self) {
                try NodeHarness(entry("execution." + name), [], []).run()
            }
        }
    }
}
