import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Ticks to bars to crossing averages to orders to profit, against a plain loop that does the same work.
@Suite struct ChainTests {
    /// The plain loop: bars of one and five minutes, EMA 12 and 26, RSI 14, fills at the next tick.
    private struct Plain {
        var minutes = 0
        var fives = 0
        var orders = 0
        var profit = 0.0
        var strength = Double.nan
        var equity: [Double] = []
    }

    private func plain(_ trades: [Trade]) -> Plain {
        var out = Plain()
        let (fastWeight, slowWeight) = (2.0 / 13, 2.0 / 27)
        var (fast, slow) = (0.0, 0.0)
        var (minuteBucket, fiveBucket) = (Int64?.none, Int64?.none)
        var (close, fiveClose) = (0.0, 0.0)
        var (position, cash, target) = (0.0, 0.0, 0.0)
        var previous: Double?
        var (gain, loss) = (0.0, 0.0)
        for trade in trades {
            let price = trade.price.double
            if trade.header.time / minute != minuteBucket {
                if minuteBucket != nil {
                    out.minutes += 1
                    if out.minutes == 1 {
                        (fast, slow) = (close, close)
                    } else {
                        fast += fastWeight * (close - fast)
                        slow += slowWeight * (close - slow)
                    }
                    out.equity.append(cash + position * close * 20)
                    if out.minutes >= 26 { target = fast > slow ? 1 : -1 }
                }
                minuteBucket = trade.header.time / minute
                if trade.header.time / (5 * minute) != fiveBucket {
                    if fiveBucket != nil {
                        out.fives += 1
                        if let previous {
                            let change = fiveClose - previous
                            let (up, down) = (change > 0 ? change : 0, change < 0 ? -change : 0)
                            if out.fives - 1 <= 14 {
                                gain += up / 14
                                loss += down / 14
                            } else {
                                gain += (up - gain) / 14
                                loss += (down - loss) / 14
                            }
                            if out.fives - 1 >= 14 {
                                out.strength = loss == 0 ? 100 : 100 - 100 / (1 + gain / loss)
                            }
                        }
                        previous = fiveClose
                    }
                    fiveBucket = trade.header.time / (5 * minute)
                }
                if target != 0, target != position {
                    let quantity = target - position
                    cash -= quantity * price * 20 + abs(quantity) * 2
                    position = target
                    out.orders += 1
                }
            }
            close = price
            fiveClose = price
        }
        out.minutes += 1
        out.fives += 1
        out.profit = cash + position * close * 20
        return out
    }

    /// The nodes of the chain, in the engine's order: what a trade closes comes before the trade itself.
    private final class Chain {
        let minutes: DrivenNode
        let fives: DrivenNode
        let fast: DrivenNode
        let slow: DrivenNode
        let strength: DrivenNode
        let agent: DrivenNode
        let risk: DrivenNode
        let exec: DrivenNode
        let report: DrivenNode

        init() throws {
            let length = { (value: Int64) in [("length", Argument.integer(value))] }
            let barInput = [Feed("bars", [Bar]()).input]
            let tradeInput = [Feed("trades", [Trade]()).input]
            minutes = try DrivenNode(
                entry("bars.time"), [("every", Argument.integer(minute))], inputs: tradeInput)
            fives = try DrivenNode(
                entry("bars.time"), [("every", Argument.integer(5 * minute))], inputs: tradeInput)
            fast = try DrivenNode(entry("indicator.ema"), length(12), inputs: barInput)
            slow = try DrivenNode(entry("indicator.ema"), length(26), inputs: barInput)
            strength = try DrivenNode(entry("indicator.rsi"), length(14), inputs: barInput)
            let rules = Argument.list([
                Argument.rule("fast > slow", 1), Argument.table([("else", Argument.integer(-1))]),
            ])
            agent = try DrivenNode(
                entry("agent.rules"), [("rules", rules), ("warmup", Argument.integer(26))],
                inputs: [
                    Feed("inputs", [Reading](), source: "fast", triggers: false).input,
                    Feed("inputs", [Reading](), source: "slow", triggers: false).input,
                    Feed("inputs", [Bar](), source: "bars", onlyTriggers: true).input,
                ])
            risk = try DrivenNode(
                entry("risk.gate"), [],
                inputs: [Feed("signal", [Signal]()).input, Feed("fills", [Fill]()).input])
            exec = try DrivenNode(
                entry("execution.simulated"), [("fee", Argument.real(2)), ("multiplier", Argument.real(20))],
                inputs: [Feed("market", [Trade]()).input, Feed("order", [Order]()).input])
            report = try DrivenNode(
                entry("analytics.performance"), [],
                inputs: [Feed("fills", [Fill]()).input, Feed("marks", [Bar]()).input])
        }

        func run(_ trades: [Trade]) {
            for trade in trades {
                minutes.deliver([trade])
                fives.deliver([trade])
                passOn()
                exec.deliver([trade])
                let fills = exec.tape(Fill.self).take()
                report.deliver(fills)
                risk.deliver(fills, to: 1)
            }
            minutes.finish()
            fives.finish()
            passOn()
            exec.finish()
            report.deliver(exec.tape(Fill.self).take())
        }

        private func passOn() {
            strength.deliver(fives.tape(Bar.self).take())
            let bars = minutes.tape(Bar.self).take()
            guard !bars.isEmpty else { return }
            report.deliver(bars, to: 1)
            fast.deliver(bars)
            slow.deliver(bars)
            agent.deliver(fast.tape(Reading.self).take(), to: 0)
            agent.deliver(slow.tape(Reading.self).take(), to: 1)
            agent.deliver(bars, to: 2)
            risk.deliver(agent.tape(Signal.self).take())
            exec.deliver(risk.tape(Order.self).take(), to: 1)
        }
    }

    private func compare(_ trades: [Trade], leastOrders: Int, _ name: String) throws {
        let expected = plain(trades)
        let chain = try Chain()
        chain.run(trades)
        let report = chain.report.report
        #expect(chain.minutes.tape(Bar.self).events.count == expected.minutes, "\(name)")
        #expect(chain.fives.tape(Bar.self).events.count == expected.fives, "\(name)")
        #expect(chain.exec.report.value("orders") == Double(expected.orders), "\(name)")
        #expect(expected.orders >= leastOrders, "\(name)")
        // To the last bit: the same operations in the same order.
        #expect(report.value("pnl") == expected.profit, "\(name)")
        #expect(chain.strength.tape(Reading.self).events.last?.value == expected.strength, "\(name)")
        #expect(chain.strength.report.value("value") == expected.strength, "\(name)")
        #expect(chain.minutes.report.value("bars") == Double(expected.minutes), "\(name)")
        let equity = chain.report.tape(EquityPoint.self).events.dropLast().map { $0.equity }
        #expect(equity == expected.equity.map { 100_000 + $0 }, "\(name)")
        #expect(chain.risk.report.value("denied") == 0, "\(name)")
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the chain equals the plain loop on made-up trades`(seed: UInt64) throws {
        try compare(TradeTape.random(12_000, seed: seed), leastOrders: 5, "seed \(seed)")
    }

    @Test func `the chain equals the plain loop on recorded gold trades`() throws {
        guard let trades = goldTrades else { return }
        try compare(trades, leastOrders: 20, "gold")
    }
}
