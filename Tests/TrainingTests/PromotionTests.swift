import JSON
import Learning
import Linear
import PipelineFormat
import RepositorySupport
import RunReport
import Testing

@testable import Training

@Suite struct PromotionTests {
    /// Gains of a market that is as good as `mean` says, in a folder, in the registry.
    private func made(_ place: Place, seed: UInt64, mean: Double) throws -> SeedResult {
        var random = RandomStream(seed: seed)
        func series(_ mean: Double) -> [Double] { (0..<4000).map { _ in mean + random.normal() } }
        var result = SeedResult()
        (result.name, result.task, result.seed, result.trial) = ("x", "signal", seed, "x/\(seed)")
        var tensors: [Tensor] = []
        for (name, level) in [
            ("test", mean), ("test_costs_2", mean / 2), ("test_late_1", mean / 2), ("in_sample", 1.0),
            ("control", -0.1),
        ] {
            let gains = series(level)
            result.gains.append(Examiner<SignalTask>.gains(name, gains))
            tensors.append(Tensor(name, [gains.count], .double(gains)))
        }
        let score = result.gains[0].score
        let random0 = SeedResult.Score(mean: -0.1, deviation: 1, count: 4000)
        result.groups = [.init(name: "agents", greedy: score, drawn: score, random: random0)]
        result.references = [("oracle", 0.5), ("hold_nothing", 0)]
        result.bounds = ["oracle"]
        let folder = "\(place.folder)/seed-\(seed)"
        try OutputFile.makeDirectory(folder)
        try OutputFile.replace("\(folder)/gains.safetensors", with: SafeTensors(tensors).bytes)
        try place.registry.add(
            .began(result.trial, task: "signal", name: "x", seed: seed, plan: "p", folder: folder))
        try place.registry.add(.ended(result))
        return result
    }

    @Test func `what is good out of the sample passes`() throws {
        let place = Place()
        let results = try (1...4).map { try made(place, seed: UInt64($0), mean: 0.2) }
        for result in results {
            let gate = try PromotionGate(result, place.registry)
            #expect(gate.isPassed && gate.trials == 4, "\(gate.reasons)")
        }
    }

    @Test func `what is good in the sample only is refused, with every reason`() throws {
        let place = Place()
        let results = try (1...4).map { try made(place, seed: UInt64($0), mean: -0.03) }
        let gate = try PromotionGate(results[0], place.registry)
        #expect(!gate.isPassed)
        let reasons = gate.reasons.joined(separator: "\n")
        for part in [
            "t of the test", "deflated Sharpe", "windows", "twice the costs", "delay", "hold_nothing",
        ] {
            #expect(reasons.contains(part), "\(part): \(reasons)")
        }
    }

    @Test func `many trials take away what few would have given`() throws {
        let place = Place()
        let result = try made(place, seed: 1, mean: 0.045)
        let few = try PromotionGate(result, place.registry)
        for seed in 2...40 { _ = try made(place, seed: UInt64(seed), mean: 0) }
        let many = try PromotionGate(result, place.registry)
        func deflated(_ gate: PromotionGate) -> Bool {
            gate.conditions.contains { $0.demand.hasPrefix("deflated") && $0.isMet }
        }
        #expect(deflated(few) && !deflated(many), "\(few.conditions) \(many.conditions)")
    }

    @Test func `a training that is not in the registry, or trades nothing, is refused`() throws {
        let place = Place()
        var result = try made(place, seed: 1, mean: 0.2)
        result.trial = "another"
        #expect(try PromotionGate(result, place.registry).reasons.first?.contains("not in it") == true)
        result.gains = []
        #expect(try PromotionGate(result, place.registry).reasons.last?.contains("no market") == true)
    }

    @Test func `lines of the registry that are broken are counted and passed over`() throws {
        let place = Place()
        _ = try made(place, seed: 1, mean: 0)
        try OutputFile.append(
            "{\"event\":\"beg\n{\"event\":\"began\",\"trial\":7}\n", to: place.registry.path)
        _ = try made(place, seed: 2, mean: 0)
        let (trials, broken) = try place.registry.trials()
        #expect(trials.count == 2 && broken == 2)
    }

    @Test func `the middle is that of the middle half, and the interval holds it`() {
        #expect(RunSummary.middle([1, 2, 3, 4]) == 2.5)
        #expect(RunSummary.middle([100, 2, 3, -50]) == 2.5)
        #expect(RunSummary.middle([7]) == 7)
        #expect(abs(RunSummary.middle([1, 2, 3, 4, 100]) - (2 * 0.75 + 3 + 4 * 0.75) / 2.5) < 1e-12)
        let results = [3.0, 4, 5, 6, 7].enumerated().map { index, mean -> SeedResult in
            var result = SeedResult()
            result.seed = UInt64(index)
            let score = SeedResult.Score(mean: mean, deviation: 0, count: 1)
            result.groups = [.init(name: "agents", greedy: score, drawn: score, random: score)]
            return result
        }
        let summary = RunSummary(name: "x", results)
        #expect(summary.middle == 5 && summary.interval.map { $0.contains(5) && $0.lowerBound >= 3 } == true)
    }
}
