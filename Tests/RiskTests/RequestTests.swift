import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// What agents ask for themselves, and what is wrong with it.
@Suite struct RequestTests {
    private let inputs = ["market.m", "fills.v", "updates.algo", "orders.api", "orders.mm"]

    private func gate(_ more: [(String, ArgumentValue)] = []) throws -> GateBench {
        try GateBench(
            [
                instruments([
                    [
                        ("symbol", Argument.text("GC")), ("market", Argument.text("m")),
                        ("tick", Argument.real(0.1)),
                    ]
                ]),
                ("max_position", Argument.real(1e12)), ("max_order", Argument.real(1e9)),
            ] + more, inputs: inputs)
    }

    @Test func `bad input is refused with a code of its own`() throws {
        let gate = try gate([("limit_collar", Argument.real(0.05))])
        gate.trade(1, 100)
        let cases: [(String, Double, Double?, (inout Order) -> Void)] = [
            ("ORDER_INVALID_QUANTITY", 0, nil, { _ in }),
            ("ORDER_INVALID_QUANTITY", .nan, nil, { _ in }),
            ("ORDER_INVALID_QUANTITY", 1e300, nil, { _ in }),
            ("ORDER_INVALID_QUANTITY", -.infinity, nil, { _ in }),
            ("ORDER_INVALID_PRICE", 1, 0, { _ in }),
            ("ORDER_INVALID_PRICE", 1, nil, { $0.kindCode = Order.Kind.stop.rawValue }),
            ("ORDER_INVALID_PRICE", 1, nil, { $0.kindCode = Order.Kind.trailingStop.rawValue }),
            ("ORDER_INVALID_PRICE", 1, 100, { $0.timeInForceCode = Order.TimeInForce.gtd.rawValue }),
            ("ORDER_OFF_TICK", 1, 100.05, { _ in }),
            ("ORDER_OFF_TICK", 1, nil, { $0.stopLoss = Price(99.99) }),
            ("PRICE_LIMIT_COLLAR", 1, 106, { _ in }), ("PRICE_LIMIT_COLLAR", -1, 94, { _ in }),
            ("ORDER_UNSUPPORTED", 1, nil, { $0.kindCode = 77 }),
            ("ORDER_UNSUPPORTED", 1, nil, { $0.actionCode = 77 }),
            ("ORDER_UNKNOWN_INSTRUMENT", 1, nil, { $0.instrument = Symbol(cutting: "XX") }),
        ]
        for (code, quantity, limit, change) in cases {
            gate.request(2, quantity, limit: limit, for: "GC", change: change)
            #expect(gate.codes == [code] && gate.approved.isEmpty, "\(code) \(quantity)")
        }
        #expect(gate.node.report.value("denied") == Double(cases.count))
        #expect(gate.node.report.value("denied_invalid_quantity") == 4)
        gate.request(3, 1, limit: 94, for: "GC")
        #expect(gate.approved.map(\.limit.double) == [94], "a limit that costs nothing may be far")
    }

    @Test func `numbers are each agent's own, and used once`() throws {
        let gate = try gate()
        gate.trade(1, 100)
        gate.request(2, 1, id: 7, limit: 99, for: "GC")
        gate.request(3, 1, id: 7, limit: 99, for: "GC")
        gate.request(4, 1, id: 7, limit: 99, for: "GC", "orders.mm")
        let orders = gate.approved
        #expect(orders.map(\.agent) == [Symbol("api"), Symbol("mm")] && orders.map(\.id) == [1, 2])
        let denial = gate.denials
        #expect(denial.map(\.rule) == [.duplicateID] && denial[0].clientID == 7 && denial[0].orderID == 1)
        #expect(denial[0].reason.hasPrefix("ORDER_DUPLICATE_ID value=7.0"))
        gate.request(5, 0, id: 8, action: .cancel)
        gate.request(6, 0, id: 7, action: .cancel)
        let cancel = gate.approved
        #expect(cancel.map(\.id) == [1] && cancel[0].action == .cancel && gate.codes == ["ORDER_UNKNOWN_ID"])
        gate.fill(orders[0], at: 7, 99)
        gate.request(8, 0, id: 7, action: .cancel)
        gate.request(8, 2, id: 7, limit: 98, action: .replace)
        #expect(gate.codes == ["ORDER_ALREADY_FINAL", "ORDER_ALREADY_FINAL"] && gate.approved.isEmpty)
        gate.request(9, 0, action: .cancel) { $0.id = 2 }
        #expect(gate.codes == ["ORDER_UNKNOWN_ID"], "another agent's order")
    }

