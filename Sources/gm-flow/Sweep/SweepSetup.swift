import FlowGraph
import OperatorKit
import PipelineFormat
import RunReport

/// A sweep's pipeline, checked, with what makes trials of it.
struct SweepSetup {
    let options: PipelineOptions
    let grid: SweepGrid
    let spec: PipelineSpec
    /// Where everything goes.
    let folder: String
    private let hash: String

    /// Checks the pipeline as it stands, and each value of each axis.
    init(_ options: PipelineOptions, axes: [SweepAxis], out: String?) throws {
        self.options = options
        grid = try SweepGrid(axes)
        let checked = try CheckedPipeline.load(options, command: "sweep", cores: [0])
        try checked.refuseErrors()
        guard let spec = checked.spec else { throw Exit.checkErrors }
        self.spec = spec
        let manifest = RunManifest(
            version: "", compiler: "", command: [], sources: spec.sources, parameters: [], seed: 0,
            machine: [],
            started: 0, ended: 0)
        hash = manifest.pipelineHash
        folder = out ?? "runs/sweep-\(spec.name.value)"
        for axis in axes {
            for value in axis.values { try Self.check(options, axis.name, value) }
        }
    }

    /// Refuses a value that the pipeline does not take, as `--set` would.
    private static func check(_ options: PipelineOptions, _ name: String, _ value: String) throws {
        var reader = PipelineReader()
        reader.overrides = try options.overrides() + [(name, value)]
        reader.profile = options.profile
        reader.environment = SystemFile.environment
        guard let path = options.pipeline else { return }
        var checked = CheckedPipeline()
        checked.diagnostics = reader.read(path: path).diagnostics
        checked.diagnostics.items.removeAll { $0.severity != .error }
        try checked.refuseErrors()
    }

    /// A trial of some values on a part of the tape.
    func job(
        _ values: [(name: String, value: String)], part: TrialRecord.Part, window: ClosedRange<Int64>?
    ) -> TrialJob {
        let varied = Set(values.map(\.name))
        let parameters = spec.parameters.filter { !varied.contains($0.name) } + values
        let key = TrialKey.text(
            pipelineHash: hash, parameters: parameters, profile: options.profile, seed: options.seed,
            window: window, version: Version.number)
        let folder = "\(folder)/trials/\(key)"
        var words = ["run"] + (options.pipeline.map { [$0] } ?? []) + ["--seed", "\(options.seed)"]
        if let profile = options.profile { words += ["--profile", profile] }
        for setting in options.settings { words += ["--set", setting] }
        for value in values { words += ["--set", "\(value.name)=\(value.value)"] }
        if let window {
            words += ["--from", TimeText.iso(window.lowerBound), "--to", TimeText.iso(window.upperBound + 1)]
        }
        words += [
            "--budget", "ignore", "--no-telemetry", "--no-hash", "--quiet", "--record-only", "--out", folder,
        ]
        return TrialJob(
            trial: TrialRecord(
                key: key, pipeline: spec.name.value, parameters: values, part: part, window: window,
                failure: nil, seconds: 0),
            words: words, folder: folder)
    }
}
