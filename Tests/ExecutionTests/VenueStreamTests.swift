import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Random requests to every venue: the invariants of orders and money hold, and the laws of operators.
@Suite struct VenueStreamTests {
    private let fee = ("fee", Argument.real(1.25))
    private let tick = ("tick", Argument.real(0.1))
    private let name = ("instrument", Argument.text("GC"))

    private func places(_ trades: [Trade], every: Int, from first: Int = 5) -> [OrderStream.Place] {
        stride(from: first, to: trades.count, by: every).map {
            OrderStream.Place(header: trades[$0].header, price: trades[$0].price)
        }
    }

    private func quotes(_ trades: [Trade]) -> [Quote] {
        var random = SplitMix64(seed: 4)
        return trades.enumerated().compactMap { index, trade in
            guard index % 3 != 1 else { return nil }
            let half = Int64.random(in: 1...2, using: &random) * 100_000_000
            return Quote(
                header: trade.header, bid: Price(raw: trade.price.raw - half),
                ask: Price(raw: trade.price.raw + half),
                bidSize: Double(Int.random(in: 0...6, using: &random)),
                askSize: 3)
        }
    }

    private func bars(_ trades: [Trade]) -> [Bar] {
        stride(from: 0, to: trades.count - 8, by: 8).map { start in
            let part = trades[start..<(start + 8)]
            let prices = part.map(\.price)
            let header = trades[start + 7].header
            return Bar(
                header: header, start: trades[start].header.time, end: header.time, open: trades[start].price,
                high: prices.max() ?? Price(raw: 0), low: prices.min() ?? Price(raw: 0),
                close: trades[start + 7].price, volume: part.reduce(0) { $0 + $1.quantity },
                flags: start % 160 == 80 ? .synthetic : [])
        }
    }

    private let margins: [(String, ArgumentValue)] = [
        ("capital", Argument.real(20_000)), ("settlement", Argument.text("daily")),
        ("margin", Argument.table([("initial", Argument.real(1000)), ("maintenance", Argument.real(900))])),
        ("funding", Argument.table([("rate", Argument.real(0.0001)), ("hours", Argument.real(0.25))])),
    ]

    @Test(arguments: [1, 2] as [UInt64])
    func `a venue on trades keeps the invariants`(seed: UInt64) throws {
        let trades = TradeTape.random(800, seed: seed)
        let requests = OrderStream.requests(places(trades, every: 3), seed: seed)
        for extra in [[], [("partial", ArgumentValue(.flag(true)))], margins] {
            let arguments = [fee, tick, name, ("strict_tick", ArgumentValue(.flag(true)))] + extra
            let run = try NodeHarness(
                entry("execution.simulated"), arguments, [Feed("market", trades), Feed("order", requests)]
            ).run(.random(seed))
            let faults = venueFaults(run, requests)
            #expect(faults == [])
            #expect((run.node.report.value("fills") ?? 0) > (extra.count > 1 ? 3 : 25))
            #expect((run.node.report.value("rejected") ?? 0) > 5)
        }
    }

    @Test(arguments: [1, 3] as [UInt64])
    func `a venue on quotes keeps the invariants`(seed: UInt64) throws {
        let trades = TradeTape.random(800, seed: seed)
        let requests = OrderStream.requests(places(trades, every: 3), seed: seed)
        let arguments = [
            fee, tick, ("partial", ArgumentValue(.flag(true))), ("max_age", Argument.integer(8_000_000_000)),
            ("latency", Argument.integer(1_000_000_000)),
        ]
        let feeds = [Feed("market", trades), Feed("order", requests), Feed("quotes", quotes(trades))]
        let run = try NodeHarness(entry("execution.simulated"), arguments, feeds).run(.random(seed))
        let faults = venueFaults(run, requests)
        #expect(faults == [])
        #expect((run.node.report.value("stale") ?? 0) > 0 && (run.node.report.value("fills") ?? 0) > 25)
    }

