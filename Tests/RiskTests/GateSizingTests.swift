import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct GateSizingTests {
    private func gate(_ sizing: String, _ more: [(String, Double)] = [], _ counts: [(String, Int64)] = [])
        throws
        -> GateBench
    {
        try GateBench(
            [("sizing", Argument.text(sizing))]
                + numbers(
                    [("capital", 100_000), ("multiplier", 20), ("max_position", 1000), ("max_order", 1000)]
                        + more)
                + counts.map { ($0.0, Argument.integer($0.1)) })
    }

    @Test func `fixed risk is what the stop may cost`() throws {
        let gate = try gate("fixed_risk")
        gate.trade(1, 100)
        gate.signal(2, 1)
        #expect(gate.codes == ["SIZE_NO_STOP"])
        gate.signal(3, -1, stop: 13)
        #expect(gate.approved.map(\.quantity) == [-7], "2,000 / (13 · 20) is 7.7")
        gate.signal(4, -0.5, stop: 13)
        #expect(gate.approved.map(\.quantity) == [4], "to −3 of 3.85")
    }

    @Test func `Kelly's share is nothing without thirty trades`() throws {
        let few = try gate(
            "kelly", [("win_rate", 0.55), ("payoff", 1.5), ("trade_risk", 1)], [("closed_trades", 29)])
        few.trade(1, 100)
        few.signal(2, 1, stop: 10)
        #expect(few.approved.isEmpty)
        let more = try gate(
            "kelly", [("win_rate", 0.55), ("payoff", 1.5), ("trade_risk", 1)], [("closed_trades", 30)])
        more.trade(1, 100)
        more.signal(2, 1, stop: 10)
        #expect(more.approved.map(\.quantity) == [31], "6,250 / (10 · 20) is 31.25")
        let capped = try gate("kelly", [("win_rate", 0.55), ("payoff", 1.5)], [("closed_trades", 30)])
        capped.trade(1, 100)
        capped.signal(2, 1, stop: 10)
        #expect(capped.approved.map(\.quantity) == [10], "two percent are less")
    }

    /// Thirty closed trades of the agent itself: p = 2/3, b = 1/1.8, so f = 2/3 − 0.6 and a quarter of that 1/60.
    @Test func `an agent's own trades replace the arguments`() throws {
        let gate = try gate(
            "kelly", [("win_rate", 0.9), ("payoff", 2), ("trade_risk", 1)], [("closed_trades", 100)])
        for trade in 0..<30 {
            let time = Double(trade)
            gate.trade(time, 100)
            gate.signal(time + 0.1, 1, stop: 100)
            let entry = gate.approved[0]
            gate.fill(entry, at: time + 0.2, 100, multiplier: 20)
            gate.signal(time + 0.3, 0, stop: 100)
            // Almost nothing is left of the profit, so that the equity stays.
            gate.fill(
                gate.approved[0], at: time + 0.4, trade % 3 == 0 ? 100 - 1.8e-6 : 100 + 1e-6, multiplier: 20)
        }
        let agents = try #require(gate.node.report.tables.first { $0.name == "agents" })
        #expect(agents.rows == [["a", "60", "0", "30", "20"]])
        gate.trade(99, 100)
        gate.signal(100, 1, stop: 10)
        #expect(gate.approved.map(\.quantity) == [8], "1,667 / (10 · 20)")
    }

    @Test(arguments: ["vol_target", "risk_parity"])
    func `a yearly deviation is met`(sizing: String) throws {
        let gate = try GateBench([
            ("sizing", Argument.text(sizing)), ("capital", Argument.real(1e6)),
            ("multiplier", Argument.real(20)),
            ("max_position", Argument.real(1000)), ("max_order", Argument.real(1000)),
            ("mark_every", Argument.integer(second)),
        ])
        var price = 100.0
        for mark in 0..<40 {
            price *= mark % 2 == 0 ? 1.01 : 1 / 1.01
            gate.trade(Double(mark) + 0.5, price)
        }
        gate.signal(41, 1)
        // σ is about 1 % a mark, 15.9 % a year: 0.1/0.159 of 1,000,000 in contracts of 2,000.
        let contracts = try #require(gate.approved.first?.quantity)
        #expect(contracts > 305 && contracts < 325)
    }

    @Test func `a target that stays is not sized anew`() throws {
        let gate = try gate("fixed_risk", [("stop_points", 10)])
        gate.trade(1, 100)
        gate.signal(2, 1)
        let order = gate.approved[0]
        #expect(order.quantity == 10)
        gate.fill(order, at: 3, 100, multiplier: 20)
        gate.trade(4, 200)
        gate.signal(5, 1)
        #expect(gate.approved.isEmpty)
        gate.signal(6, 0)
        gate.fill(gate.approved[0], at: 7, 200, multiplier: 20)
        gate.trade(8, 200)
        gate.signal(9, 1)
        #expect(gate.approved.map(\.quantity) == [12], "of 120,000")
    }
}
