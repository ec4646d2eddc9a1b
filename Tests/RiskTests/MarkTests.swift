import Glibc
import MarketModel
import OperatorKit
import OperatorSupport
import Statistics
import TestSupport
import Testing

/// Risk in the gate, mark by mark, against the same computed at once.
@Suite struct MarkTests {
    private func names(_ count: Int) -> [String] { (0..<count).map { "i\($0)" } }

    private func gate(_ count: Int, _ more: [(String, ArgumentValue)]) throws -> GateBench {
        let rows = names(count).map {
            [
                (key: "symbol", value: Argument.text($0)), ("market", Argument.text($0)),
                ("multiplier", Argument.real(10)),
            ]
        }
        return try GateBench(
            [
                instruments(rows), ("capital", Argument.real(1e6)), ("mark_every", Argument.integer(second)),
                ("max_position", Argument.real(1e6)), ("max_order", Argument.real(1e6)),
                ("order_rate", Argument.integer(0)),
            ] + more, inputs: names(count).map { "market.\($0)" } + ["fills.v", "signal.a"])
    }

    /// Marks of correlated prices, orders and their fills; the amounts, returns and points of each mark.
    private func run(_ gate: GateBench, _ count: Int, marks: Int, seed: UInt64) -> (
        returns: [[Double]], amounts: [[Double]], points: [RiskPoint]
    ) {
        var random = SplitMix64(seed: seed)
        var prices = [Double](repeating: 100, count: count)
        var (held, last) = ([Double](repeating: 0, count: count), prices)
        var (returns, amounts): ([[Double]], [[Double]]) = ([], [])
        for mark in 0...marks {
            let time = Double(mark) + 0.5
            let common = Double.random(in: -0.01...0.01, using: &random)
            if mark > 0 {
                // The mark closes with the first trade of the interval, at the prices before it.
                gate.trade(time, prices[0] * 1.0, "market.i0")
                if mark > 1 {
                    returns.append(zip(prices, last).map { $0 / $1 - 1 })
                    amounts.append(zip(held, prices).map { $0 * $1 * 10 })
                }
                last = prices
            }
            for index in 0..<count {
                let own = Double.random(in: -0.01...0.01, using: &random)
                prices[index] = Price(prices[index] * (1 + common + own)).double
                gate.trade(time + 0.001 * Double(index + 1), prices[index], "market.i\(index)")
            }
            if mark % 7 == 3 {
                let index = Int.random(in: 0..<count, using: &random)
                gate.signal(
                    time + 0.2, Double.random(in: -50...50, using: &random).rounded(), for: "i\(index)")
                for order in gate.approved {
                    gate.fill(order, at: time + 0.2, prices[index], multiplier: 10)
                    held[index] += order.quantity
                }
            }
        }
        return (returns, amounts, gate.points)
    }

    /// EWMA over all returns, then the formula: nothing kept from mark to mark.
    private func parametric(_ returns: ArraySlice<[Double]>, _ amounts: [Double]) -> Double {
        let size = amounts.count
        var sigma = [Double](repeating: 0, count: size * size)
        for (day, row) in returns.enumerated() {
            for i in 0..<size {
                for j in 0..<size {
                    let old = sigma[i * size + j]
                    sigma[i * size + j] = day == 0 ? row[i] * row[j] : 0.94 * old + 0.06 * row[i] * row[j]
                }
            }
        }
        var variance = 0.0
        for i in 0..<size {
            for j in 0..<size {
                variance += amounts[i] * amounts[j] * sigma[i * size + j] * (i == j ? 1 : 0.9)
            }
        }
        return 1.6448536269514722 * variance.squareRoot()
    }

    @Test func `the streaming value at risk is the one computed at once`() throws {
        let gate = try gate(4, [("max_var", Argument.real(1))])
        let (returns, amounts, points) = run(gate, 4, marks: 120, seed: 5)
        #expect(points.count >= 118)
        let marks = points.suffix(returns.count)
        var compared = 0
        for (index, point) in marks.enumerated() where index + 1 >= PortfolioRisk.leastMarks + 2 {
            let expected = parametric(returns.prefix(index + 1), amounts[index])
            #expect(abs(point.valueAtRisk - expected) < 1e-6 * max(1, expected), "mark \(index)")
            if expected > 0 { compared += 1 }
        }
        #expect(compared > 50)
    }

