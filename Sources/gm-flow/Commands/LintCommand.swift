import ArgumentParser
import FlowEngine
import FlowGraph
import JSON
import OperatorKit
import RunReport

/// Shows that nothing in a pipeline knows the future, and how long its values remember the beginning.
struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Show that no node looks ahead, and how long each needs to warm up.",
        discussion: """
            Runs the pipeline on its tape, then on the tape cut off and on the tape with a shuffled future, at \
            random places: what came out before must be the same bytes. Then on tapes that begin later: how many \
            events until the values agree. Everything on one thread, so use a tape of moderate length.
            """)

    @OptionGroup var options: PipelineOptions

    @Option(help: "Places at which the tape is cut and its future shuffled.")
    var cuts = 5

    @Option(help: "Later beginnings for the warm-up; 0 leaves it out.")
    var starts = 3

    @Option(help: "Relative difference that counts as none in the warm-up.")
    var tolerance = 1e-9

    @Flag(help: "Write what was found as JSON.")
    var json = false

    @Flag(help: "No progress.")
    var quiet = false

    func run() throws {
        guard (1...1000).contains(cuts) else { throw Complaint("`--cuts \(cuts)` is not from 1 to 1000") }
        guard (0...100).contains(starts) else { throw Complaint("`--starts \(starts)` is not from 0 to 100") }
        guard tolerance >= 0, tolerance < 1 else {
            throw Complaint("`--tolerance \(tolerance)` is not from 0 to 1")
        }
        let checked = try CheckedPipeline.load(options, command: "lint", cores: [0])
        try checked.refuseErrors()
        let isShown = Console.errorsAreSeen && !quiet
        func show(_ run: Int, _ total: Int, _ events: Int) {
            guard isShown else { return }
            Console.overwrite("\r\u{1B}[Krun \(run) of \(total): \(NumberText.grouped(events)) events")
        }
        defer { if isShown { ProgressBar.clear() } }
        do {
            let found = try verdict(show, plan: plan)
            if isShown { ProgressBar.clear() }
            try Console.say(found.text)
            if found.exit != .good { throw found.exit }
        } catch let error as LintError {
            throw failure(error, checked)
        }
    }

    /// What both checks say of the graph that `plan` makes anew for each run, and how the command ends.
    func verdict(
        _ show: @escaping (_ run: Int, _ total: Int, _ events: Int) -> Void,
        plan: @escaping () throws -> ExecutionPlan
    ) throws -> (text: String, exit: Exit) {
        var ahead = LookAheadCheck(cuts: cuts, seed: options.seed, plan: plan)
        ahead.onProgress = show
        let report = try ahead.run()
        var lines: [WarmupCheck.Line] = []
        if starts > 0 && report.findings.isEmpty {
            var warmup = WarmupCheck(starts: starts, tolerance: tolerance, plan: plan)
            warmup.onProgress = show
            lines = try warmup.run()
        }
        let text = LintText()
        return (
            json ? text.json(report, lines).text() : text.text(report) + text.text(lines),
            report.findings.isEmpty ? .good : .looksAhead
        )
    }

    /// Compiled anew for every run, as operators keep state.
    private func plan() throws -> ExecutionPlan {
        let checked = try CheckedPipeline.load(options, command: "lint", cores: [0])
        guard let plan = checked.plan else { throw Exit.checkErrors }
        return plan
    }

    private func failure(_ error: LintError, _ checked: CheckedPipeline) -> any Error {
        switch error.outcome {
        case .failed(let name, let error):
            Console.complain(Complaint("\(name): \(error.message)", help: error.help).text)
        case .stalled(let text): Console.complain("error: the run stalled\n\(text)")
        case .completed, .interrupted: break
        }
        return Exit.operatorFailed
    }
}
