import JSON
import Learning
import Linear
import PipelineFormat
import RepositorySupport
import RunReport
import Testing
import Training

/// The rungs that take seconds, and the beginning of two long ones; the rest is climbed by `make ladder`.
@Suite struct LadderTests {
    private func results(
        _ file: String, set: [(name: String, value: String)] = [], _ place: Place
    ) throws -> [SeedResult] {
        let read = TrainingPlan.read(
            path: "\(Repository.root)/\(file)", overrides: set, tasks: nativeTasks)
        guard let plan = read.plan else { throw TrainingError("\(read.diagnostics.items)") }
        return try plan.seeds.map { try plan.train(place.options(seed: $0)) }
    }

    @Test(arguments: Rung.all.filter(\.isShort).map(\.name))
    func `short rungs are passed`(_ name: String) throws {
        let place = Place()
        let rung = try #require(Rung.all.first { $0.name == name })
        let outcome = Ladder.Outcome(rung, try results(rung.file, place), place.registry)
        let said = outcome.results.map { "\($0.score ?? 0) \($0.figures.map(\.value))" }
        #expect(outcome.isPassed, "\(said)")
    }

    @Test func `a pole is kept upright by 350 thousand steps`() throws {
        let result = try results(
            "Pipelines/training/cartpole.yaml", set: [("seeds", "2"), ("steps", "350k")], Place())[0]
        #expect((result.score ?? 0) >= 450 && result.groups[0].random.mean < 40, "\(result.groups)")
    }

    @Test func `a leak is found, and noise is not sold as skill`() throws {
        let place = Place()
        let leak = try results(
            "Pipelines/training/leak.yaml", set: [("seeds", "1"), ("steps", "100k")], place)[0]
        #expect((leak.figure("share_of_all") ?? 0) >= 0.93, "\(leak.figures)")
        let noise = try results(
            "Pipelines/training/noise.yaml", set: [("seeds", "1"), ("steps", "100k")], place)[0]
        #expect((noise.score ?? 1) < 0 && (noise.gains("in_sample")?.score.mean ?? -1) > 0, "\(noise.gains)")
        #expect(try !PromotionGate(noise, place.registry).isPassed)
    }

    @Test func `no rung is passed by nothing`() {
        for rung in Rung.all { #expect(!Ladder.Outcome(rung, [], Place().registry).isPassed, "\(rung.name)") }
    }
}