    @Test(arguments: ["pessimistic", "ohlc", "olhc", "nearest"])
    func `a venue on bars keeps the invariants`(path: String) throws {
        for seed in [1, 2] as [UInt64] {
            let trades = TradeTape.random(1600, seed: seed)
            let requests = OrderStream.requests(places(trades, every: 5, from: 7), seed: seed)
            for extra in [[], margins] {
                let arguments =
                    [fee, tick, ("path", Argument.text(path)), ("slippage", Argument.real(1))] + extra
                let run = try NodeHarness(
                    entry("execution.bars"), arguments, [Feed("bars", bars(trades)), Feed("order", requests)]
                ).run(.random(seed))
                let faults = venueFaults(run, requests)
                #expect(faults == [])
                #expect((run.node.report.value("fills") ?? 0) > (extra.isEmpty ? 25 : 3))
            }
        }
    }

    @Test(arguments: ["risk_averse", "log", "log2", "power", "power2", "power3"])
    func `a venue on a book by price keeps the invariants`(queue: String) throws {
        for seed in [1, 2] as [UInt64] {
            let market = BookStream.levels(1800, seed: seed)
            let requests = OrderStream.requests(
                market.places(every: 7), seed: seed, OrderStream.Options(tick: BookStream.tick))
            let arguments = [
                fee, ("tick", Argument.real(0.1)), ("queue", Argument.text(queue)),
                ("entry_latency", Argument.integer(3_000_000)),
                ("response_latency", Argument.integer(2_000_000)), ("max_working", Argument.integer(48)),
            ]
            let feeds = [
                Feed("levels", market.levels), Feed("market", market.trades), Feed("order", requests),
            ]
            let run = try NodeHarness(entry("execution.book"), arguments, feeds).run(.random(seed))
            let faults = venueFaults(run, requests)
            #expect(faults == [])
            #expect((run.node.report.value("fills") ?? 0) > 25)
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `a venue on a book by order keeps the invariants`(seed: UInt64) throws {
        let market = BookStream.orders(2400, seed: seed)
        let requests = OrderStream.requests(
            market.places(every: 9), seed: seed, OrderStream.Options(tick: BookStream.tick))
        let arguments = [fee, ("tick", Argument.real(0.1)), ("feed_latency", Argument.integer(1_000_000))]
        let feeds = [Feed("orders", market.orders), Feed("order", requests)]
        let run = try NodeHarness(entry("execution.orders_book"), arguments, feeds).run(.random(seed))
        let faults = venueFaults(run, requests)
        #expect(faults == [])
        #expect((run.node.report.value("fills") ?? 0) > 30)
    }

    @Test func `venues keep the laws of operators`() throws {
        let trades = TradeTape.random(700, seed: 8)
        let requests = OrderStream.requests(places(trades, every: 3), seed: 8)
        let orders = Feed("order", requests)
        let daily: [(String, ArgumentValue)] = [("calendar", Argument.text("CMES"))]
        #expect(
            try checkOperator(
                entry("execution.simulated"), [fee, tick, ("partial", ArgumentValue(.flag(true)))],
                [Feed("market", trades), orders, Feed("quotes", quotes(trades))]) == [])
        #expect(
            try checkOperator(
                entry("execution.bars"), [fee, tick] + daily + margins, [Feed("bars", bars(trades)), orders])
                == [])
        let book = BookStream.levels(1200, seed: 8)
        let atBook = OrderStream.requests(
            book.places(every: 5), seed: 8, OrderStream.Options(tick: BookStream.tick))
        #expect(
            try checkOperator(
                entry("execution.book"),
                [
                    fee, tick, ("response_latency", Argument.integer(5_000_000)),
                    ("queue", Argument.text("log")),
                ],
                [Feed("levels", book.levels), Feed("market", book.trades), Feed("order", atBook)]) == [])
        let queue = BookStream.orders(1200, seed: 8)
        let atQueue = OrderStream.requests(
            queue.places(every: 5), seed: 8, OrderStream.Options(tick: BookStream.tick))
        #expect(
            try checkOperator(
                entry("execution.orders_book"), [fee, tick],
                [Feed("orders", queue.orders), Feed("order", atQueue)]) == [])
    }
}
