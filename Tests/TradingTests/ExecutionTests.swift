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

/// The desk of Pipelines/execution/learned.yaml, with short orders.
private enum Desk {
    static let trades = 12_000
    static let quantity = 60.0

    static func spec(model: String = "none", at time: Int = 60, trades: Int = trades) throws -> PipelineSpec {
        var reader = PipelineReader()
        reader.overrides = [
            ("feed", "{seed: 5, count: \(trades), rate: 0.5}"), ("model", model), ("over", "20m"),
            ("slices", "8"), ("orders", "[{at: \(time)m, quantity: \(quantity)}]"),
        ]
        let read = reader.read(path: Repository.root + "/Pipelines/execution/learned.yaml")
        try #require(!read.diagnostics.hasErrors, "\(read.diagnostics.items)")
        return try #require(read.spec)
    }

    static func pipeline(trades: Int = trades) throws -> ExecutionPipeline {
        try ExecutionPipeline(spec(trades: trades), catalogue: catalogue, seed: 1)
    }

    static let recorded: Result<(pipeline: ExecutionPipeline, tape: TradingTape), any Error> = Result {
        let pipeline = try Self.pipeline()
        return (pipeline, try pipeline.record())
    }

    static func environment(
        _ change: (inout ExecutionEnvironment.Choice) -> Void = { _ in }, copies: Int = 1,
        tape: TradingTape? = nil
    ) throws -> ExecutionEnvironment {
        let known = try recorded.get()
        let tape = tape ?? known.tape
        var choice = ExecutionEnvironment.Choice(trades: 0..<tape.trades.count)
        choice.quantity = quantity
        choice.plays = true
        change(&choice)
        return try ExecutionEnvironment(known.pipeline, tape, choice, copies: copies, unit: 3)
    }
}

private func played(
    _ environment: ExecutionEnvironment, _ actions: [Int32]
) throws -> (seen: [[Float]], rewards: [Float], ends: [Bool], trades: [Int]) {
    var environment = environment
    try environment.reset(seed: 1)
    var seen = ActorObservations(environment.form)
    var states = CriticStates(environment.form)
    var outcome = StepOutcome(environment.form)
    var all: (seen: [[Float]], rewards: [Float], ends: [Bool], trades: [Int]) = ([], [], [], [])
    for action in actions {
        environment.observe(&seen, &states)
        all.seen.append(Array(seen[0].prefix(15)))
        all.trades.append(environment.place(of: 0).trade)
        try environment.step([[Int32](repeating: action, count: environment.form.copies)], &outcome)
        all.rewards.append(outcome.rewards[0][0])
        all.ends.append(outcome.terminated[0])
    }
    return all
}

@Suite struct ExecutionTests {
    private func network(seed: UInt64) -> MLP<Float> {
        let shape = MLPShape(inputs: 15, hidden: [16], outputs: 5, activation: .tanh, headGain: 2)
        var network = MLP<Float>(shape, capacity: 1)
        var random = RandomStream(seed: seed)
        network.initialise(&random)
        return network
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `an order costs what the graph pays, with the same multiples`(seed: UInt64) throws {
        let network = network(seed: seed)
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("gm-flow-\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = PolicyFile(
            shape: network.shape, parameters: network.parameters,
            schema: schemaHash(ExecutionView.schemaTexts), actions: ExecutionView.multiples)
        _ = FileManager.default.createFile(atPath: path, contents: Data(file.bytes))
        let spec = try Desk.spec(model: path)
        let compiler = GraphCompiler(catalogue: catalogue, seed: 1)
        let compiled = compiler.graph(spec)
        let graph = try #require(compiled.graph, "\(compiled.diagnostics.items)")
        let plan = try #require(compiler.plan(graph, spec: spec, cores: [0]).plan)
        let result = Engine(plan).step { _ in 0 }
        #expect(result.outcome == .completed)
        let report = try #require(result.nodes.first { $0.name == "report" }).report
        let pnl = try #require(report.metrics.first { $0.name == "pnl" }?.value)

        // The order comes with the first trade after its time, and all trades before are seen.
        let (_, tape) = try Desk.recorded.get()
        let opening = tape.trades[0].header.time
        let first = try #require(tape.trades.firstIndex { $0.header.time >= opening + 3_600_000_000_000 })
        var environment = try Desk.environment { $0.trades = first..<tape.trades.count }
        try environment.reset(seed: 1)
        let (trade, side, arrival) = environment.place(of: 0)
        #expect(trade == first && side == 1)
        let actions = try actions(network, first, tape)
        #expect(Set(actions).count > 1 && actions.count > 4, "\(actions)")
        let multiples = try #require(
            result.nodes.first { $0.name == "algorithm" }?.report.metrics.first { $0.name == "multiplied" })
        #expect(multiples.value == Double(actions.prefix(7).count { $0 != 2 }), "\(actions)")
        let free = try played(
            Desk.environment {
                $0.trades = first..<tape.trades.count
                $0.aversion = 0
            }, actions)
        #expect(free.ends.last == true)
        let cost = -3 * free.rewards.reduce(0.0) { $0 + Double($1) } * Desk.quantity
        let last = try #require(tape.trades.last).price.double
        let expected = (Desk.quantity * (last - arrival) - cost) * 100
        #expect(abs(pnl - expected) < 0.05, "\(pnl) in the graph, \(expected) here")
    }

