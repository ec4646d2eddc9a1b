import Catalogue
import FlowEngine
import FlowGraph
import Foundation
import Learning
import Linear
import MarketModel
import OperatorKit
import PipelineFormat
import RepositorySupport
import Testing

@testable import TradingTasks

/// Pipelines/advised.yaml on ten days in bars of five minutes.
private enum Advised {
    static let trades = 40_000

    static func spec(model: String = "none", trades: Int = trades) throws -> PipelineSpec {
        var reader = PipelineReader()
        reader.overrides = [
            ("feed", "{seed: 5, count: \(trades), rate: 0.1}"), ("model", model), ("every", "5m"),
        ]
        let read = reader.read(path: Repository.root + "/Pipelines/advised.yaml")
        try #require(!read.diagnostics.hasErrors, "\(read.diagnostics.items)")
        return try #require(read.spec)
    }

    static let recorded: Result<(pipeline: RiskPipeline, tape: SignalTape, followed: [Double]), any Error> =
        Result {
            let pipeline = try RiskPipeline(spec(), catalogue: catalogue, seed: 1)
            let tape = try pipeline.record()
            return (pipeline, tape, try RiskEnvironment.follow(pipeline, tape))
        }

    static func environment(
        _ change: (inout RiskEnvironment.Choice) -> Void = { _ in }, copies: Int = 1,
        tape: SignalTape? = nil
    ) throws -> RiskEnvironment {
        let known = try recorded.get()
        let tape = tape ?? known.tape
        var choice = RiskEnvironment.Choice(rows: 0..<tape.signals.count)
        choice.plays = true
        change(&choice)
        return try RiskEnvironment(
            known.pipeline, tape, choice, followed: known.followed, copies: copies, unit: 500)
    }
}

@Suite struct RiskTests {
    private struct Played {
        var seen: [[Float]] = []
        var rewards: [Float] = []
        var profits: [Double] = []

        init(_ environment: RiskEnvironment, _ actions: [Int32]) throws {
            var environment = environment
            try environment.reset(seed: 1)
            var observations = ActorObservations(environment.form)
            var states = CriticStates(environment.form)
            var outcome = StepOutcome(environment.form)
            for action in actions {
                environment.observe(&observations, &states)
                seen.append(Array(observations[0].prefix(10)))
                try environment.step(
                    [[Int32](repeating: action, count: environment.form.copies)], &outcome)
                rewards.append(outcome.rewards[0][0])
                profits.append(environment.profit(of: 0))
            }
        }
    }

