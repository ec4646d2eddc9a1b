import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// The gate only makes orders smaller, whatever comes.
@Suite struct ShrinkTests {
    private let inputs = ["market.x", "market.y", "fills.v", "signal.a", "signal.b", "orders.api"]

    private func gate(_ seed: UInt64, lot: Double) throws -> GateBench {
        var random = SplitMix64(seed: seed)
        func share(_ range: ClosedRange<Double>) -> ArgumentValue {
            Argument.real(Bool.random(using: &random) ? 0 : Double.random(in: range, using: &random))
        }
        let two = instruments([
            [
                ("symbol", Argument.text("X")), ("market", Argument.text("x")),
                ("multiplier", Argument.real(2)),
            ],
            [
                ("symbol", Argument.text("Y")), ("market", Argument.text("y")),
                ("max_position", Argument.real(7)),
            ],
        ])
        return try GateBench(
            [
                two, ("capital", Argument.real(10_000)), ("max_order", Argument.real(6)),
                ("max_position", Argument.real(9)), ("order_rate", Argument.integer(40)),
                ("mark_every", Argument.integer(second)), ("agent_rate", Argument.integer(30)),
                ("max_var", share(0.001...0.05)), ("max_es", share(0.001...0.05)),
                ("max_leverage", share(0.05...1)),
                ("max_stress_loss", share(0.01...0.3)), ("daily_loss_share", share(0.005...0.05)),
                ("drawdown_halve", Argument.real(0.01)), ("drawdown_quarter", Argument.real(0.02)),
                ("max_order_margin", share(0.01...0.1)), ("risk_per_trade", share(0.001...0.02)),
                ("price_collar", share(0.01...0.05)), ("max_agent_position", share(3...8)),
                ("max_portfolio_position", share(5...14)), ("stop_points", share(0.5...5)),
                ("lot", Argument.real(lot)), ("agent_daily_loss", share(50...500)),
            ], inputs: inputs)
    }

    /// What must hold at every order, whichever rules a seed has drawn.
    private struct Book {
        var position = [Symbol: Double]()
        var working: [Order] = []

        func reach(_ symbol: Symbol, isBuy: Bool) -> Double {
            let side = working.filter { $0.instrument == symbol && ($0.quantity > 0) == isBuy }
                .reduce(0) { $0 + $1.quantity }
            return (position[symbol] ?? 0) + side
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func `orders are never larger than asked, nor of the other side, nor past a limit`(seed: UInt64) throws {
        let lot = seed % 2 == 0 ? 0 : 0.5
        let gate = try gate(seed, lot: lot)
        var random = SplitMix64(seed: seed &* 77)
        var book = Book()
        var agents = [Symbol: [Symbol: Double]]()
        var prices = ["x": 100.0, "y": 50.0]
        var client: Int64 = 0
        for step in 1...900 {
            let time = Double(step) * 0.05
            let (market, name) = Bool.random(using: &random) ? ("x", "X") : ("y", "Y")
            let moved = (prices[market] ?? 0) * (1 + Double.random(in: -0.01...0.01, using: &random))
            prices[market] = moved
            gate.trade(time, moved, "market.\(market)")
            let symbol = Symbol(cutting: name)
            let isRequest = Int.random(in: 0..<3, using: &random) == 0
            let agent = isRequest ? "api" : Bool.random(using: &random) ? "a" : "b"
            let wish = Double.random(in: -12...12, using: &random)
            let working = book.working.filter {
                $0.agent == Symbol(cutting: agent) && $0.instrument == symbol
            }
            .reduce(0) { $0 + $1.quantity }
            let held = agents[Symbol(cutting: agent)]?[symbol] ?? 0
            if isRequest {
                client += 1
                gate.request(time, wish, id: client, for: name)
            } else {
                gate.signal(time, wish, "signal.\(agent)", for: name)
            }
            // A target is cut to whole lots before it is compared with what is held.
            let target = lot == 0 ? wish : (wish / lot).rounded(.towardZero) * lot
            let wanted = isRequest ? wish : target - held - working
            for order in gate.approved {
                #expect(order.quantity * wanted > 0 && abs(order.quantity) <= abs(wanted) + 1e-9)
                #expect(abs(order.quantity) <= 6 + 1e-9)
                book.working.append(order)
                for isBuy in [true, false] {
                    #expect(abs(book.reach(symbol, isBuy: isBuy)) <= (name == "X" ? 9 : 7) + 1e-9)
                }
            }
            while !book.working.isEmpty, Int.random(in: 0..<2, using: &random) == 0 {
                let order = book.working.remove(at: Int.random(in: 0..<book.working.count, using: &random))
                let isFilled = Int.random(in: 0..<4, using: &random) > 0
                let price = (order.instrument == Symbol("X") ? prices["x"] : prices["y"]) ?? 0
                gate.fill(
                    order, at: time, price, multiplier: order.instrument == Symbol("X") ? 2 : 1,
                    outcome: isFilled ? .filled : .cancelled)
                guard isFilled else { continue }
                book.position[order.instrument, default: 0] += order.quantity
                agents[order.agent, default: [:]][order.instrument, default: 0] += order.quantity
            }
        }
        let report = gate.node.report
        #expect((report.value("approved") ?? 0) > 20 && (report.value("denied") ?? 0) > 50)
    }
}