    /// The choices of a network until its first order ends.
    private func actions(_ network: MLP<Float>, _ first: Int, _ tape: TradingTape) throws -> [Int32] {
        var network = network
        var environment = try Desk.environment { $0.trades = first..<tape.trades.count }
        try environment.reset(seed: 1)
        var seen = ActorObservations(environment.form)
        var states = CriticStates(environment.form)
        var outcome = StepOutcome(environment.form)
        var actions: [Int32] = []
        repeat {
            environment.observe(&seen, &states)
            network.forward(seen[0], rows: 1)
            actions.append(Int32((0..<5).max { network.output[$0] < network.output[$1] } ?? 0))
            try environment.step([[actions[actions.count - 1]]], &outcome)
        } while !outcome.terminated[0]
        return actions
    }

    private func drawn(_ count: Int, seed: UInt64) -> [Int32] {
        var random = RandomStream(seed: seed)
        return (0..<count).map { _ in Int32(random.below(5)) }
    }

    @Test func `with everything later scrambled, all that came before stays`() throws {
        let (_, whole) = try Desk.recorded.get()
        let actions = drawn(80, seed: 2)
        let a = try played(try Desk.environment(), actions)
        let place = a.trades[40]
        var random = RandomStream(seed: 3)
        var tape = whole
        for index in (place + 1)..<tape.trades.count {
            tape.trades[index].price = Price(tape.trades[index].price.double * random.uniform(0.5, 1.5))
        }
        let b = try played(try Desk.environment(tape: tape), actions)
        #expect(a.seen.prefix(41) == b.seen.prefix(41) && a.rewards.prefix(40) == b.rewards.prefix(40))
        #expect(a.seen[50] != b.seen[50] && a.rewards[45...] != b.rewards[45...])
    }

    @Test func `a tape that ends early gives the same until there`() throws {
        let (_, whole) = try Desk.recorded.get()
        let short = try Desk.pipeline(trades: 6000).record()
        #expect(short.trades == Array(whole.trades.prefix(6000)))
        let actions = drawn(24, seed: 4)
        let a = try played(try Desk.environment(), actions)
        let b = try played(try Desk.environment(tape: short), actions)
        #expect(a.trades[23] < 5000 && a.seen == b.seen && a.rewards == b.rewards)
    }

    @Test func `waiting leaves all to the last slice, and the schedule is that of no agent`() throws {
        let waits = try played(try Desk.environment(), [Int32](repeating: 0, count: 8))
        #expect(waits.ends == [Bool](repeating: false, count: 7) + [true])
        #expect(waits.seen.allSatisfy { $0[0] == 1 })
        #expect(waits.rewards.prefix(7).allSatisfy { abs($0 + 0.3 / 8) < 1e-6 })
        // An algorithm that takes no multiplier does the same whatever is said.
        let one = try played(try Desk.environment { $0.algorithm = "execution.twap" }, drawn(40, seed: 5))
        let two = try played(try Desk.environment { $0.algorithm = "execution.twap" }, drawn(40, seed: 6))
        #expect(one.rewards == two.rewards && one.ends == two.ends)
        for (slice, seen) in one.seen.prefix(8).enumerated() where slice > 0 {
            #expect(abs(seen[0] - Float(8 - slice) / 8) < 0.05)
        }
    }

    @Test func `a large first slice moves the price, and the sides take turns`() throws {
        let fast = try played(try Desk.environment { $0.aversion = 0 }, [Int32](repeating: 4, count: 80))
        let slow = try played(try Desk.environment { $0.aversion = 0 }, [Int32](repeating: 2, count: 80))
        #expect(fast.seen[1][0] < slow.seen[1][0] - 0.1)
        let starts = slow.ends.enumerated().filter(\.element).map { $0.offset + 1 }
        #expect(starts.count >= 8)
        let sides = starts.dropLast().map { slow.seen[$0][3] }
        #expect(zip(sides, sides.dropFirst()).allSatisfy { $0 == -$1 })
    }

    @Test func `what is kept goes on to the bit`() throws {
        try checkResumes(steps: 45) {
            try Desk.environment(
                {
                    $0.plays = false
                    $0.segment = 3
                }, copies: 3)
        }
    }

    @Test func `a pipeline that can't be learnt on says why, and where`() throws {
        func fault(_ change: (inout PipelineSpec) -> Void) -> EnvironmentFault? {
            do {
                var spec = try Desk.spec()
                change(&spec)
                _ = try ExecutionPipeline(spec, catalogue: catalogue, seed: 1)
                return nil
            } catch { return error as? EnvironmentFault }
        }
        #expect(fault { _ in } == nil)
        #expect(fault { $0.nodes.removeAll { $0.name.value == "pace" } }?.message.contains("pace") == true)
        let other = fault { spec in
            for index in spec.nodes.indices where spec.nodes[index].name.value == "exec" {
                spec.nodes[index].inputs[0].sources[0].node = "risk"
            }
        }
        #expect(other?.message.contains("learned.yaml:") == true && other?.help?.contains("slices") == true)
    }
}
