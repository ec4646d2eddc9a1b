import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@testable import AgentsOperators

@Suite struct OrderAgentTests {
    private func item(_ entries: [(String, ArgumentValue)]) -> ArgumentValue {
        Argument.table(entries.map { (key: $0.0, value: $0.1) })
    }

    private func run(
        _ items: [ArgumentValue], _ trades: [Trade], _ split: NodeHarness.Split = .longest
    ) throws -> NodeHarness.Run {
        try NodeHarness(
            entry("agent.orders"), [("orders", Argument.list(items))], [Feed("market", trades)]
        ).run(split)
    }

    private let trades = TradeTape.of((0..<100).map { (Int64($0) * minute, 100) })

    @Test func `requests come when the market's time has come to them`() throws {
        let run = try run(
            [
                item([("at", Argument.text("10m30s")), ("quantity", Argument.integer(5))]),
                item([("at", Argument.text("1970-01-01T00:03:00Z")), ("quantity", Argument.real(-2.5))]),
                item([
                    ("at", Argument.text("0s")), ("quantity", Argument.integer(1)),
                    ("limit", Argument.real(99.5)),
                ]),
                item([("at", Argument.text("2d")), ("quantity", Argument.integer(1))]),
            ], trades)
        let orders = run.node.tape(Order.self).events
        #expect(orders.map(\.clientID) == [3, 2, 1] && orders.map(\.quantity) == [1, -2.5, 5])
        #expect(orders.map(\.header) == [0, 3, 11].map { trades[$0].header })
        #expect(orders[0].kind == .limit && orders[0].limit == Price(99.5) && orders[1].kind == .market)
        #expect(orders.allSatisfy { $0.agent.description == "node" && $0.id == 0 })
        #expect(run.node.report.value("requests") == 3 && run.node.report.value("not_sent") == 1)
    }

    @Test func `changes name the order that they are about`() throws {
        let run = try run(
            [
                item([
                    ("at", Argument.text("1m")), ("quantity", Argument.integer(5)),
                    ("name", Argument.text("big")),
                    ("instrument", Argument.text("SPY")), ("limit", Argument.integer(9)),
                ]),
                item([
                    ("at", Argument.text("2m")), ("action", Argument.text("replace")),
                    ("of", Argument.text("big")),
                    ("quantity", Argument.integer(3)), ("limit", Argument.integer(8)),
                ]),
                item([
                    ("at", Argument.text("3m")), ("action", Argument.text("cancel")),
                    ("of", Argument.text("big")),
                ]),
                item([("at", Argument.text("4m")), ("action", Argument.text("cancel_all"))]),
            ], trades)
        let orders = run.node.tape(Order.self).events
        #expect(orders.map(\.action) == [.submit, .replace, .cancel, .cancelAll])
        #expect(orders.map(\.clientID) == [1, 1, 1, 4])
        #expect(orders.prefix(3).allSatisfy { $0.instrument.description == "SPY" })
    }

    @Test func `times in force, flags and prices are read`() throws {
        let run = try run(
            [
                item([
                    ("at", Argument.text("1m")), ("quantity", Argument.integer(5)),
                    ("kind", Argument.text("stop_limit")), ("limit", Argument.real(101)),
                    ("stop", Argument.real(100.5)), ("expiry", Argument.text("1h")),
                    ("post_only", ArgumentValue(.flag(true))), ("display", Argument.integer(2)),
                    ("group", Argument.integer(7)), ("take_profit", Argument.real(105)),
                    ("stop_loss", Argument.real(95)),
                ])
            ], trades)
        let order = try #require(run.node.tape(Order.self).events.first)
        #expect(order.kind == .stopLimit && order.stop == Price(100.5) && order.timeInForce == .gtd)
        #expect(order.expiry == 61 * minute && order.flags == .postOnly && order.display == 2)
        #expect(order.group == 7 && order.takeProfit == Price(105) && order.stopLoss == Price(95))
    }

