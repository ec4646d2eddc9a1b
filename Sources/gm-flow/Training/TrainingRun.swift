import JSON
import Learning
import Linear
import Machine
import PipelineFormat
import RunReport
import Training

/// All seeds of a plan: started, waited for, summed up.
struct TrainingRun {
    let plan: TrainingPlan
    let file: String
    let overrides: [(name: String, value: String)]
    let folder: String
    let resumes: Bool
    let jobs: Int?
    let isShown: Bool

    /// Trains what is to be trained and writes `summary.json` and `card.md`.
    func make() throws -> RunSummary {
        let legs = try legsToTrain()
        try OutputFile.makeDirectory(folder)
        try TrainingFolder.keep(folder, file, overrides)
        var words = ["train", file, "--out", folder]
        for item in overrides { words += ["--set", "\(item.name)=\(item.value)"] }
        if resumes { words.append("--resume") }
        let cores = CoreSet.usable().cores.count
        let runner = SeedRunner(
            plan: plan, folder: folder, words: words, jobs: jobs ?? cores, isShown: isShown)
        for failure in try runner.run(legs) {
            Console.complain("error: \(failure.leg.label): \(failure.reason)")
        }
        if plan.walkForward != nil {
            for seed in plan.seeds { _ = try plan.join(seed, in: folder, registry: TrainingRegistry()) }
            for seed in plan.noiseSeeds {
                _ = try plan.join(seed, isNoise: true, in: folder, registry: TrainingRegistry())
            }
        }
        let summary = try RunSummary.read(folder, plan)
        try OutputFile.replace("\(folder)/summary.json", with: summary.json.text())
        let card = try ModelCard(
            plan, summary, TrainingRegistry(), ladder: Ladder.line("docs/\(Ladder.fileName)"))
        try OutputFile.replace("\(folder)/card.md", with: card.markdown)
        return summary
    }

    /// Leaves the command with the code of what happened.
    func leave(_ summary: RunSummary) throws {
        if Interrupt.count > 0 { throw Exit.ofSignal }
        let isWhole =
            summary.results.count == plan.seeds.count
            && summary.results.allSatisfy { $0.outcome == .finished }
        if !isWhole { throw Exit.operatorFailed }
    }

    /// The trainings without a finished result of this plan: a plan that changed is trained anew on all windows.
    private func legsToTrain() throws -> [TrainingLeg] {
        try plan.legs().filter { leg in
            let own = "\(folder)/\(leg.path)"
            guard let result = try RunSummary.result(own) else { return true }
            guard resumes else {
                throw Complaint(
                    "\(own) holds a training already",
                    help: "--resume keeps or continues it, --out names another folder")
            }
            return result.outcome != .finished || result.plan != plan.hash
        }
    }
}

/// `--set key=value`, as every command takes it.
enum Overrides {
    static func pairs(_ settings: [String]) throws -> [(name: String, value: String)] {
        try settings.map { setting in
            let sides = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty else {
                throw Complaint("`--set \(setting)` sets nothing", help: "write it as --set name=value")
            }
            return (String(sides[0]), String(sides[1]))
        }
    }
}
