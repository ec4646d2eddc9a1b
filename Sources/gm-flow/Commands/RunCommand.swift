import ArgumentParser
import FlowEngine
import FlowGraph
import JSON
import Machine
import OperatorKit
import PipelineFormat
import RunReport
import Telemetry

/// Runs a pipeline and reports.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a pipeline and report, with a verdict on each latency budget.",
        discussion: """
            The first Ctrl-C ends the sources and drains what has come in, the second stops at once; both leave a \
            report that is marked as partial. The last line of the report says where every event went.
            """)

    @OptionGroup var options: PipelineOptions
    @OptionGroup var pacing: PacingOptions
    @OptionGroup var window: WindowOptions

    @Option(help: "Cores to run on: 0 or 0,1 or 0-3. By default those that this process may use.")
    var cores: String?

    @Option(help: "What budgets do: ignore (not judged), report, fail (exit 4 if missed, 5 if inconclusive).")
    var budget = BudgetMode.report

    @Option(help: "Most events that are handed over at once.")
    var batch = 512

    @Option(
        help: ArgumentHelp(
            "Cut off a node that does not come back from its work for so long, where it has no `hang_after` of its "
                + "own; 0s: none, ever.", valueName: "duration"))
    var hangAfter = "20s"

    @Option(
        help: ArgumentHelp("Folder for the files, instead of runs/<time>-<pipeline>.", valueName: "folder"))
    var out: String?

    @Flag(help: "Write no files.")
    var noFiles = false

    @Flag(help: "Write record.json only: `gm-flow report` makes the other files of it.")
    var recordOnly = false

    @Flag(help: "Keep no hash of each edge's events.")
    var noHash = false

    @Flag(help: "Measure no latencies: budgets are then inconclusive.")
    var noTelemetry = false

    @Flag(help: "Write the report as JSON to standard output.")
    var json = false

    @Flag(help: "Print the last line of the report only, and no progress.")
    var quiet = false

    @Flag(help: "Print every edge and every number of every node.")
    var verbose = false

    func run() throws {
        var engineOptions = RunOptions()
        engineOptions.pace = try pacing.pace()
        guard (1...65_536).contains(batch) else {
            throw Complaint("`--batch \(batch)` is not from 1 to 65536")
        }
        guard out == nil || !noFiles else {
            throw Complaint("`--out` and `--no-files` exclude each other", help: "leave one of them out")
        }
        guard !recordOnly || !noFiles else {
            throw Complaint(
                "`--record-only` and `--no-files` exclude each other", help: "leave one of them out")
        }
        engineOptions.window = try window.range()
        engineOptions.batch = batch
        guard let hangDeadline = Units.nanoseconds(hangAfter), hangDeadline >= 0 else {
            throw Complaint("`--hang-after \(hangAfter)` is not a duration", help: Units.durationHelp)
        }
        engineOptions.hangDeadline = hangDeadline
        engineOptions.hashes = !noHash
        engineOptions.telemetry = !noTelemetry
        let chosen = try CoreChoice.toRun(cores)
        let checked = try CheckedPipeline.load(options, command: "run", cores: chosen)
        try checked.refuseErrors()
        guard let spec = checked.spec, let plan = checked.plan else { throw Exit.checkErrors }
        let record = execute(plan, spec, chosen, engineOptions)
        tellFailure(record, plan)
        if record.manifest.window != nil, record.result.events == 0, !record.isPartial {
            Console.complain("warning: no event lies between --from and --to")
        }
        // A run that never began has nothing to report but why, and that has been said.
        let isReported = json || record.result.run.wall > 0
        let (folder, failures) = noFiles || !isReported ? (nil, []) : write(record)
        if isReported { try report(record, folder) }
        for failure in failures { Console.complain("error: \(failure.message)") }
        if !failures.isEmpty {
            Console.complain(
                "  help: the run itself \(record.isPartial ? "ended as reported" : "finished"); its report is above, "
                    + "and nothing was left of the files that could not be written")
        }
        let exit = exit(record, isWritten: failures.isEmpty)
        if exit != .good { throw exit }
    }

    private func execute(
        _ plan: ExecutionPlan, _ spec: PipelineSpec, _ cores: [Int], _ options: RunOptions
    ) -> RunRecord {
        var options = options
        let isShown = Console.errorsAreSeen && !quiet
        if isShown { options.onProgress = { ProgressBar.show($0) } }
        Interrupt.install()
        options.interrupts = { Interrupt.count }
        let started = WallClock.nowNanosecondsUTC()
        var result = Engine(plan, options: options).run()
        if isShown { ProgressBar.clear() }
        if budget == .ignore { result.budgets = [] }
        var manifest = RunManifest(
            version: Version.number, compiler: Version.compiler,
            command: Array(CommandLine.arguments.dropFirst()),
            sources: spec.sources, parameters: spec.parameters, seed: self.options.seed,
            machine: MachineFacts.list(cores: cores), started: started, ended: WallClock.nowNanosecondsUTC())
        manifest.window = options.window
        return RunRecord(graph: GraphSketch(plan.graph), result: result, manifest: manifest)
    }

    /// Says why the run ended early, at the place in the file that it is about.
    private func tellFailure(_ record: RunRecord, _ plan: ExecutionPlan) {
        switch record.result.outcome {
        case .completed, .interrupted: return
        case .stalled(let text): Console.complain("error: the run stalled\n\(text)")
        case .failed(let name, let error):
            guard let node = plan.graph.nodes.first(where: { $0.name == name }) else {
                Console.complain(Complaint("\(name): \(error.message)", help: error.help).text)
                return
            }
            let renderer = DiagnosticRenderer(sources: record.manifest.sources)
            Console.complain(renderer.text(node.diagnostic(error)))
        }
    }

    private func write(_ record: RunRecord) -> (folder: String?, failures: [OutputError]) {
        do {
            var record = record
            record.writeTables()
            let folder = try RunDirectory.create(
                out, pipeline: record.result.pipeline, started: record.manifest.started)
            let formats = recordOnly ? [.record] : RunDirectory.Format.allCases
            return (folder.path, folder.write(record, formats: formats))
        } catch {
            return (nil, [error])
        }
    }

    private func report(_ record: RunRecord, _ folder: String?) throws {
        if json {
            try Console.say(JSONReport(record).value.text())
        } else if quiet {
            try Console.say(record.balanceLine)
        } else {
            try Console.say(TextReport(record, style: Console.style, verbose: verbose, files: folder).text)
        }
    }

    /// The gravest of what happened.
    private func exit(_ record: RunRecord, isWritten: Bool) -> Exit {
        switch record.result.outcome {
        case .failed, .stalled: return .operatorFailed
        case .interrupted: return .interrupted
        case .completed: break
        }
        if !record.result.balance.holds || record.result.balance.lost > 0 { return .dataLost }
        if !isWritten { return .world }
        guard budget == .fail else { return .good }
        let outcomes = record.result.budgets.map(\.verdict.outcome)
        return outcomes.contains(.missed)
            ? .budgetMissed : outcomes.contains(.inconclusive) ? .inconclusive : .good
    }
}

/// What a missed budget does to the run's exit code.
enum BudgetMode: String, ExpressibleByArgument, CaseIterable { case ignore, report, fail }
