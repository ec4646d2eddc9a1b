import FlowEngine
public import JSON
import OperatorKit

/// What is needed to run the same again: pipeline, data, parameters, build, machine, times.
public struct RunManifest: Sendable {
    /// Version of the program.
    public var version: String
    /// Compiler that built it.
    public var compiler: String
    /// The command's words after the program's name.
    public var command: [String]
    /// Every text that the pipeline was read from, by path.
    public var sources: [String: String]
    /// Parameters with their final values.
    public var parameters: [(name: String, value: String)]
    /// Seed of the random sources.
    public var seed: UInt64
    /// Facts of the machine, as `cpu` and its name.
    public var machine: [(name: String, value: JSONValue)]
    /// First and last event time that the run was restricted to, ns UTC; nil for all of the tape.
    public var window: ClosedRange<Int64>?
    /// When the run began, ns UTC.
    public var started: Int64
    /// When it had ended, ns UTC.
    public var ended: Int64

    /// Makes a manifest.
    public init(
        version: String, compiler: String, command: [String], sources: [String: String],
        parameters: [(name: String, value: String)], seed: UInt64,
        machine: [(name: String, value: JSONValue)],
        started: Int64, ended: Int64
    ) {
        self.version = version
        self.compiler = compiler
        self.command = command
        self.sources = sources
        self.parameters = parameters
        self.seed = seed
        self.machine = machine
        self.started = started
        self.ended = ended
    }

    /// The pipeline's files with their hashes, by path; texts that are no files (`--set`) are left out.
    public var files: [(path: String, hash: String)] {
        sources.keys.filter { !$0.hasPrefix("--") && !$0.hasPrefix("<") }.sorted()
            .map { ($0, SHA256.text((sources[$0] ?? "").utf8)) }
    }

    /// SHA-256 over the hashes of the pipeline's files: the same wherever they lie, if their order by path
    /// is.
    public var pipelineHash: String { SHA256.text(files.map(\.hash).joined(separator: "\n").utf8) }
}

extension RunRecord {
    /// The manifest as JSON.
    var manifestJSON: JSONValue {
        .object([
            ("pipeline", .string(result.pipeline)),
            ("outcome", .string(outcomeWord)),
            ("partial", .bool(isPartial)),
            ("pipeline_sha256", .string(manifest.pipelineHash)),
            (
                "files",
                .array(
                    manifest.files.map { file in
                        .object([("path", .string(file.path)), ("sha256", .string(file.hash))])
                    })
            ),
            ("parameters", .object(manifest.parameters.map { ($0.name, .string($0.value)) })),
            ("seed", .unsigned(manifest.seed)),
            (
                "window",
                manifest.window.map { window in
                    .array([
                        .string(TimeText.iso(window.lowerBound)), .string(TimeText.iso(window.upperBound)),
                    ])
                } ?? .null
            ),
            (
                "data",
                .array(
                    inputs.map { input in
                        .object([
                            ("node", .string(input.node)), ("name", .string(input.name)),
                            ("hash", .string(input.hash)),
                        ])
                    })
            ),
            ("command", .array(manifest.command.map { .string($0) })),
            ("version", .string(manifest.version)),
            ("compiler", .string(manifest.compiler)),
            ("machine", .object(manifest.machine.map { ($0.name, $0.value) })),
            ("started", .string(TimeText.iso(manifest.started))),
            ("ended", .string(TimeText.iso(manifest.ended))),
        ])
    }

    /// The data that sources read.
    var inputs: [(node: String, name: String, hash: String)] {
        result.nodes.flatMap { node in node.report.inputs.map { (node.name, $0.name, $0.hash) } }
    }
}
