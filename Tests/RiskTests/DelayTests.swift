import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// The throttle that holds orders back.
@Suite struct DelayTests {
    private let inputs = ["signal.a", "signal.b", "market.m", "fills.v", "orders.api", "command.c"]

    private func gate(_ rate: Int = 1, _ more: [(String, ArgumentValue)] = []) throws -> GateBench {
        try GateBench(
            [
                ("order_rate", Argument.integer(Int64(rate))), ("throttle", Argument.text("delay")),
            ] + (more.contains { $0.0 == "max_position" } ? [] : [("max_position", Argument.real(100))])
                + more,
            inputs: inputs)
    }

    @Test func `orders beyond the rate wait and go out in turn, when the rate has room`() throws {
        let gate = try gate(2)
        for (step, quantity) in [1.0, 2, 3, 4, 5].enumerated() {
            gate.request(10 + Double(step) / 100, quantity, id: Int64(step) + 1)
        }
        #expect(gate.approved.map(\.quantity) == [1, 2] && gate.codes.isEmpty)
        gate.trade(10.5, 100)
        #expect(gate.approved.isEmpty)
        gate.trade(11, 100)
        let first = gate.approved
        #expect(first.map(\.quantity) == [3] && first[0].header == header(11) && first[0].clientID == 3)
        gate.trade(11.5, 100)
        #expect(gate.approved.map(\.quantity) == [4], "the second of the old second is over as well")
        gate.trade(12, 100)
        #expect(gate.approved.map(\.quantity) == [5])
        let report = gate.node.report
        #expect(report.value("delayed") == 3 && report.value("delayed_released") == 3)
        #expect(report.value("delayed_dropped") == 0 && report.value("delayed_most") == 3)
        #expect(report.value("approved") == 5 && report.value("denied") == 0)
        #expect(abs((report.value("delay_mean") ?? 0) - (0.98 + 1.47 + 1.96) / 3) < 1e-9)
        #expect(abs((report.value("delay_max") ?? 0) - 1.96) < 1e-9)
    }

    @Test func `nobody overtakes, and no second of event time has more than the rate`() throws {
        var random = SplitMix64(seed: 5)
        let gate = try gate(
            3,
            [
                ("max_delay", Argument.integer(100 * second)), ("max_delayed", Argument.integer(4096)),
                ("max_position", Argument.real(1000)),
            ])
        var (time, sent): (Double, [Order]) = (10, [])
        for id in 1...400 as ClosedRange<Int64> {
            time += Double.random(in: 0...0.2, using: &random)
            gate.request(time, 1, id: id)
            time += Double.random(in: 0...0.1, using: &random)
            gate.trade(time, 100)
            sent += gate.approved
        }
        while sent.count < 400, time < 1000 {
            time += 0.1
            gate.trade(time, 100)
            sent += gate.approved
        }
        #expect(sent.map(\.clientID).filter { $0 <= 100 } == Array(1...100))
        #expect(sent.map(\.clientID) == sent.map(\.clientID).sorted())
        for (early, late) in zip(sent, sent.dropFirst(3)) {
            #expect(late.header.time - early.header.time >= second)
        }
        let report = gate.node.report
        #expect((report.value("delayed") ?? 0) > 100, "the law was put to work")
        let refused = (report.value("denied") ?? 0) + (report.value("approved") ?? 0)
        #expect(refused == 400)
    }