    @Test func `a replacement counts what it adds, and keeps its side`() throws {
        let gate = try gate([("max_agent_position", Argument.real(5))])
        gate.trade(1, 100)
        gate.request(2, 3, id: 1, limit: 99, for: "GC")
        gate.request(3, 9, id: 1, limit: 98, for: "GC", action: .replace)
        let orders = gate.approved
        #expect(orders.map(\.quantity) == [3, 5] && orders[1].action == .replace && orders[1].id == 1)
        #expect(gate.codes == ["POSITION_AGENT"])
        gate.request(4, -3, id: 1, limit: 98, for: "GC", action: .replace)
        gate.request(5, 6, id: 1, limit: 98.05, for: "GC", action: .replace)
        #expect(gate.codes == ["ORDER_INVALID_QUANTITY", "ORDER_OFF_TICK"])
        gate.request(6, 2, id: 1, limit: 97, for: "GC", action: .replace)
        #expect(gate.approved.map(\.quantity) == [2])
        gate.request(7, 1, id: 2, for: "GC")
        #expect(gate.codes == ["POSITION_AGENT"], "until the venue says so, the larger one works")
    }

    @Test func `what an algorithm gives back no longer works, and slices count for their parent`() throws {
        let gate = try gate([("max_agent_position", Argument.real(10))])
        gate.trade(1, 100)
        gate.request(2, 10, id: 1, for: "GC")
        let parent = gate.approved[0]
        var slice = parent
        slice.parent = parent.id
        slice.id = parent.id << 20 | 1
        slice.quantity = 4
        gate.fill(slice, at: 3, 100)
        slice.id += 1
        gate.fill(slice, at: 4, 100, 2, outcome: .cancelled)
        gate.request(5, 1, id: 2, for: "GC")
        #expect(gate.codes == ["POSITION_AGENT"], "a slice's end is the algorithm's business")
        gate.send(
            OrderUpdate(
                header: header(6), order: parent, state: .cancelled, filled: 4, remaining: 0, released: 6),
            "updates.algo")
        gate.request(7, 9, id: 3, for: "GC")
        #expect(gate.approved.map(\.quantity) == [6])
    }

    @Test func `an order that would meet one of our own is refused`() throws {
        let gate = try gate([("self_trade", ArgumentValue(.flag(true)))])
        gate.trade(1, 100)
        gate.request(2, 1, id: 1, limit: 100.5, for: "GC")
        gate.request(3, -1, id: 1, limit: 100.5, for: "GC", "orders.mm")
        gate.request(4, -1, id: 2, limit: 100.6, for: "GC", "orders.mm")
        #expect(gate.codes == ["ORDER_SELF_TRADE"] && gate.approved.map(\.quantity) == [1, -1])
        gate.request(5, -1, id: 3, for: "GC", "orders.mm")
        #expect(gate.codes == ["ORDER_SELF_TRADE"], "a market order would meet it too")
        gate.request(6, 0, id: 1, action: .cancel)
        gate.fill(gate.node.tape(Order.self).events[0], at: 7, 100, 1, outcome: .cancelled)
        gate.request(8, -1, id: 4, for: "GC", "orders.mm")
        #expect(gate.codes.isEmpty)
    }

    @Test func `an agent has its messages a second, and may always cancel`() throws {
        let gate = try gate([("agent_rate", Argument.integer(2))])
        gate.trade(1, 100)
        for id in 1...4 { gate.request(2, 1, id: Int64(id), limit: 99, for: "GC") }
        #expect(gate.approved.count == 2 && gate.codes == ["RATE_MESSAGES", "RATE_MESSAGES"])
        gate.request(2, 1, id: 9, limit: 99, for: "GC", "orders.mm")
        gate.request(2.5, 0, action: .cancelAll)
        let sent = gate.approved
        #expect(sent.map(\.action) == [.submit, .cancel, .cancel] && sent.dropFirst().map(\.id) == [1, 2])
    }

    @Test func `all or nothing is not cut`() throws {
        let gate = try gate([("max_agent_position", Argument.real(5))])
        gate.trade(1, 100)
        gate.request(2, 7, id: 1, limit: 100, for: "GC") {
            $0.timeInForceCode = Order.TimeInForce.fok.rawValue
        }
        let denial = gate.denials
        #expect(gate.approved.isEmpty && denial.map(\.quantity) == [7])
    }

    /// Ids are slots: no order that works is forgotten, and old numbers may be used again.
    @Test func `the table holds what works and forgets the oldest that does not`() throws {
        let gate = try gate([("max_working", Argument.integer(16)), ("order_rate", Argument.integer(0))])
        gate.trade(1, 100)
        gate.request(2, 1, id: 1, limit: 99, for: "GC")
        let first = gate.approved[0]
        var random = SplitMix64(seed: 4)
        var working: [Order] = []
        for id in 2...500 {
            gate.request(3, 1, id: Int64(id), limit: 99, for: "GC")
            working += gate.approved
            while working.count > Int.random(in: 0...10, using: &random) {
                let order = working.remove(at: Int.random(in: 0..<working.count, using: &random))
                gate.fill(order, at: 3, 99)
                gate.request(3, 0, id: order.clientID, action: .cancel)
                #expect(gate.codes == ["ORDER_ALREADY_FINAL"])
            }
        }
        gate.request(4, 0, id: 1, action: .cancel)
        #expect(gate.approved.map(\.id) == [first.id])
        for id in 1001...1020 { gate.request(5, 1, id: Int64(id), limit: 99, for: "GC") }
        let codes = gate.codes
        #expect(!codes.isEmpty && codes.allSatisfy { $0 == "ORDER_TABLE_FULL" })
    }
}
