import Catalogue
import FlowEngine
import FlowGraph
import Foundation
import Learning
import Linear
import MarketModel
import OperatorKit
import PipelineFormat
import Testing
import TradingTasks

/// The environment against the graph that it was made of: same network, same decisions, same money.
@Suite struct AccountingTests {
    private func network(_ tape: TradingTape, seed: UInt64) -> MLP<Float> {
        let shape = MLPShape(
            inputs: tape.columns.count, hidden: [24], outputs: 3, activation: .relu, headGain: 3)
        var network = MLP<Float>(shape, capacity: 1)
        var random = RandomStream(seed: seed)
        network.initialise(&random)
        return network
    }

    private func run(_ network: MLP<Float>, _ tape: TradingTape) throws -> RunResult {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("gm-flow-\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = PolicyFile(
            shape: network.shape, parameters: network.parameters, schema: tape.schema,
            actions: ["short", "flat", "long"])
        _ = FileManager.default.createFile(atPath: path, contents: Data(file.bytes))
        // The features take position and drawdown of the account, as feedback: parts/market.yaml wires them.
        let spec = try SmallMarket.spec(model: path)
        let compiler = GraphCompiler(catalogue: catalogue, seed: 1)
        let compiled = compiler.graph(spec)
        let graph = try #require(compiled.graph, "\(compiled.diagnostics.items)")
        let plan = try #require(compiler.plan(graph, spec: spec, cores: [0]).plan)
        return Engine(plan).step { _ in 0 }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `equity is the graph's to 1e-9, at every row`(seed: UInt64) throws {
        let (_, tape) = try SmallMarket.recorded.get()
        var network = network(tape, seed: seed)
        let result = try run(network, tape)
        #expect(result.outcome == .completed)
        let report = try #require(result.nodes.first { $0.name == "report" }).report
        let series = try #require(report.series.first { $0.name == "equity" })
        let equity = Dictionary(zip(series.times, series.values)) { _, last in last }

        var environment = try SmallMarket.environment()
        var seen = ActorObservations(environment.form)
        var states = CriticStates(environment.form)
        var outcome = StepOutcome(environment.form)
        var (compared, traded) = (0, 0.0)
        var choices: Set<Int32> = []
        for row in 1..<tape.rows.count {
            environment.observe(&seen, &states)
            network.forward(seen[0], rows: 1)
            let logits = network.output[..<3]
            let action = Int32(logits.indices.max { logits[$0] < logits[$1] } ?? 0)
            choices.insert(action)
            // The last step begins the next episode at once.
            if row == tape.rows.count - 1 { traded = environment.activity(of: 0).traded }
            try environment.step([[action]], &outcome)
            guard row < tape.rows.count - 1, let expected = equity[tape.rows[row].time] else { continue }
            compared += 1
            #expect(
                abs(environment.equity(of: 0) - expected) < 1e-9 * max(1, abs(expected)),
                "row \(row): \(environment.equity(of: 0)), and the graph has \(expected)")
            if abs(environment.equity(of: 0) - expected) > 1 { break }
        }
        #expect(compared > 1000 && traded > 100 && choices.count >= 2)
    }

    @Test func `nothing traded, nothing earned; held, what the price does less one fill`() throws {
        let (pipeline, tape) = try SmallMarket.recorded.get()
        let steps = 400
        let flat = try Played(try SmallMarket.environment(), [Int32](repeating: 1, count: steps))
        #expect(flat.rewards.allSatisfy { $0 == 0 } && flat.equities.allSatisfy { $0 == 100_000 })
        let long = try Played(try SmallMarket.environment(), [Int32](repeating: 2, count: steps))
        #expect(long.fills.map(\.count).reduce(0, +) == 1)
        let fill = try #require(long.fills[0].first)
        let last = try #require(tape.price(at: steps))
        let worth = pipeline.terms.size * pipeline.terms.multiplier * (last - fill.price.double)
        #expect(abs((long.equities.last ?? 0) - 100_000 - worth + fill.fee) < 1e-6)
        #expect(fill.quantity == 2 && fill.fee == 5)
    }

    @Test func `rewards add up to the change of equity, and risk aversion takes its square`() throws {
        let actions = drawnActions(500, seed: 3)
        let plain = try Played(try SmallMarket.environment(), actions)
        let sum = plain.rewards.reduce(0.0) { $0 + Double($1) }
        #expect(abs(100 * sum - ((plain.equities.last ?? 0) - 100_000)) < 0.05)
        let averse = try Played(try SmallMarket.environment { $0.aversion = 0.1 }, actions)
        for (a, b) in zip(plain.rewards, averse.rewards) { #expect(abs(a - 0.1 * a * a - b) < 1e-5) }
    }

    @Test func `twice the costs cost twice`() throws {
        let actions = drawnActions(500, seed: 4)
        func worth(_ factor: Double) throws -> (equity: Double, costs: Double) {
            var environment = try SmallMarket.environment { $0.costs = factor }
            var outcome = StepOutcome(environment.form)
            for action in actions { try environment.step([[action]], &outcome) }
            return (environment.equity(of: 0), environment.activity(of: 0).costs)
        }
        let (once, twice, free) = (try worth(1), try worth(2), try worth(0))
        #expect(once.costs > 100 && abs(twice.costs - 2 * once.costs) < 1e-6 && free.costs == 0)
        #expect(abs(once.equity - twice.equity - once.costs) < 1e-6)
        #expect(abs(free.equity - once.equity - once.costs) < 1e-6)
    }

    @Test func `copies start at different rows and trade by themselves`() throws {
        var environment = try SmallMarket.environment(
            {
                $0.plays = false
                $0.episode = 64
            }, copies: 4)
        try environment.reset(seed: 9)
        #expect(Set((0..<4).map { environment.row(of: $0) }).count > 1)
        var outcome = StepOutcome(environment.form)
        var ends = 0
        for step in 0..<200 {
            try environment.step([[0, 1, 2, Int32(step % 3)]], &outcome)
            #expect(outcome.rewards[0][1] == 0)
            if outcome.truncated[0] { ends += 1 }
            #expect(!outcome.terminated.contains(true))
        }
        #expect(ends == 3)
    }

    @Test func `what is kept goes on to the bit`() throws {
        try checkResumes(steps: 120) {
            try SmallMarket.environment(
                {
                    $0.plays = false
                    $0.episode = 50
                }, copies: 3)
        }
    }
}
