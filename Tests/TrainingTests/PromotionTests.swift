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
    private func made(
        _ place: Place, seed: UInt64, mean: Double, control: Double = -0.1,
        _ change: (inout SeedResult) -> Void = { _ in }
    ) throws -> SeedResult {
        var random = RandomStream(seed: seed)
        func series(_ mean: Double) -> [Double] { (0..<4000).map { _ in mean + random.normal() } }
        var result = SeedResult()
        (result.name, result.task, result.seed, result.trial) = ("x", "signal", seed, "x/\(seed)")
        result.tape = "drawn"
        change(&result)
        var tensors: [Tensor] = []
        for (name, level) in [
            ("test", mean), ("test_costs_2", mean / 2), ("test_late_1", mean / 2), ("in_sample", 1.0),
            ("control_1", control), ("control_2", control), ("control_3", control), ("control_4", control),
        ] {
            let gains = series(level)
            result.gains.append(SeedResult.Gains(name, gains))
            tensors.append(Tensor(name, [gains.count], .double(gains)))
        }
        let score = result.gains[0].score
        let random0 = SeedResult.Score(mean: -0.1, deviation: 1, count: 4000)
        result.groups = [.init(name: "agents", greedy: score, drawn: score, random: random0)]
        result.references = [("oracle", 0.5), ("hold_nothing", 0)]
        result.bounds = ["oracle"]
        let folder = "\(place.folder)/seed-\(seed)"
        try OutputFile.makeDirectory(folder)
        let file = SafeTensors(tensors, metadata: [("tape", result.tape)])
        try OutputFile.replace("\(folder)/gains.safetensors", with: file.bytes)
        try place.registry.add(.began(result, folder: folder))
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
            "t of the test", "deflated Sharpe", "ten equal parts", "twice the costs", "delay", "hold_nothing",
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

    private func overfit(_ gate: PromotionGate) -> PromotionGate.Condition? {
        gate.conditions.first { $0.demand.hasPrefix("probability of overfitting") }
    }

    @Test func `noise is no better than the same decisions at other times`() throws {
        let place = Place()
        // Trials that lose less than somebody who trades at random would, by trading less.
        let results = try (1...6).map { try made(place, seed: UInt64($0), mean: -0.02, control: -0.02) }
        for result in results {
            #expect(overfit(try PromotionGate(result, place.registry))?.isMet == false)
        }
        // Seeds that are all good are far above them, and near 0.5 among themselves.
        let good = Place()
        let best = try (1...6).map { try made(good, seed: UInt64($0), mean: 0.15, control: -0.02) }
        let gate = try PromotionGate(best[0], good.registry)
        #expect(overfit(gate)?.isMet == true && (gate.overfitAmongTrials ?? 0) > 0.2, "\(gate.conditions)")
    }

    @Test func `only what was judged on the same rows is compared`() throws {
        let place = Place()
        let result = try made(place, seed: 1, mean: 0.2)
        for seed in 2...5 { _ = try made(place, seed: UInt64(seed), mean: 0.2) { $0.tape = "other rows" } }
        let gate = try PromotionGate(result, place.registry)
        #expect(gate.trials == 5 && overfit(gate)?.demand.contains("among 1 trials and 4 controls") == true)
    }

    @Test func `recorded data takes walk-forward, and a control is no candidate`() throws {
        let place = Place()
        let dated = try made(place, seed: 1, mean: 0.2) {
            $0.parts = [.init(name: "test", rows: 0..<4000, times: 0...1)]
        }
        #expect(
            try PromotionGate(dated, place.registry).reasons == [
                "judged by walk-forward on at least 3 windows, and it is one split"
            ])
        let control = try made(place, seed: 2, mean: 0.2) { $0.isNoise = true }
        let gate = try PromotionGate(control, place.registry)
        #expect(gate.trials == 1 && gate.reasons.first?.contains("noise") == true, "\(gate.reasons)")
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