    private func drawn(_ count: Int, seed: UInt64) -> [Int32] {
        var random = RandomStream(seed: seed)
        return (0..<count).map { _ in Int32(random.below(5)) }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the account is the graph's, at every row`(seed: UInt64) throws {
        let shape = MLPShape(inputs: 10, hidden: [16], outputs: 5, activation: .tanh, headGain: 3)
        var network = MLP<Float>(shape, capacity: 1)
        var random = RandomStream(seed: seed)
        network.initialise(&random)
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("gm-flow-\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = PolicyFile(
            shape: shape, parameters: network.parameters, schema: schemaHash(RiskView.schemaTexts),
            actions: RiskEnvironment.actions)
        _ = FileManager.default.createFile(atPath: path, contents: Data(file.bytes))
        let spec = try Advised.spec(model: path)
        let compiler = GraphCompiler(catalogue: catalogue, seed: 1)
        let compiled = compiler.graph(spec)
        let graph = try #require(compiled.graph, "\(compiled.diagnostics.items)")
        let plan = try #require(compiler.plan(graph, spec: spec, cores: [0]).plan)
        let result = Engine(plan).step { _ in 0 }
        #expect(result.outcome == .completed)
        let report = try #require(result.nodes.first { $0.name == "report" }).report
        let series = try #require(report.series.first { $0.name == "equity" })
        let equity = Dictionary(zip(series.times, series.values)) { _, last in last }

        let (_, tape, _) = try Advised.recorded.get()
        var environment = try Advised.environment()
        try environment.reset(seed: 1)
        var seen = ActorObservations(environment.form)
        var states = CriticStates(environment.form)
        var outcome = StepOutcome(environment.form)
        var (compared, choices) = (0, Set<Int32>())
        for row in 0..<(tape.signals.count - 2) {
            environment.observe(&seen, &states)
            network.forward(seen[0], rows: 1)
            let action = Int32((0..<5).max { network.output[$0] < network.output[$1] } ?? 0)
            choices.insert(action)
            try environment.step([[action]], &outcome)
            guard let expected = equity[tape.signals[row + 1].header.time] else { continue }
            compared += 1
            #expect(
                abs(environment.profit(of: 0) + 400_000 - expected) < 1e-6,
                "row \(row): \(environment.profit(of: 0) + 400_000), and the graph has \(expected)")
            if abs(environment.profit(of: 0) + 400_000 - expected) > 1 { break }
        }
        #expect(compared > 500 && choices.count >= 2, "\(compared) rows, \(choices)")
    }

    @Test func `following is forgone nothing, and closing forgoes all that is won`() throws {
        let (_, tape, followed) = try Advised.recorded.get()
        let count = tape.signals.count - 1
        let follow = try Played(try Advised.environment(), [Int32](repeating: 0, count: count - 1))
        let closed = try Played(try Advised.environment(), [Int32](repeating: 4, count: count - 1))
        for row in 0..<(count - 1) {
            let gain = followed[row] / 500
            #expect(abs(Double(follow.rewards[row]) + max(0, -gain - 1)) < 1e-5)
            #expect(abs(Double(closed.rewards[row]) + 0.2 * max(0, gain)) < 1e-5)
        }
        #expect(closed.profits.allSatisfy { $0 == 0 })
        #expect(follow.rewards.contains { $0 < 0 } && closed.rewards.contains { $0 < -0.1 })
    }

    @Test func `with everything later scrambled, all that came before stays`() throws {
        let (_, whole, _) = try Advised.recorded.get()
        let place = 200
        let actions = drawn(place + 60, seed: 2)
        var random = RandomStream(seed: 3)
        var tape = whole
        let after = whole.signals[place].header.sequence
        for index in tape.trades.indices where tape.trades[index].header.sequence > after {
            tape.trades[index].price = Price(tape.trades[index].price.double * random.uniform(0.9, 1.1))
        }
        for index in (place + 1)..<tape.signals.count { tape.signals[index].target = random.normal() }
        let a = try Played(try Advised.environment(), actions)
        let b = try Played(try Advised.environment(tape: tape), actions)
        #expect(a.seen.prefix(place + 1) == b.seen.prefix(place + 1))
        #expect(a.rewards.prefix(place) == b.rewards.prefix(place))
        #expect(a.profits.suffix(50) != b.profits.suffix(50))
        // Value at risk, leverage and the day's profit are seen, and change.
        for column in [3, 4, 6] { #expect(Set(a.seen.map { $0[column] }).count > 20, "\(column)") }
    }

    @Test func `a target is never larger than what was wanted`() throws {
        let actions = drawn(300, seed: 9)
        let played = try Played(try Advised.environment(), actions)
        // Leverage of four contracts of 2,000 at 100 on 400,000 is 2, a little more after losses.
        #expect(played.seen.allSatisfy { $0[6] < 0.75 })
        let small = try Played(try Advised.environment(), [Int32](repeating: 2, count: 300))
        #expect(small.seen.allSatisfy { $0[6] < 0.2 })
    }

    @Test func `what is kept goes on to the bit`() throws {
        try checkResumes(steps: 60) {
            try Advised.environment(
                {
                    $0.plays = false
                    $0.episode = 40
                }, copies: 3)
        }
    }

    @Test func `a pipeline that can't be learnt on says why, and where`() throws {
        func fault(_ change: (inout PipelineSpec) -> Void) -> EnvironmentFault? {
            do {
                var spec = try Advised.spec()
                change(&spec)
                _ = try RiskPipeline(spec, catalogue: catalogue, seed: 1)
                return nil
            } catch { return error as? EnvironmentFault }
        }
        #expect(fault { _ in } == nil)
        for (argument, help) in [("capital", "capital: 100000"), ("max_var", "max_var: 0.5")] {
            let found = fault { spec in
                for index in spec.nodes.indices where spec.nodes[index].name.value == "risk" {
                    spec.nodes[index].arguments.removeAll { $0.key.value == argument }
                }
            }
            #expect(found?.message.contains("advised.yaml:") == true && found?.help?.contains(help) == true)
        }
        #expect(
            fault { $0.nodes.removeAll { $0.name.value == "shrink" } }?.message.contains("shrink") == true)
    }
}
