import Foundation
import Learning
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// agent.tactical, agent.risk and agent.execution.
@Suite struct OtherAgentTests {
    /// A model with the schema that the agent asks for.
    private func model(
        _ op: String, inputs: Int, actions: [String], context: [NodeContext.Input] = [], seed: UInt64 = 1
    ) throws -> TestModel {
        let probe = TestModel(inputs: inputs, actions: actions, schema: 0)
        defer { probe.remove() }
        do {
            _ = try entry(op).instance(
                [probe.argument], NodeContext(name: "node", inputs: context, seed: 1))
        } catch {
            let hash = error.help?.split(separator: " ").last.flatMap { UInt64($0, radix: 16) }
            return TestModel(inputs: inputs, actions: actions, schema: try #require(hash), seed: seed)
        }
        preconditionFailure("a model without a schema is refused")
    }

    @Test func `a tactical agent reads the window row by row`() throws {
        let model = TestModel(inputs: 420, hidden: [256, 128], schema: 5)
        defer { model.remove() }
        var random = SplitMix64(seed: 3)
        let windows = (1...40).map { index in
            var window = MatrixWindow(
                header: EventHeader(time: Int64(index), sequence: Int64(index)), rows: 60, columns: 7)
            for i in 0..<420 { window.values[i] = Double.random(in: -3...3, using: &random) }
            return window
        }
        let feed = Feed("window", windows, source: "matrix", schema: 5)
        let node = try NodeHarness(entry("agent.tactical"), [model.argument], [feed]).run().node
        for (window, opinion) in zip(windows, node.tape(Opinion.self).events) {
            let expected = model.probabilities((0..<420).map { window.values[$0] })
            for k in 0..<3 { #expect(abs(opinion.probabilities[k] - expected[k]) < 1e-5) }
        }
        #expect(try checkOperator(entry("agent.tactical"), [model.argument], [feed]).isEmpty)
        var small = windows[0]
        small.rows = 59
        let other = try NodeHarness(
            entry("agent.tactical"), [model.argument], [Feed("window", [small], schema: 5)]
        ).run().node
        #expect(other.tape(Signal.self).events.first?.target == 0 && other.report.value("misfits") == 1)
    }

    private static let actions = [
        "none 1 2 3", "none 0.5 2 3", "none 0.25 1 0", "reduce 1 2 3", "close 0 0 0",
    ]

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `whatever the network, a risk agent never grows or turns a position`(seed: UInt64) throws {
        let model = try model("agent.risk", inputs: 10, actions: Self.actions, seed: seed)
        defer { model.remove() }
        var random = SplitMix64(seed: seed)
        let signals = (1...300).map { index in
            Signal(
                header: EventHeader(time: Int64(index), sequence: Int64(index)),
                target: Double(Int.random(in: -2...2, using: &random)),
                confidence: Double.random(in: 0...1, using: &random), rule: 1,
                stopDistance: index % 3 == 0 ? 4 : 0)
        }
        let points = stride(from: 5, to: 300, by: 5).map { index in
            RiskPoint(
                header: EventHeader(time: Int64(index), sequence: Int64(index)), state: .active, cause: nil,
                equity: Double.random(in: 5e4...1e5, using: &random),
                dayProfit: Double.random(in: -4e3...4e3, using: &random),
                drawdown: Double.random(in: 0...0.3, using: &random))
        }
        let feeds = [
            Feed("signal", signals), Feed("state", points, isFeedback: true),
            Feed("atr", [reading(1, 1.5)]),
        ]
        let node = try NodeHarness(entry("agent.risk"), [model.argument], feeds).run().node
        let made = node.tape(Signal.self).events
        let levels = node.tape(FeatureRow.self).events
        #expect(made.count == 300 && levels.count == 300)
        for (before, after) in zip(signals, made) {
            #expect(abs(after.target) <= abs(before.target) && after.target * before.target >= 0)
            #expect(after.stopDistance >= before.stopDistance && after.stopDistance <= 4)
        }
        for (row, after) in zip(levels, made) { #expect(row.values[1] <= after.stopDistance) }
        #expect(node.report.value("decisions") == 300)
        #expect(try checkOperator(entry("agent.risk"), [model.argument], feeds).isEmpty)
    }

    @Test func `a signal that is not a number becomes flat`() throws {
        let model = try model("agent.risk", inputs: 10, actions: Self.actions)
        defer { model.remove() }
        let signal = Signal(
            header: EventHeader(time: 1, sequence: 1), target: .nan, confidence: 1, rule: 1)
        let node = try NodeHarness(entry("agent.risk"), [model.argument], [Feed("signal", [signal])]).run()
            .node
        #expect(node.tape(Signal.self).events.first?.target == 0)
        #expect(node.tape(Opinion.self).events.first?.fallback == .badInput)
    }

    @Test func `an execution agent speaks once a slice, at the first trade of it`() throws {
        let model = try model("agent.execution", inputs: 15, actions: ["0", "0.5", "1", "1.5", "2"])
        defer { model.remove() }
        let second: Int64 = 1_000_000_000
        var random = SplitMix64(seed: 4)
        var price = 100.0
        let trades = (0..<400).map { index in
            price += Double.random(in: -0.5...0.5, using: &random)
            return Trade(
                header: EventHeader(time: Int64(index) * second, sequence: Int64(index) * second + 5),
                price: Price(price), quantity: 1, side: .buy)
        }
        var order = Order(
            header: EventHeader(time: 99 * second, sequence: 99 * second + 7), id: 3, quantity: -40,
            kind: .market)
        order.actionCode = Order.Action.submit.rawValue
        let arguments = [
            model.argument, ("over", Argument.integer(100 * second)), ("slices", Argument.integer(10)),
        ]
        let feeds = [Feed("market", trades), Feed("order", [order])]
        let node = try NodeHarness(entry("agent.execution"), arguments, feeds).run().node
        let readings = node.tape(Reading.self, "multiplier").events
        let opinions = node.tape(Opinion.self).events
        #expect(readings.count == 10 && opinions.count == 10)
        // The order comes at 99 s; its slices are 10 s long, and each is decided at the first trade from then on.
        #expect(readings.map { $0.header.time / second } == [100] + (1..<10).map { 99 + 10 * $0 })
        for (reading, opinion) in zip(readings, opinions) {
            #expect(reading.value == 0.5 * Double(opinion.choice) && (0...2).contains(reading.value))
        }
        for urgency in node.tape(Reading.self, "urgency").events { #expect((0...2).contains(urgency.value)) }
        #expect(try checkOperator(entry("agent.execution"), arguments, feeds).isEmpty)
    }
}
