import ArgumentParser
import Catalogue
import FlowGraph
import Machine
import PipelineFormat

/// Which pipeline, and with what parameters: the same for every command that reads one.
struct PipelineOptions: ParsableArguments {
    @Argument(help: "The pipeline's YAML file.")
    var pipeline: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Set a parameter; may be repeated.", valueName: "name=value"))
    var settings: [String] = []

    @Option(name: [.customShort("p"), .long], help: "Lay a profile of the file over it.")
    var profile: String?

    @Option(help: "Seed of the random sources.")
    var seed: UInt64 = 1

    /// What `--set` says, name by name.
    func overrides() throws -> [(name: String, value: String)] {
        try Overrides.pairs(settings)
    }
}

/// A pipeline read and checked as far as it is clean.
struct CheckedPipeline {
    var spec: PipelineSpec?
    var graph: Graph?
    var plan: ExecutionPlan?
    var diagnostics = Diagnostics()

    private mutating func add(_ more: Diagnostics) {
        diagnostics.items += more.items
        diagnostics.sources.merge(more.sources) { first, _ in first }
    }

    /// Reads the file, and compiles and places what it says; `cores` of nil stops before placing.
    static func load(_ options: PipelineOptions, command: String, cores: [Int]?) throws -> CheckedPipeline {
        guard let path = options.pipeline else {
            throw Complaint(
                "no pipeline is given",
                help: "name a YAML file, as in: gm-flow \(command) Pipelines/quickstart.yaml")
        }
        var reader = PipelineReader()
        reader.overrides = try options.overrides()
        reader.profile = options.profile
        reader.environment = SystemFile.environment
        return compile(reader.read(path: path), seed: options.seed, cores: cores)
    }

    /// Compiles and places what was read.
    static func compile(
        _ read: (spec: PipelineSpec?, diagnostics: Diagnostics), seed: UInt64, cores: [Int]?
    ) -> CheckedPipeline {
        var checked = CheckedPipeline()
        checked.add(read.diagnostics)
        guard let spec = read.spec else { return checked }
        checked.spec = spec
        checked.diagnostics.sources.merge(spec.sources) { first, _ in first }
        guard !checked.diagnostics.hasErrors else { return checked }
        let compiler = GraphCompiler(catalogue: catalogue, seed: seed)
        let compiled = compiler.graph(spec)
        checked.add(compiled.diagnostics)
        guard let graph = compiled.graph, !checked.diagnostics.hasErrors else { return checked }
        checked.graph = graph
        // The texts of rule files too: they are part of what the pipeline is.
        checked.spec?.sources = checked.diagnostics.sources
        guard let cores else { return checked }
        let placed = compiler.plan(graph, spec: spec, cores: cores)
        checked.add(placed.diagnostics)
        if !checked.diagnostics.hasErrors { checked.plan = placed.plan }
        return checked
    }

    /// Says every mistake on standard error, errors and warnings.
    func complain() {
        let renderer = DiagnosticRenderer(sources: diagnostics.sources)
        for item in diagnostics.sorted { Console.complain(renderer.text(item)) }
    }

    /// Says every mistake, and leaves the command if one of them is an error.
    func refuseErrors() throws {
        complain()
        guard diagnostics.hasErrors else { return }
        let count = diagnostics.sorted.count { $0.severity == .error }
        Console.complain("\(count) error\(count == 1 ? "" : "s")")
        throw Exit.checkErrors
    }
}
