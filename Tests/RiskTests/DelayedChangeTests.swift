import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Changes of orders that the throttle holds back.
@Suite struct DelayedChangeTests {
    private func gate(_ more: [(String, ArgumentValue)] = []) throws -> GateBench {
        let gate = try GateBench(
            [
                ("order_rate", Argument.integer(1)), ("throttle", Argument.text("delay")),
                ("max_position", Argument.real(100)), ("max_order", Argument.real(100)),
            ] + more, inputs: ["market.m", "fills.v", "orders.api", "command.c", "signal.a"])
        gate.trade(9, 100)
        gate.request(10, 4, id: 1, limit: 99)
        return gate
    }

    @Test func `a change waits for the rate and is looked at when it goes`() throws {
        let gate = try gate([("limit_collar", Argument.real(0.05))])
        #expect(gate.approved.map(\.quantity) == [4])
        gate.request(10.2, 6, id: 1, limit: 98, action: .replace)
        gate.request(10.3, 3, id: 2, limit: 97)
        #expect(gate.approved.isEmpty && gate.codes.isEmpty)
        gate.trade(11, 100)
        let change = gate.approved
        #expect(change.map(\.action) == [.replace] && change[0].quantity == 6)
        #expect(change[0].limit.double == 98 && change[0].header == header(11) && change[0].clientID == 1)
        gate.trade(12, 100)
        #expect(gate.approved.map(\.clientID) == [2], "first in, first out")
        // By its turn the price has left the collar of what was asked for.
        gate.request(12.1, 5, id: 1, limit: 99, action: .replace)
        gate.trade(13, 90)
        #expect(gate.approved.isEmpty && gate.codes == ["PRICE_LIMIT_COLLAR"])
        let report = gate.node.report
        #expect(report.value("delayed") == 3 && report.value("delayed_released") == 2)
        #expect(report.value("delayed_dropped") == 1 && report.value("approved") == 2)
    }

    @Test func `the newest change of an order is the one that goes`() throws {
        let gate = try gate()
        _ = gate.approved
        gate.request(10.2, 4, id: 1, limit: 98, action: .replace)
        gate.request(10.3, 4, id: 1, limit: 97, action: .replace)
        #expect(gate.codes == ["RATE_DELAYED"])
        gate.trade(11, 100)
        #expect(gate.approved.map(\.limit.double) == [97])
        gate.trade(12, 100)
        #expect(gate.approved.isEmpty)
    }

    @Test func `a change whose order is filled first is refused`() throws {
        let gate = try gate()
        let order = try #require(gate.approved.first)
        gate.request(10.2, 9, id: 1, limit: 98, action: .replace)
        gate.fill(order, at: 10.5, 99)
        gate.trade(11, 100)
        #expect(gate.approved.isEmpty && gate.codes == ["ORDER_ALREADY_FINAL"])
        gate.request(11.1, 96, id: 3)
        #expect(gate.approved.map(\.quantity) == [96], "nothing is kept for a change that was never made")
    }

    @Test func `a cancel does not wait, and takes the change with it`() throws {
        let gate = try gate()
        _ = gate.approved
        gate.request(10.2, 9, id: 1, limit: 98, action: .replace)
        gate.request(10.3, 0, id: 1, action: .cancel)
        #expect(gate.approved.map(\.action) == [.cancel] && gate.codes == ["RATE_DELAYED"])
        gate.trade(11, 100)
        #expect(gate.approved.isEmpty)
    }

    @Test func `what waits too long, the kill switch and the end drop it`() throws {
        let old = try gate([("max_delay", Argument.integer(second / 2))])
        _ = old.approved
        old.request(10.2, 9, id: 1, limit: 98, action: .replace)
        old.trade(10.8, 100)
        let late = old.denials
        #expect(late.map(\.rule) == [.delayed] && late[0].quantity == 9 && late[0].clientID == 1)
        let killed = try gate()
        _ = killed.approved
        killed.request(10.2, 9, id: 1, limit: 98, action: .replace)
        killed.signal(10.5, -2, "command.c")
        #expect(killed.codes == ["STATE_KILLED"] && killed.approved.map(\.action) == [.cancelAll])
        let ended = try gate()
        _ = ended.approved
        ended.request(10.2, 9, id: 1, limit: 98, action: .replace)
        ended.node.finish()
        #expect(ended.codes == ["RATE_DELAYED"] && ended.node.report.value("approved") == 1)
    }

    @Test func `what the line has no room for is refused`() throws {
        let gate = try gate([("max_delayed", Argument.integer(1))])
        _ = gate.approved
        gate.request(10.2, 3, id: 2, limit: 97)
        gate.request(10.3, 9, id: 1, limit: 98, action: .replace)
        #expect(gate.codes == ["RATE_ORDERS"])
    }
}
