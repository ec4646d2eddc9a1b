import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct ImbalanceBarTests {
    private struct Plan {
        var of = "ticks"
        var by = "tick_rule"
        var threshold = 0.0
        var ticks = 50
        var least = 5
        var most = 500
        var bars = 10
        var window = 300

        var arguments: Arguments {
            [
                ("of", Argument.text(of)), ("by", Argument.text(by)), ("threshold", Argument.real(threshold)),
                ("ticks", Argument.integer(Int64(ticks))), ("least", Argument.integer(Int64(least))),
                ("most", Argument.integer(Int64(most))), ("bars", Argument.integer(Int64(bars))),
                ("window", Argument.integer(Int64(window))),
            ]
        }
    }

    /// Signed flows of all trades, the direction looked for backwards from each.
    private func flows(_ trades: [Trade], _ plan: Plan) -> [Double] {
        trades.indices.map { i in
            var sign = 0.0
            var j = i
            while j > 0, sign == 0 {
                let change = trades[j].price.raw - trades[j - 1].price.raw
                sign = change > 0 ? 1 : change < 0 ? -1 : 0
                j -= 1
            }
            if plan.by == "aggressor", trades[i].side != .unknown { sign = trades[i].side == .buy ? 1 : -1 }
            switch plan.of {
            case "ticks": return sign
            case "volume": return sign * trades[i].quantity
            default: return sign * trades[i].price.double.magnitude * trades[i].quantity
            }
        }
    }

    /// A mean over all values, plain until it covers its span, then exponential, from the beginning.
    private func mean(_ values: some Sequence<Double>, span: Double) -> Double {
        var mean = 0.0
        for (index, value) in values.enumerated() {
            mean += max(1 / Double(index + 1), 2 / (span + 1)) * (value - mean)
        }
        return mean
    }

    /// Indices of the closing trades and the thresholds, every expectation worked out from the beginning.
    private func naive(_ trades: [Trade], _ plan: Plan) -> (ends: [Int], forced: Int) {
        let flows = flows(trades, plan)
        var (ends, forced, first) = ([Int](), 0, 0)
        var expected = Double(plan.ticks)
        var limit: Double? = plan.threshold > 0 ? plan.threshold : nil
        for i in trades.indices {
            let count = i - first + 1
            let theta = flows[first...i].reduce(0, +).magnitude
            let isLearnt = plan.threshold == 0
            if let limit {
                guard limit > 0 && theta >= limit || isLearnt && count >= plan.most else { continue }
                if isLearnt {
                    forced += count >= plan.most ? 1 : 0
                    expected += 2 / (Double(plan.bars) + 1) * (Double(count) - expected)
                    expected = min(max(expected, Double(plan.least)), Double(plan.most))
                }
            } else if count < plan.ticks {
                continue
            }
            if isLearnt {
                let flow = mean(flows[...i], span: Double(plan.window))
                let blocks = stride(from: 0, through: i + 1 - plan.least, by: plan.least).map { start in
                    let sum = flows[start..<(start + plan.least)].reduce(0, +)
                    return sum * sum / Double(plan.least)
                }
                let variance = mean(blocks, span: Double(plan.window) / Double(plan.least))
                limit = max(expected * flow.magnitude, (expected * variance).squareRoot())
            }
            ends.append(i)
            first = i + 1
        }
        return (ends, forced)
    }

    private func expectTwin(_ trades: [Trade], _ plan: Plan) throws {
        let node = try run("bars.imbalance", plan.arguments, Feed("trades", trades))
        let made = node.tape(Bar.self).events
        let twin = naive(trades, plan)
        let closed = made.filter { !$0.flags.contains(.partial) }
        #expect(closed.map(\.header) == twin.ends.map { trades[$0].header })
        #expect(node.report.value("forced") == Double(twin.forced))
        var first = 0
        for (bar, end) in zip(closed, twin.ends) {
            let part = trades[first...end]
            #expect(
                bar
                    == plainBar(
                        part, start: trades[first].header.sequence, end: trades[end].header.sequence + 1,
                        header: trades[end].header))
            first = end + 1
        }
        expectSound(made, of: trades)
    }

    @Test(arguments: ["ticks", "volume", "dollars"], ["tick_rule", "aggressor"])
    func `learnt bars equal those of a naive twin`(of: String, by: String) throws {
        for seed in [1, 2] as [UInt64] {
            try expectTwin(TradeTape.random(1500, seed: seed), Plan(of: of, by: by))
        }
    }

    @Test(arguments: [("ticks", 9.0), ("volume", 60), ("dollars", 90_000)])
    func `bars of a fixed threshold equal those of a naive twin`(of: String, threshold: Double) throws {
        try expectTwin(TradeTape.random(1500, seed: 5), Plan(of: of, threshold: threshold))
    }

    @Test func `bars of recorded gold equal those of a naive twin, and neither explode nor collapse`() throws
    {
        guard let trades = goldTrades else { return }
        let part = Array(trades.prefix(6000))
        try expectTwin(part, Plan(of: "volume", least: 25, most: 250, window: 2000))
        for of in ["ticks", "volume", "dollars"] {
            let plan = Plan(of: of, ticks: 200, least: 20, most: 2000, bars: 20, window: 10_000)
            let made = try bars("bars.imbalance", plan.arguments, trades)
            let count = made.count
            #expect((trades.count / 2000...trades.count / 20).contains(count), "\(of): \(count)")
            #expect(made.allSatisfy { $0.tickCount <= 2000 })
        }
    }

    /// Buyers only, then balance: López de Prado's threshold alone would never be reached again.
    @Test func `a market that turns from one-sided to balanced goes on giving bars`() throws {
        var points: [(time: Int64, price: Double)] = []
        for index in 0..<20_000 {
            let level = index < 5000 ? index : 5000 + index % 2
            points.append((time: Int64(index) * 1000, price: Double(100 + level)))
        }
        let made = try bars("bars.imbalance", Plan().arguments, TradeTape.of(points))
        let last = try #require(made.last { $0.flags == [] })
        #expect(last.header.time > 19_000_000)
        #expect(made.allSatisfy { $0.tickCount <= 500 })
    }

    @Test func `bounds must hold the trades expected`() {
        for (name, value) in [("least", 51), ("most", 49)] {
            #expect(throws: OperatorError.self) {
                try bars(
                    "bars.imbalance",
                    [("ticks", Argument.integer(50)), (name, Argument.integer(Int64(value)))], [])
            }
        }
    }

    @Test func `they keep the laws of operators`() throws {
        let feed = Feed("trades", TradeTape.random(3000, seed: 9))
        for of in ["ticks", "volume", "dollars"] {
            #expect(try checkOperator(entry("bars.imbalance"), Plan(of: of).arguments, [feed]) == [])
        }
    }
}