    @Test func `count and age are bounded, and what is dropped is told`() throws {
        let gate = try gate(
            1, [("max_delayed", Argument.integer(2)), ("max_delay", Argument.integer(2 * second))])
        for id in 1...5 as ClosedRange<Int64> { gate.request(10, Double(id), id: id) }
        #expect(gate.approved.map(\.quantity) == [1])
        #expect(
            gate.denials.map { "\($0.rule?.code ?? "") \($0.clientID)" } == [
                "RATE_ORDERS 4", "RATE_ORDERS 5",
            ])
        gate.trade(12, 100)
        #expect(gate.approved.isEmpty)
        let late = gate.denials
        #expect(late.map(\.rule) == [.delayed, .delayed] && late.map(\.quantity) == [2, 3])
        #expect(late[0].value == 2 && late[0].limit == 2 && late[0].orderID > 0)
        #expect(gate.node.report.value("delayed_dropped") == 2 && gate.node.report.value("approved") == 1)
    }

    @Test func `what waits counts as working, and is looked at again before it goes`() throws {
        let gate = try gate(1, [("max_position", Argument.real(10)), ("daily_loss", Argument.real(50))])
        gate.trade(9, 100)
        gate.request(10, 6, id: 1)
        gate.request(10.1, 3, id: 2)
        gate.request(10.2, 3, id: 3)
        #expect(gate.codes == ["POSITION_INSTRUMENT"], "3 are cut to 1")
        let first = try #require(gate.approved.first)
        gate.fill(first, at: 10.3, 100)
        gate.trade(11, 90)
        #expect(gate.approved.isEmpty, "60 are lost, so nothing is added")
        #expect(gate.codes == ["LOSS_DAILY", "LOSS_DAILY"])
        gate.request(13, -7, id: 4)
        #expect(gate.approved.map(\.quantity) == [-6] && gate.codes == ["LOSS_DAILY"])
        #expect(gate.node.report.value("delayed_dropped") == 2)
        #expect(gate.node.report.value("delayed_released") == 0)
    }

    @Test func `a newer target takes the place of what waits for an older one`() throws {
        let gate = try gate()
        gate.signal(10, 1)
        gate.signal(10.1, 3)
        gate.signal(10.2, 3)
        #expect(gate.codes.isEmpty, "the same target again changes nothing")
        gate.signal(10.3, 2)
        #expect(gate.codes == ["RATE_DELAYED"])
        gate.signal(10.4, 1)
        #expect(gate.codes == ["RATE_DELAYED"], "nothing is left to do")
        gate.signal(10.5, 5, "signal.b")
        gate.trade(11, 100)
        let sent = gate.approved
        #expect(sent.map(\.quantity) == [1, 5] && sent.map(\.agent) == [Symbol("a"), Symbol("b")])
    }

    @Test func `who sent it may change it or take it back`() throws {
        let gate = try gate()
        gate.request(10, 1, id: 1)
        gate.request(10.1, 4, id: 2, limit: 99)
        gate.request(10.2, 5, id: 3, limit: 99)
        gate.request(10.3, -6, id: 4, limit: 105)
        _ = gate.approved
        gate.request(10.4, 2, id: 2, limit: 98, action: .replace)
        gate.request(10.5, -8, id: 4, limit: 106, action: .replace)
        gate.request(10.6, 0, id: 3, action: .cancel)
        #expect(gate.approved.isEmpty && gate.codes == ["RATE_DELAYED"])
        gate.request(10.7, 0, id: 3, action: .cancel)
        #expect(gate.codes == ["ORDER_ALREADY_FINAL"])
        gate.trade(11, 100)
        gate.trade(12, 100)
        let sent = gate.approved
        #expect(sent.map(\.quantity) == [2, -8] && sent.map(\.limit.double) == [98, 106])
        gate.request(13, 7, id: 9)
        gate.request(13, 7, id: 10)
        gate.request(13, 7, id: 11)
        gate.request(13.1, 0, action: .cancelAll)
        let left = gate.approved
        #expect(
            left.map(\.action) == [.submit, .cancel, .cancel, .cancel, .cancel],
            "one went out, three had before")
        #expect(gate.codes == ["RATE_DELAYED", "RATE_DELAYED"])
    }

    @Test func `the kill switch and the end drop what waits`() throws {
        let gate = try gate()
        gate.request(10, 1, id: 1)
        gate.request(10, 2, id: 2)
        _ = gate.approved
        gate.signal(10.5, -2, "command.c")
        #expect(gate.approved.map(\.action) == [.cancelAll] && gate.codes == ["STATE_KILLED"])
        gate.trade(12, 100)
        #expect(gate.approved.isEmpty)
        let ended = try self.gate()
        ended.request(10, 1, id: 1)
        ended.request(10, 2, id: 2)
        _ = ended.approved
        ended.node.finish()
        #expect(ended.codes == ["RATE_DELAYED"] && ended.approved.isEmpty)
        #expect(ended.node.report.value("approved") == 1)
    }

    @Test func `a gate that delays keeps the laws of operators`() throws {
        var random = SplitMix64(seed: 3)
        var (signals, orders, trades): ([Signal], [Order], [Trade]) = ([], [], [])
        var time = 0.0
        for step in 1...900 as ClosedRange<Int64> {
            time += Double.random(in: 0.01...0.6, using: &random)
            signals.append(
                Signal(
                    header: header(time), target: Double(Int.random(in: -3...3, using: &random)),
                    confidence: 1,
                    rule: 1))
            time += Double.random(in: 0.01...0.3, using: &random)
            var order = Order(
                header: header(time), id: 0, quantity: step % 2 == 0 ? 1 : -1, kind: .limit, limit: Price(100)
            )
            order.clientID = step
            if step % 5 == 0 {
                order.clientID = step - 1
                order.actionCode = Order.Action.cancel.rawValue
            }
            orders.append(order)
            time += Double.random(in: 0.01...0.3, using: &random)
            trades.append(Trade(header: header(time), price: Price(100), quantity: 1, side: .buy))
        }
        let arguments: [(name: String, value: ArgumentValue)] = [
            ("order_rate", Argument.integer(2)), ("throttle", Argument.text("delay")),
            ("max_delayed", Argument.integer(8)), ("max_position", Argument.real(1000)),
        ]
        let feeds = [
            Feed("signal", signals, source: "a"), Feed("orders", orders, source: "api"),
            Feed("market", trades, source: "m"), Feed("fills", [Fill](), isFeedback: true),
        ]
        #expect(try checkOperator(entry("risk.gate"), arguments, feeds) == [])
        let node = try NodeHarness(entry("risk.gate"), arguments, feeds).run().node
        #expect((node.report.value("delayed_released") ?? 0) > 50)
    }
}
