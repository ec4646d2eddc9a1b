import JSON
import Learning
import Linear
import PipelineFormat
import RunReport
import Testing

@testable import Training

@Suite struct WalkForwardTests {
    private func windows(_ plan: WalkForwardPlan, rows: Range<Int> = 0..<100) throws -> [TapeWindow] {
        try plan.windows(of: TrainingTape(rows: rows, embargo: 5))
    }

    @Test func `windows follow each other with purge, embargo and a holdout`() throws {
        let plan = WalkForwardPlan(train: 40, validation: 10, test: 10, purge: 2, holdout: 3)
        let made = try windows(plan, rows: 7..<107)
        #expect(
            made == [
                TapeWindow(number: 1, train: 7..<45, validation: 52..<60, test: 67..<77),
                TapeWindow(number: 2, train: 17..<55, validation: 62..<70, test: 77..<87),
                TapeWindow(number: 3, train: 27..<65, validation: 72..<80, test: 87..<97),
            ])
        let anchored = try windows(
            WalkForwardPlan(train: 40, test: 10, roll: 20, embargo: 0, anchored: true))
        #expect(anchored.map(\.train) == [0..<40, 0..<60, 0..<80])
        #expect(anchored.map(\.test) == [40..<50, 60..<70, 80..<90])
        #expect(anchored.allSatisfy { $0.validation.isEmpty })
    }

    @Test(arguments: 1...20)
    func `no row of a test is learnt or chosen on in its window, nor tested twice`(_ seed: Int) throws {
        var random = RandomStream(seed: UInt64(seed))
        let validation = random.below(2) * (5 + random.below(20))
        let plan = WalkForwardPlan(
            train: 20 + random.below(50), validation: validation, test: 3 + random.below(20),
            purge: random.below(4), embargo: random.below(10), anchored: random.below(2) == 1,
            holdout: random.below(30))
        let made = try windows(plan, rows: 3..<400)
        for window in made {
            #expect(window.train.upperBound + plan.purge <= window.test.lowerBound - (plan.embargo ?? 0))
            #expect(
                validation == 0
                    || (window.train.upperBound <= window.validation.lowerBound - (plan.embargo ?? 0)
                        && window.validation.upperBound <= window.test.lowerBound - (plan.embargo ?? 0))
            )
            #expect(window.test.upperBound <= 400 - plan.holdout && window.train.lowerBound >= 3)
        }
        for (one, next) in zip(made, made.dropFirst()) {
            #expect(one.test.upperBound == next.test.lowerBound)
        }
    }

    @Test func `a tape that is too short says what a window takes`() {
        let error = #expect(throws: EnvironmentFault.self) {
            _ = try windows(WalkForwardPlan(train: 90, validation: 10, test: 10))
        }
        #expect(error?.message == "a window of `walk_forward` takes 120 rows, and the tape has 100")
    }

    private let text = """
        train: rolling
        task: {name: noise, bars: 2600}
        copies: 8
        steps: 4096
        seeds: 1..2
        noise_seeds: 3
        walk_forward: {train: 1000, validation: 200, test: 400, embargo: 50}
        settings: {hidden: [8]}
        """

    @Test func `mistakes have their place`() throws {
        func said(_ text: String) -> String? {
            do {
                _ = try Place().plan(text)
                return nil
            } catch { return "\(error)" }
        }
        #expect(
            said("train: x\ntask: {name: signal}\nwalk_forward: {train: 9, test: 3, roll: 2}")?.contains(
                "tested twice") == true)
        #expect(
            said("train: x\ntask: cartpole\nwalk_forward: {train: 9, test: 3}")?.contains(
                "`cartpole` has none") == true)
        #expect(said("train: x\ntask: noise\nnoise_seeds: 1")?.contains("could be shuffled") == true)
        #expect(
            said("train: x\ntask: signal\nwalk_forward: {train: 9, tset: 3}")?.contains(
                "did you mean `test`?") == true)
        // What only the tape shows has its place, too.
        let long = try Place().plan("train: x\ntask: {name: signal}\nwalk_forward: {train: 900, test: 300}")
        let error = #expect(throws: EnvironmentFault.self) {
            _ = try long.walkForward?.windows(of: TrainingTape(rows: 0..<100, embargo: 0))
        }
        #expect(error?.message.contains(":3:15: a window of `walk_forward` takes 1,200 rows") == true)
    }

    @Test func `every seed on every window is a trial, and joined they are one record`() throws {
        let place = Place()
        let plan = try place.plan(text.replacing("noise_seeds: 3\n", with: ""))
        let legs = try plan.legs()
        #expect(legs.count == 6 && legs.map(\.path)[5] == "window-3/seed-2")
        for leg in legs {
            #expect(TrainingLeg.split("a/b/\(leg.path)/")?.leg == leg)
            var options = SessionOptions(leg, folder: "\(place.folder)/\(leg.path)")
            options.registry = place.registry.path
            // Nothing is joined before all are there.
            #expect(try plan.join(leg.seed, in: place.folder, registry: place.registry) == nil)
            let result = try plan.train(options)
            #expect(result.parts.map(\.name) == ["train", "validation", "test"])
            #expect(result.gains("test")?.score.count == 399 && result.gains("validation") != nil)
        }
        let joined = try #require(try plan.join(1, in: place.folder, registry: place.registry))
        #expect(joined.windows.count == 3 && joined.gains("test")?.score.count == 1197)
        let means = joined.windows.map(\.test)
        #expect(abs((joined.score ?? 9) - means.reduce(0, +) / 3) < 1e-12)
        #expect(joined.gains("test")?.windows == Double(means.count { $0 > 0 }) / 3)
        let read = try #require(try RunSummary.result("\(place.folder)/seed-1"))
        #expect(read.json.text() == joined.json.text())
        let last = try place.bytes("window-3/seed-1/model.safetensors")
        #expect(try place.bytes("seed-1/model.safetensors") == last)

        let records = try place.registry.records()
        #expect(records.trials.count == 6 && records.joined.map(\.trial) == [joined.trial])
        let gate = try PromotionGate(joined, place.registry)
        #expect(gate.trials == 6 && !gate.isPassed)
        #expect(gate.conditions[0].isMet && gate.conditions[0].demand.contains("all 3 windows"))
        // A window that is trained by another plan, or not at all, breaks the record.
        try OutputFile.replace("\(place.folder)/window-2/seed-1/result.json", with: "{")
        #expect(throws: TrainingError.self) {
            _ = try plan.join(1, in: place.folder, registry: place.registry)
        }
    }

    @Test func `what is judged with no costs, twice the costs and later is the same policy`() throws {
        let place = Place()
        let plan = try place.plan(text.replacing("noise_seeds: 3\n", with: ""))
        let leg = TrainingLeg(seed: 1, window: 2)
        var options = SessionOptions(leg, folder: "\(place.folder)/\(leg.path)")
        options.registry = place.registry.path
        let result = try plan.train(options)
        func mean(_ name: String) -> Double { result.gains(name)?.score.mean ?? .nan }
        // Costs of 0.1 a unit of change: the ladder is a line.
        let turnover = try #require(result.gains("test")?.turnover)
        #expect(abs(mean("test_costs_0") - mean("test") - 0.1 * turnover) < 1e-5)
        #expect(abs(mean("test") - mean("test_costs_2") - 0.1 * turnover) < 1e-5)
        #expect(mean("rule_hold_nothing") == 0 && result.references.contains { $0.name == "hold_nothing" })
        // Controls trade as much: what they pay can't tell them from the policy.
        for number in 1...4 {
            let gains = try #require(result.gains("control_\(number)"))
            #expect(gains.score.count == 399)
        }
        let interval = try #require(result.gains("test")?.interval)
        #expect(interval.contains(result.gains("test")?.sharpe ?? 9))
    }

    @Test func `figures of a short series are those by hand`() {
        let gains = SeedResult.Gains(
            "test", [1, -2, -1, 0, 3, 1], held: [1, 1, 0, 0, -1, -1], windows: [0..<3, 3..<6])
        #expect(gains.drawdown == 3 && gains.hits == 0.6 && gains.windows == 0.5)
        #expect(gains.exposure == 4.0 / 6 && gains.turnover == 3.0 / 6 && gains.interval == nil)
    }
}
