import ArgumentParser
import FlowEngine
import JSON
import Machine
import OperatorKit
import PipelineFormat
import RunReport

/// Measures this machine with a pipeline of every family, on simulated trades.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure ticks per CPU-second of built-in pipelines on this machine.",
        discussion: """
            Each pipeline runs several times through the whole engine: source, rings, operators, telemetry, hashes. \
            Ticks are simulated trades; processor time is that of the whole process. The best run is the figure, as \
            others are slowed by whatever else the machine does.
            """)

    @Option(help: "Simulated trades of a run.")
    var ticks = 1_000_000

    @Option(help: "Runs of each pipeline.")
    var repeats = 3

    @Option(help: "Cores to run on: 0 or 0,1 or 0-3. By default those that this process may use.")
    var cores: String?

    @Flag(help: "Write the figures as JSON.")
    var json = false

    private struct Figure {
        var perProcessorSecond: Double
        var perSecond: Double
    }

    func run() throws {
        guard (1000...1_000_000_000).contains(ticks) else {
            throw Complaint("`--ticks \(ticks)` is not from 1000 to 1000000000")
        }
        guard (1...100).contains(repeats) else {
            throw Complaint("`--repeats \(repeats)` is not from 1 to 100")
        }
        let chosen = try CoreChoice.toRun(cores)
        #if DEBUG
            Console.complain("warning: this is a debug build; its figures say nothing of a release build")
        #endif
        var measured: [(name: String, figures: [Figure])] = []
        for pipeline in BenchPipeline.all {
            var figures: [Figure] = []
            for _ in 0..<repeats { figures.append(try measure(pipeline, chosen)) }
            measured.append((pipeline.name, figures))
            if !json { try Console.say(line(pipeline, figures)) }
        }
        if json {
            try Console.say(
                JSONValue.object([
                    ("ticks", .integer(ticks)),
                    ("machine", .object(MachineFacts.list(cores: chosen).map { ($0.name, $0.value) })),
                    (
                        "pipelines",
                        .array(
                            measured.map { entry in
                                .object([
                                    ("name", .string(entry.name)),
                                    (
                                        "ticks_per_cpu_s",
                                        .array(entry.figures.map { .number($0.perProcessorSecond) })
                                    ),
                                    ("ticks_per_s", .array(entry.figures.map { .number($0.perSecond) })),
                                ])
                            })
                    ),
                ]).text())
        }
    }

    private func measure(_ pipeline: BenchPipeline, _ cores: [Int]) throws -> Figure {
        var reader = PipelineReader()
        reader.overrides = [("ticks", "\(ticks)")]
        // A graph's operators serve one run, so each run compiles its own.
        let read = reader.read(text: pipeline.text, path: "<built-in \(pipeline.name)>")
        let checked = CheckedPipeline.compile(read, seed: 1, cores: cores)
        try checked.refuseErrors()
        guard let plan = checked.plan else { throw Exit.checkErrors }
        var options = RunOptions()
        Interrupt.install()
        options.interrupts = { Interrupt.count }
        let result = Engine(plan, options: options).run()
        switch result.outcome {
        case .completed: break
        case .interrupted: throw Exit.interrupted
        case .failed(let node, let error): throw Complaint("\(node): \(error.message)", help: error.help)
        case .stalled(let text): throw Complaint("the run stalled", help: text)
        }
        guard result.balance.holds, result.balance.lost == 0 else { throw Exit.dataLost }
        guard let rate = result.eventsPerProcessorSecond, result.run.wall > 0 else {
            throw Complaint("the run was too short to measure", help: "raise --ticks")
        }
        return Figure(perProcessorSecond: rate, perSecond: Double(result.events) / result.run.wall)
    }

    private func line(_ pipeline: BenchPipeline, _ figures: [Figure]) -> String {
        let rates = figures.map(\.perProcessorSecond)
        let best = rates.max() ?? 0
        let pad = String(repeating: " ", count: max(0, 12 - pipeline.name.count))
        return "\(pipeline.name)\(pad)\(NumberText.short(best)) ticks per CPU-second "
            + "(\(rates.map(NumberText.short).joined(separator: ", "))), "
            + "\(NumberText.short(figures.map(\.perSecond).max() ?? 0)) per second: \(pipeline.doc)"
    }
}
