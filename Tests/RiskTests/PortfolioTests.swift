import MarketModel
import OperatorKit
import OperatorSupport
import Statistics
import TestSupport
import Testing

@Suite struct PortfolioTests {
    private let two: (String, ArgumentValue) = instruments([
        [
            ("symbol", Argument.text("ES")), ("market", Argument.text("es")),
            ("multiplier", Argument.real(50)),
            ("margin_initial", Argument.real(10_000)),
        ],
        [
            ("symbol", Argument.text("CL")), ("market", Argument.text("cl")),
            ("multiplier", Argument.real(100)),
            ("max_position", Argument.real(2)), ("factor", Argument.text("oil")),
        ],
    ])
    private let inputs = ["market.es", "market.cl", "fills.v", "signal.a", "signal.b"]

    @Test func `each agent has its own book, and the instrument one limit for all`() throws {
        let gate = try GateBench(
            [
                two, ("routes", Argument.table([("b", Argument.text("CL"))])),
                ("max_position", Argument.real(5)),
            ],
            inputs: inputs)
        gate.signal(1, 3, for: "ES")
        gate.signal(2, 3, "signal.b", for: "ES")
        gate.signal(3, 3, for: "CL")
        gate.signal(4, 1, for: "XX")
        gate.signal(5, 1)
        let orders = gate.approved
        #expect(orders.map(\.agent) == [Symbol("a"), Symbol("b")])
        #expect(orders.map(\.instrument) == [Symbol("ES"), Symbol("CL")], "a route goes before the name")
        #expect(orders.map(\.quantity) == [3, 2])
        let denials = gate.denials
        #expect(
            denials.map { $0.rule?.id } == [
                "max_position", "max_position", "unknown_instrument", "unknown_instrument",
            ])
        #expect(
            denials[1].agent == Symbol("a") && denials[1].instrument == Symbol("CL")
                && denials[1].quantity == 3)
        gate.fill(orders[0], at: 6, 4000, multiplier: 50)
        gate.signal(7, 0, for: "ES")
        #expect(gate.approved.map(\.quantity) == [-3])
        let table = try #require(gate.node.report.tables.first { $0.name == "rules" })
        #expect(
            table.rows.contains { $0[0] == "max_position" && $0[1] == "POSITION_INSTRUMENT" && $0[4] == "2" })
    }

    @Test func `equity is capital, cash and positions at the last prices`() throws {
        let gate = try GateBench(
            [two, ("capital", Argument.real(100_000)), ("mark_every", Argument.integer(10 * second))],
            inputs: inputs)
        gate.trade(1, 4000, "market.es")
        gate.trade(1, 70, "market.cl")
        gate.signal(2, 2, for: "ES")
        gate.signal(2, -1, "signal.b", for: "CL")
        let orders = gate.approved
        gate.fill(orders[0], at: 3, 4001, multiplier: 50, fee: 4)
        gate.fill(orders[1], at: 3, 70, multiplier: 100, fee: 2)
        gate.trade(4, 4010, "market.es")
        gate.trade(5, 69, "market.cl")
        gate.trade(11, 1, "market.cl")
        let point = try #require(gate.points.last)
        #expect(abs(point.equity - (100_000 + 2 * 50 * 9 + 100 - 6)) < 1e-9, "at the prices before the mark")
        #expect(point.state == .active && point.header.time == 11 * second)
        let oil = StressScenario.all.map { -(-1.0 * 69 * 100) * $0.move(.oil) }
        let equities = StressScenario.all.map { -(2.0 * 4010 * 50) * $0.move(.equity) }
        let worst = zip(oil, equities).map(+).max() ?? 0
        #expect(abs(point.stressLoss - worst) < 1e-6)
        #expect(abs(point.leverage - (2 * 4010 * 50 + 6900) / point.equity) < 1e-9)
    }

    @Test func `the ladder halves and quarters what is added, with hysteresis`() throws {
        let gate = try GateBench(
            numbers([
                ("capital", 1000), ("drawdown_halve", 0.1), ("drawdown_quarter", 0.15), ("max_position", 100),
                ("max_order", 100),
            ]))
        gate.trade(1, 100)
        gate.signal(1, 10)
        gate.fill(gate.approved[0], at: 1, 100)
        gate.trade(2, 90)
        gate.signal(2, 24)
        #expect(gate.approved.map(\.quantity) == [2], "half of 24 is 12")
        gate.signal(3, 24)
        #expect(gate.approved.isEmpty, "and stays 12")
        gate.signal(4, 3)
        let sold = gate.approved
        #expect(sold.map(\.quantity) == [-9], "what reduces is never cut")
        gate.fill(sold[0], at: 5, 90, 0, outcome: .cancelled)
        gate.trade(6, 91.5)
        gate.signal(6, 16)
        #expect(gate.approved.isEmpty, "8.5 % is not yet well below 10 %")
        #expect(gate.codes.suffix(1) == ["LOSS_DRAWDOWN"])
        gate.trade(7, 92.5)
        gate.signal(7, 16)
        #expect(gate.approved.map(\.quantity) == [4])
    }

    @Test func `shares of the equity cut orders to what just keeps them`() throws {
        let gate = try GateBench(
            [two]
                + numbers([
                    ("capital", 100_000), ("max_order_margin", 0.25), ("max_leverage", 3),
                    ("risk_per_trade", 0.02),
                    ("max_order", 100), ("max_position", 100), ("lot", 1),
                ]), inputs: inputs)
        gate.trade(1, 1000, "market.es")
        gate.trade(1, 100, "market.cl")
        gate.signal(2, 9, for: "ES")
        #expect(
            gate.approved.map(\.quantity) == [2] && gate.codes == ["MARGIN_ORDER"], "25 % are 2.5 contracts")
        gate.signal(3, 9, for: "ES")
        gate.signal(4, 9, for: "ES")
        #expect(
            gate.approved.map(\.quantity) == [2, 2] && gate.codes == ["MARGIN_ORDER", "RISK_LEVERAGE"]
                || gate.node.tape(Order.self).events.map(\.quantity) == [2, 2, 2], "300,000 are 6 contracts")
        gate.signal(5, 9, for: "ES")
        #expect(gate.codes.last == "RISK_LEVERAGE")
        gate.signal(6, -9, for: "ES", stop: 20)
        // 9 contracts short with a stop of 20 points would cost 9,000; 2 cost 2,000.
        let turned = gate.approved
        #expect(turned.map(\.quantity) == [-2] && gate.codes == ["RISK_PER_TRADE"] || turned.count == 1)
    }

    @Test func `the day's loss holds until the day is over`() throws {
        let gate = try GateBench(numbers([("capital", 1000), ("daily_loss_share", 0.05)]))
        gate.trade(1, 100)
        gate.signal(1, 5)
        gate.fill(gate.approved[0], at: 1, 100)
        gate.trade(2, 89)
        gate.signal(3, 6)
        gate.trade(4, 100)
        gate.signal(5, 6)
        #expect(gate.approved.isEmpty && gate.codes == ["LOSS_DAILY", "LOSS_DAILY"])
        gate.trade(86_400, 100)
        gate.signal(86_401, 6)
        #expect(gate.approved.map(\.quantity) == [1])
        #expect(
            gate.points.map(\.state) == [.reducing, .active]
                || gate.node.tape(RiskPoint.self).events.count > 2)
    }

    @Test func `an agent's loss stops that agent only`() throws {
        let gate = try GateBench(
            numbers([("agent_daily_loss", 20)]), inputs: ["market.m", "fills.v", "signal.a", "signal.b"])
        gate.trade(1, 100)
        gate.signal(1, 2)
        gate.fill(gate.approved[0], at: 1, 100)
        gate.trade(2, 90)
        gate.signal(3, 4)
        gate.signal(3, 4, "signal.b")
        #expect(gate.approved.map(\.agent) == [Symbol("b")] && gate.codes == ["LOSS_AGENT"])
        gate.signal(4, 0)
        #expect(gate.approved.map(\.quantity) == [-2])
    }

    @Test func `old prices and small portfolios are refused`() throws {
        let gate = try GateBench(
            [("stale_after", Argument.integer(5 * second)), ("max_portfolio_position", Argument.real(3))])
        gate.trade(1, 100)
        gate.signal(6, 2)
        gate.signal(6.5, 3)
        gate.trade(7, 100)
        gate.signal(8, 9)
        #expect(
            gate.approved.map(\.quantity) == [2, 1] && gate.codes == ["PRICE_STALE", "POSITION_PORTFOLIO"])
    }

    @Test func `alerts come once, and again after a recovery`() throws {
        let gate = try GateBench(numbers([("capital", 1000), ("max_position", 100), ("max_order", 100)]))
        gate.trade(1, 100)
        gate.signal(1, 10)
        gate.fill(gate.approved[0], at: 1, 100)
        for (time, price) in [(2.0, 94.0), (3, 93), (4, 95.5), (5, 94), (6, 97), (7, 94)] {
            gate.trade(time, price)
        }
        let alerts = gate.alerts
        #expect(alerts.map(\.header.time) == [2 * second, 7 * second])
        #expect(alerts.allSatisfy { $0.code == Denial.Rule.drawdown.rawValue && $0.limit == 0.05 })
    }

    @Test func `what cannot be is told when the gate is made`() throws {
        func message(_ arguments: [(String, ArgumentValue)], _ inputs: [String]) -> String {
            do throws(OperatorError) {
                _ = try GateBench.fails(arguments, inputs)
                return ""
            } catch { return error.message }
        }
        #expect(message([], ["fills.v"]).contains("neither"))
        #expect(message([], inputs).contains("2 inputs of market"))
        #expect(message([two], ["market.es", "fills.v", "signal.a"]).contains("'cl' is not connected"))
        #expect(message([two], inputs + ["market.x"]).contains("no instrument names the market 'x'"))
        #expect(message([two, ("max_var", Argument.real(0.02))], inputs).contains("capital is not given"))
        let alone = instruments([[("symbol", Argument.text("GC"))]])
        #expect(
            message([alone, ("daily_loss", Argument.real(2))], ["fills.v", "signal.a"]).contains("for GC"))
        #expect(
            message([instruments([[("symbl", Argument.text("GC"))]])], ["fills.v", "signal.a"]).contains(
                "no 'symbl'"))
        let twice = instruments([[("symbol", Argument.text("GC"))], [("symbol", Argument.text("GC"))]])
        #expect(message([twice], ["fills.v", "signal.a"]).contains("twice"))
        let ladder = numbers([("capital", 1), ("drawdown_halve", 0.2), ("drawdown_kill", 0.1)])
        #expect(message(ladder, ["market.m", "fills.v", "signal.a"]).contains("drawdown_kill must be more"))
        #expect(
            message([("routes", Argument.table([("z", Argument.text("ES"))])), two], inputs).contains(
                "from 'z'"))
    }
}

extension GateBench {
    /// Makes a gate for its error.
    static func fails(
        _ arguments: [(String, ArgumentValue)], _ inputs: [String]
    ) throws(OperatorError) -> GateBench {
        do { return try GateBench(arguments, inputs: inputs) } catch let error as OperatorError {
            throw error
        } catch {
            preconditionFailure("a gate throws an operator's error")
        }
    }
}