    @Test(
        arguments: [
            ("2013-10-07T14:30:00Z", Moment.instant(1_381_156_200_000_000_000)),
            ("2013-10-07 14:30", .instant(1_381_156_200_000_000_000)),
            ("2024-02-29", .instant(1_709_164_800_000_000_000)), ("1h30m", .after(90 * minute)),
            ("+250ms", .after(250_000_000)),
        ] as [(String, Moment)])
    func `moments are read`(text: String, moment: Moment) { #expect(Moment(text) == moment) }

    @Test(arguments: [
        "", "+", "5", "soon", "5x", "2013-13-07", "2013-10-07T25:00", "2013-10-07T14:30:00+02:00",
    ])
    func `what is no moment is not`(text: String) { #expect(Moment(text) == nil) }

    @Test(
        arguments: [
            ([("quantity", "1")], "order 1 has no time"),
            ([("at", "5m")], "order 1 has no quantity"),
            ([("at", "noon"), ("quantity", "1")], "order 1: at is neither a UTC time nor a length"),
            ([("at", "5m"), ("quantity", "x")], "order 1: quantity is not a number within ±1e15"),
            ([("at", "5m"), ("quantity", "1"), ("kind", "stop")], "order 1 has no stop"),
            ([("at", "5m"), ("quantity", "1"), ("kind", "limt")], "order 1: kind has no 'limt'"),
            ([("at", "5m"), ("quantity", "1"), ("tif", "gtd")], "order 1 is gtd and has no expiry"),
            ([("at", "5m"), ("action", "cancel")], "order 1 does not say of which order"),
            (
                [("at", "5m"), ("action", "cancel"), ("of", "big")],
                "order 1: no order before it is called 'big'"
            ),
            ([("at", "5m"), ("quantiti", "1")], "order 1 has an unknown key 'quantiti'"),
        ] as [([(String, String)], String)])
    func `mistakes say where and what`(entries: [(String, String)], message: String) {
        let values = entries.map { entry in
            (entry.0, Double(entry.1).map { Argument.real($0) } ?? Argument.text(entry.1, origin: 3))
        }
        do {
            _ = try run([item(values)], trades)
            Issue.record("'\(message)' is thrown")
        } catch let error as OperatorError {
            #expect(error.message == message && error.argument == "orders")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `all mistakes of a list are told, each once and at its place`() throws {
        let items = [
            item([("at", Argument.text("noon", origin: 1)), ("quantity", Argument.text("x", origin: 2))]),
            item([
                ("at", Argument.text("5m")), ("quantity", Argument.integer(1)),
                ("name", Argument.text("big")),
                ("kind", Argument.text("stop")),
            ]),
            item([
                ("at", Argument.text("6m")), ("action", Argument.text("cancel")),
                ("of", Argument.text("big")),
            ]),
            item([
                ("at", Argument.text("7m")), ("action", Argument.text("cancel")),
                ("of", Argument.text("bigg", origin: 3)),
            ]),
            item([("at", Argument.text("8m")), ("quantity", Argument.integer(1))]),
        ]
        let error = #expect(throws: OperatorError.self) { try run(items, trades) }
        let all = try #require(error.map { [$0] + $0.others })
        #expect(
            all.map(\.message) == [
                "order 1: at is neither a UTC time nor a length",
                "order 1: quantity is not a number within ±1e15", "order 2 has no stop",
                "order 4: no order before it is called 'bigg'",
            ])
        #expect(all[0].origin == 1 && all[1].origin == 2 && all[3].origin == 3)
        #expect(all.allSatisfy { $0.argument == "orders" })
    }

    @Test func `it keeps the laws of operators`() throws {
        let items = (1...200).map { index in
            item([("at", Argument.text("\(index * 3)s")), ("quantity", Argument.integer(Int64(index)))])
        }
        let feeds = [Feed("market", TradeTape.random(1000, seed: 3))]
        let faults = try checkOperator(entry("agent.orders"), [("orders", Argument.list(items))], feeds)
        #expect(faults == [])
    }
}
