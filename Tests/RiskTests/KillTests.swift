import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct KillTests {
    private let inputs = ["control.c", "command.p", "market.m", "fills.v", "signal.a", "signal.b"]

    private func alert(_ time: Double, _ severity: Alert.Severity) -> Alert {
        Alert(header: header(time), code: 1, severity: severity, value: 0, limit: 0, input: 0)
    }

    @Test(arguments: ["graceful", "immediate", "emergency"])
    func `the switch cancels all at once, and only graceful goes flat`(mode: String) throws {
        let gate = try GateBench([("kill_mode", Argument.text(mode))], inputs: inputs)
        gate.trade(1, 100)
        gate.signal(2, 2)
        let bought = gate.approved[0]
        gate.fill(bought, at: 3, 100)
        gate.signal(4, -1, "signal.b")
        #expect(gate.approved.map(\.quantity) == [-1])
        gate.send(alert(5, .warning), "control.c")
        #expect(gate.approved.isEmpty)
        gate.send(alert(6, .critical), "control.c")
        let sent = gate.approved
        #expect(sent.first?.action == .cancelAll && sent[0].header.time == 6 * second)
        #expect(sent.dropFirst().map(\.quantity) == (mode == "graceful" ? [-2] : []))
        #expect(gate.points.map(\.state) == [.killed])
        #expect(gate.alerts.map(\.severity) == [.critical])
        gate.send(alert(7, .critical), "control.c")
        gate.signal(8, 5)
        #expect(gate.approved.isEmpty && gate.codes == ["STATE_KILLED"])
    }

    /// A working order may be filled before its end reaches the venue: that is sold too, without a signal.
    @Test func `what is filled after the switch is sold as well`() throws {
        let gate = try GateBench([("max_order", Argument.real(3))], inputs: inputs)
        gate.trade(1, 100)
        gate.signal(2, 2)
        let first = gate.approved[0]
        gate.signal(3, 4, "signal.b")
        let second = gate.approved[0]
        gate.fill(first, at: 4, 100)
        gate.send(alert(5, .critical), "control.c")
        let flat = gate.approved
        #expect(flat.map(\.quantity) == [0, -2])
        gate.fill(second, at: 6, 100)
        gate.trade(7, 99)
        let more = gate.approved
        #expect(more.map(\.quantity) == [-3] && more[0].agent == Symbol("b"))
        gate.fill(flat[1], at: 8, 99)
        gate.fill(more[0], at: 8, 99, -2, outcome: .partial)
        gate.fill(more[0], at: 9, 99, -1, outcome: .cancelled)
        gate.trade(10, 98)
        #expect(gate.approved.map(\.quantity) == [-1], "what the venue gave back is tried again")
        gate.trade(11, 98)
        #expect(gate.approved.isEmpty)
    }

    @Test func `a stuck strategy cannot keep a loss from throwing the switch`() throws {
        let gate = try GateBench(
            numbers([("capital", 1000), ("drawdown_kill", 0.2), ("max_position", 100)]), inputs: inputs)
        gate.trade(1, 100)
        gate.signal(2, 5)
        gate.fill(gate.approved[0], at: 3, 100)
        // No signal any more: the market alone.
        gate.trade(4, 70)
        #expect(gate.approved.isEmpty, "85 % of the peak")
        gate.trade(5, 60)
        let sent = gate.approved
        #expect(sent.map(\.action) == [.cancelAll, .submit] && sent[1].quantity == -5)
        #expect(sent[0].header.time == 5 * second)
        let point = gate.points
        #expect(point.last?.state == .killed && point.last?.cause == .drawdown)
        #expect(abs((point.last?.drawdown ?? 0) - 0.2) < 1e-12)
    }

    @Test func `commands reduce, halt and release, but never release the switch`() throws {
        let gate = try GateBench([], inputs: inputs)
        gate.trade(1, 100)
        gate.signal(1, 2)
        gate.fill(gate.approved[0], at: 1, 100)
        gate.signal(2, 0, "command.p")
        gate.signal(3, 4)
        #expect(gate.approved.isEmpty && gate.codes == ["STATE_REDUCING"])
        gate.signal(4, -3)
        #expect(gate.approved.map(\.quantity) == [-2])
        gate.signal(5, -1, "command.p")
        gate.signal(6, 1)
        #expect(gate.approved.isEmpty && gate.codes == ["STATE_REDUCING", "STATE_HALTED"])
        gate.signal(7, 1, "command.p")
        #expect(gate.points.map(\.state) == [.reducing, .halted, .active])
        gate.signal(8, .nan, "command.p")
        gate.signal(9, 1, "command.p")
        gate.signal(10, 3)
        #expect(gate.codes == ["STATE_KILLED"] && gate.points.map(\.state) == [.killed])
        let dead = try GateBench([("start", Argument.text("killed"))], inputs: inputs)
        dead.signal(1, 1, "command.p")
        dead.signal(2, 1)
        #expect(dead.approved.isEmpty && dead.codes == ["STATE_KILLED"])
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `nothing but cancels and sales of what is held follows the switch`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let gate = try GateBench(
            numbers([("capital", 20_000), ("drawdown_kill", 0.1), ("max_position", 400), ("max_order", 400)]
            ),
            inputs: inputs)
        var working: [Order] = []
        var held = [Symbol: Double]()
        var price = 100.0
        var isKilled = false
        // Sent after the switch and not yet filled.
        var flattening: [Order] = []
        for step in 1...2500 {
            let time = Double(step)
            price = max(1, price + Double.random(in: -1...1, using: &random))
            gate.trade(time, price)
            gate.signal(
                time, Double.random(in: -300...300, using: &random), step % 2 == 0 ? "signal.a" : "signal.b")
            for order in gate.approved {
                if order.action == .cancelAll {
                    isKilled = true
                    continue
                }
                if isKilled {
                    let sales = flattening.filter { $0.agent == order.agent }.reduce(0) { $0 + $1.quantity }
                    let position = (held[order.agent] ?? 0) + sales
                    #expect(abs(position + order.quantity) < abs(position) + 1e-9)
                    flattening.append(order)
                }
                working.append(order)
            }
            while let order = working.first, Int.random(in: 0..<2, using: &random) == 0 {
                working.removeFirst()
                flattening.removeAll { $0.id == order.id }
                held[order.agent, default: 0] += order.quantity
                gate.fill(order, at: time, price)
            }
        }
        #expect(isKilled, "a random walk of that size loses a tenth some time")
        for order in working {
            held[order.agent, default: 0] += order.quantity
            gate.fill(order, at: 5000, price)
        }
        for round in 0..<3 {
            gate.trade(5001 + Double(round), price)
            for order in gate.approved where order.action == .submit {
                held[order.agent, default: 0] += order.quantity
                gate.fill(order, at: 5001.5 + Double(round), price)
            }
        }
        #expect(held.values.allSatisfy { abs($0) < 1e-6 })
    }
}