    @Test(arguments: [1, 5]) func `historical losses are those of what is held, within a percent`(
        horizon: Int
    ) throws {
        let gate = try gate(
            3,
            [
                ("max_var", Argument.real(1)), ("var_method", Argument.text("historical")),
                ("var_observations", Argument.integer(60)), ("var_horizon", Argument.integer(Int64(horizon))),
            ])
        let (returns, amounts, points) = run(gate, 3, marks: 200, seed: 6)
        let marks = Array(points.suffix(returns.count))
        var compared = 0
        for index in 80..<returns.count {
            let profits = returns[(index - 59)...index].map { row in
                zip(row, amounts[index]).reduce(0) { $0 + $1.0 * $1.1 }
            }
            let sums = (horizon - 1..<60).map { end in profits[(end - horizon + 1)...end].reduce(0, +) }
            let losses = sums.map { -$0 }.sorted()
            let rank = Int((Double(losses.count) * 0.95 - 1e-9).rounded(.up))
            let expected = max(0, losses[rank - 1])
            let gross = amounts[index].reduce(0) { $0 + abs($1) }
            let slack = 0.01 * 0.02 * gross * Double(horizon) + 1e-6
            #expect(abs(marks[index].valueAtRisk - expected) < slack, "mark \(index)")
            if expected > 0 { compared += 1 }
        }
        #expect(compared > 50)
    }

    @Test func `an order is cut to the value at risk, and what reduces it passes`() throws {
        let gate = try gate(2, [("max_var", Argument.real(0.02)), ("alert_var", Argument.real(0))])
        _ = run(gate, 2, marks: 40, seed: 7)
        gate.signal(60, 5000, for: "i0")
        let order = try #require(gate.approved.last)
        #expect(gate.denials.last?.rule == .valueAtRisk && order.quantity < 5000 && order.quantity > 1)
        gate.fill(order, at: 61, 100, multiplier: 10)
        gate.signal(62, 5000, for: "i0")
        #expect(gate.denials.last?.rule == .valueAtRisk)
        gate.signal(63, 0, for: "i0")
        #expect((gate.approved.last?.quantity ?? 0) < -1)
    }

    @Test func `correlations that rise together leave only reductions`() throws {
        let gate = try gate(
            3, [("correlation_rise", Argument.real(0.5)), ("correlation_level", Argument.real(0.9))])
        var random = SplitMix64(seed: 8)
        var prices = [100.0, 100, 100]
        for mark in 0..<80 {
            for index in 0..<3 {
                let shared = mark < 40 ? 0 : (mark % 2 == 0 ? 0.03 : -0.03)
                let own = Double.random(in: -0.01...0.01, using: &random) * (mark < 40 ? 1 : 0.05)
                prices[index] *= 1 + shared + own
                gate.trade(Double(mark) + 0.1 * Double(index + 1), prices[index], "market.i\(index)")
            }
        }
        let states = gate.points.map(\.state)
        #expect(states.prefix(35).allSatisfy { $0 == .active } && states.last == .reducing)
        gate.signal(90, 1, for: "i0")
        #expect(gate.codes == ["RISK_CORRELATION"])
    }

    /// What this thread has worked, whatever else the machine does.
    private func workNanoseconds() -> Int {
        var time = timespec()
        // SAFETY: the call fills the structure that it is lent.
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// With 500 observations: the trade that closes a mark does all the work, in at most 1 ms.
    @Test(arguments: ["parametric", "historical", "cornish_fisher", "monte_carlo"])
    func `a mark of 50 instruments takes less than a millisecond`(method: String) throws {
        #if DEBUG
            let (marks, bound, paths) = (3, 1_000_000_000, Int64(500))
        #else
            let bound = method == "monte_carlo" ? 10_000_000 : 1_000_000
            let (marks, paths) = (1500, Int64(10_000))
        #endif
        let gate = try gate(
            50,
            [
                ("max_var", Argument.real(1)), ("var_method", Argument.text(method)),
                ("var_paths", Argument.integer(paths)),
            ])
        var random = SplitMix64(seed: 9)
        var prices = [Double](repeating: 100, count: 50)
        var times: [Int] = []
        for mark in 0..<marks {
            for index in 0..<50 {
                prices[index] *= 1 + Double.random(in: -0.01...0.01, using: &random)
                let time = Double(mark) + 0.01 * Double(index + 1)
                let trade = Trade(header: header(time), price: Price(prices[index]), quantity: 1, side: .buy)
                if index == 0 {
                    let start = workNanoseconds()
                    gate.send(trade, "market.i0")
                    times.append(workNanoseconds() - start)
                } else {
                    gate.send(trade, "market.i\(index)")
                }
            }
            let index = mark % 50
            gate.signal(
                Double(mark) + 0.9, Double.random(in: -20...20, using: &random).rounded(), for: "i\(index)")
            for order in gate.approved {
                gate.fill(order, at: Double(mark) + 0.9, prices[index], multiplier: 10)
            }
        }
        let sorted = times.dropFirst(2).sorted()
        let p99 = sorted[sorted.count * 99 / 100]
        print("risk.gate mark, 50 instruments, \(method): p50 \(sorted[sorted.count / 2]) ns, p99 \(p99) ns")
        #expect(p99 < bound)
    }
}
