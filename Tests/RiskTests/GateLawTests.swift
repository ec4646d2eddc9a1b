import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// The laws of operators with everything on, and how fast a gate is.
@Suite struct GateLawTests {
    private let two = instruments([
        [("symbol", Argument.text("X")), ("market", Argument.text("x")), ("multiplier", Argument.real(2))],
        [("symbol", Argument.text("Y")), ("market", Argument.text("y")), ("tick", Argument.real(0.1))],
    ])

    private func feeds(_ count: Int) -> [Feed] {
        var random = SplitMix64(seed: 21)
        var (x, y) = (100.0, 50.0)
        var feeds: (x: [Trade], y: [Trade], signals: [Signal], orders: [Order], commands: [Signal]) = (
            [], [], [], [], []
        )
        for step in 1...count {
            let time = Double(step)
            x *= 1 + Double.random(in: -0.01...0.01, using: &random)
            y *= 1 + Double.random(in: -0.01...0.01, using: &random)
            feeds.x.append(Trade(header: header(time), price: Price(x), quantity: 1, side: .buy))
            feeds.y.append(Trade(header: header(time + 0.1), price: Price(y), quantity: 1, side: .buy))
            feeds.signals.append(
                Signal(
                    header: header(time + 0.2), target: Double.random(in: -3...3, using: &random),
                    confidence: 1,
                    rule: 1, instrument: Symbol(cutting: step % 2 == 0 ? "X" : "Y")))
            var order = Order(
                header: header(time + 0.3), id: 0, quantity: Double.random(in: -2...2, using: &random),
                kind: .limit, limit: Price((y * 10).rounded() / 10))
            order.clientID = Int64(step / 2)
            order.instrument = Symbol(cutting: "Y")
            if step % 2 == 0 { order.actionCode = Order.Action.cancel.rawValue }
            feeds.orders.append(order)
            if step % 50 == 0 {
                let target = Double(step / 50 % 3 - 1)
                feeds.commands.append(
                    Signal(header: header(time + 0.4), target: target, confidence: 1, rule: 1))
            }
        }
        return [
            Feed("market", feeds.x, source: "x"), Feed("market", feeds.y, source: "y"),
            Feed("signal", feeds.signals, source: "a"), Feed("orders", feeds.orders, source: "api"),
            Feed("command", feeds.commands, source: "c"), Feed("fills", [Fill](), isFeedback: true),
        ]
    }

    @Test(arguments: ["parametric", "historical", "cornish_fisher", "monte_carlo"])
    func `a gate with all its rules keeps the laws of operators`(method: String) throws {
        let arguments: [(name: String, value: ArgumentValue)] = [
            two, ("capital", Argument.real(10_000)), ("max_var", Argument.real(0.02)),
            ("var_method", Argument.text(method)), ("var_observations", Argument.integer(50)),
            ("mark_every", Argument.integer(2 * second)), ("max_leverage", Argument.real(2)),
            ("correlation_rise", Argument.real(0.9)), ("max_stress_loss", Argument.real(0.5)),
            ("daily_loss_share", Argument.real(0.05)), ("drawdown_halve", Argument.real(0.05)),
            ("var_paths", Argument.integer(200)), ("self_trade", ArgumentValue(.flag(true))),
            ("max_working", Argument.integer(64)), ("sizing", Argument.text("risk_parity")),
            ("agent_rate", Argument.integer(5)),
        ]
        #expect(try checkOperator(entry("risk.gate"), arguments, feeds(600)) == [])
    }

    /// Not a limit but a number to look at: what a signal costs on this machine.
    @Test func `an order costs little`() throws {
        #if DEBUG
            let count = 2_000
        #else
            let count = 400_000
        #endif
        let gate = try GateBench(
            numbers([
                ("capital", 1e6), ("max_leverage", 3), ("daily_loss", 1e6), ("price_collar", 0.5),
                ("max_position", 1e9),
            ])
                + [("order_rate", Argument.integer(0)), ("max_working", Argument.integer(1_000_000))])
        gate.trade(0.5, 100)
        let signals = (1...count).map { step in
            Signal(header: header(Double(step)), target: step % 2 == 0 ? 1 : -1, confidence: 1, rule: 1)
        }
        let clock = ContinuousClock()
        let time = clock.measure { gate.node.deliver(signals, to: 0) }
        let perSecond =
            Double(count) / (Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds))
        print("risk.gate: \(Int(perSecond)) orders per second through the harness")
        #expect(gate.node.report.value("approved") == Double(count))
    }
}
