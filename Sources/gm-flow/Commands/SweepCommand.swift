import ArgumentParser
import JSON
import Machine
import OperatorKit
import RunReport

/// Runs a pipeline with many values of its parameters, and says what the best is worth.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Run a pipeline over a grid of parameters; judge the best by their number.",
        discussion: """
            Trials run side by side, a process on a core each. Each is added to trials.jsonl in the folder, and one \
            that is there is not made again: after Ctrl-C the same command goes on. Deflated Sharpe counts all of \
            them.
            """)

    @OptionGroup var options: PipelineOptions
    @OptionGroup var window: WindowOptions

    @Option(
        help: ArgumentHelp(
            "A parameter and its values, as fast=6..20:2 or fast=6,9,12; may be repeated.",
            valueName: "values"))
    var grid: [String] = []

    @Option(help: ArgumentHelp("Try so many combinations of the grid, chosen by --seed.", valueName: "count"))
    var random: Int?

    @Option(
        help: ArgumentHelp(
            "Choose on one window and judge on the next: train=30d,test=10d,purge=1d,embargo=12h.",
            valueName: "lengths"))
    var walkForward: String?

    @Option(
        help: ArgumentHelp("The figure to sort by, as report.sharpe or a result's name.", valueName: "figure")
    )
    var metric: String?

    @Flag(help: "Small values of the figure are better.")
    var lowest = false

    @Option(help: ArgumentHelp("Trials at once; by default one a core.", valueName: "count"))
    var jobs: Int?

    @Option(help: ArgumentHelp("Folder, instead of runs/sweep-<pipeline>.", valueName: "folder"))
    var out: String?

    @Flag(help: "Write what came of it as JSON.")
    var json = false

    @Flag(help: "No progress.")
    var quiet = false

    func run() throws {
        guard jobs.map({ (1...1024).contains($0) }) ?? true else {
            throw Complaint("`--jobs \(jobs ?? 0)` is not from 1 to 1024")
        }
        guard random.map({ $0 > 0 }) ?? true else {
            throw Complaint("`--random \(random ?? 0)` is not above 0")
        }
        let cores = CoreSet.usable().cores
        do {
            let forward = try walkForward.map { try WalkForward(parsing: $0) }
            let setup = try SweepSetup(options, axes: try grid.map { try SweepAxis(parsing: $0) }, out: out)
            let places = try setup.grid.places(random: random, seed: options.seed)
            try OutputFile.makeDirectory(setup.folder)
            Interrupt.install()
            var session = try SweepSession(
                setup, runner: TrialRunner(cores: cores, jobs: jobs ?? cores.count), metric: metric,
                isLowest: lowest, isShown: Console.errorsAreSeen && !quiet)
            try session.open()
            let combinations = places.map { setup.grid[$0] }
            let range = try window.range()
            if let forward {
                try session.walk(forward, combinations, range)
            } else {
                try session.search(combinations, range)
            }
            try finish(session)
        } catch let error as SweepError {
            throw Complaint(error.message, help: error.help)
        }
    }

    private func finish(_ session: SweepSession) throws {
        session.warnOfData()
        let summary = session.summary()
        try OutputFile.replace("\(summary.folder)/sweep.csv", with: summary.csv)
        try OutputFile.replace("\(summary.folder)/sweep.html", with: SweepPage(summary).text)
        let text = json ? summary.json.text() : SweepText(summary, style: Console.style).text
        try Console.say(text)
        if summary.isPartial { throw Exit.interrupted }
        if summary.rows.isEmpty { throw Exit.operatorFailed }
    }
}
