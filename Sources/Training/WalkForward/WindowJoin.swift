import JSON
import Learning
import Machine
import RunReport

/// One seed's windows as one record: the tests one after the other, which is what it would have gained.
struct WindowJoin {
    /// Windows that have finished, in order.
    let results: [SeedResult]
    /// Their gains step by step.
    let files: [SafeTensors]

    private static func numbers(_ file: SafeTensors, _ name: String) -> [Double]? {
        guard case .double(let values)? = file[name]?.numbers else { return nil }
        return values
    }

    /// Series that every window has, joined.
    func tensors() -> [Tensor] {
        guard let first = files.first else { return [] }
        return first.tensors.compactMap { tensor in
            var joined: [Double] = []
            for file in files {
                guard let part = Self.numbers(file, tensor.name) else { return nil }
                joined += part
            }
            return Tensor(tensor.name, [joined.count], .double(joined))
        }
    }

    /// Steps of each window's part of a joined series.
    private func bounds(_ name: String) -> [Range<Int>] {
        var start = 0
        return files.map { file in
            let end = start + (Self.numbers(file, name)?.count ?? 0)
            defer { start = end }
            return start..<end
        }
    }

    /// The joined result; nil without windows.
    func result(_ tensors: [Tensor]) -> SeedResult? {
        guard let last = results.last else { return nil }
        let held = tensors.first { $0.name == "held" }?.numbers
        var result = SeedResult()
        (result.name, result.task, result.plan) = (last.name, last.task, last.plan)
        (result.version, result.seed, result.data) = (last.version, last.seed, last.data)
        (result.assumptions, result.bounds, result.isNoise) = (last.assumptions, last.bounds, last.isNoise)
        result.trial = "\(last.name)/\(last.seed)/joined/\(WallClock.nowNanosecondsUTC())"
        result.tape = results.map(\.tape).joined(separator: "; ")
        for part in results {
            result.steps += part.steps
            result.iterations += part.iterations
            result.cpuSeconds += part.cpuSeconds
            for var own in part.parts {
                own.name = "window \(part.window ?? 0), \(own.name)"
                result.parts.append(own)
            }
            for alarm in part.alarms { result.alarms.append("window \(part.window ?? 0): \(alarm)") }
        }
        result.windows = results.compactMap { SeedResult.WindowResult($0) }
        for tensor in tensors where tensor.name != "held" {
            guard case .double(let series) = tensor.numbers else { continue }
            var own: [Double]?
            if tensor.name == "test", case .double(let values)? = held { own = values }
            result.gains.append(
                SeedResult.Gains(
                    tensor.name, series, held: own, windows: bounds(tensor.name),
                    hasInterval: tensor.name == "test"))
        }
        result.references = references()
        if let test = result.gains("test"), let drawn = result.gains("drawn"),
            let random = result.gains("random")
        {
            result.groups = [
                .init(
                    name: last.groups.first?.name ?? "agents", greedy: test.score, drawn: drawn.score,
                    random: random.score)
            ]
        }
        return result
    }

    /// Scores to compare with: means over the windows, by their steps.
    private func references() -> [(name: String, value: Double)] {
        guard let first = results.first else { return [] }
        let weights = bounds("test").map { Double($0.count) }
        let sum = weights.reduce(0, +)
        return first.references.compactMap { reference in
            var mean = 0.0
            for (result, weight) in zip(results, weights) {
                guard let own = result.references.first(where: { $0.name == reference.name }) else {
                    return nil
                }
                mean += own.value * weight / sum
            }
            return (reference.name, mean)
        }
    }
}

extension TrainingPlan {
    /// Joins a seed's windows in a folder of its own, as `seed-1`, with the newest window's model; the joined record
    /// is entered in the registry.
    ///
    /// Returns nil if a window has not finished, or was trained by another plan: then nothing is joined.
    public func join(
        _ seed: UInt64, isNoise: Bool = false, in folder: String, registry: TrainingRegistry
    ) throws(TrainingError) -> SeedResult? {
        let windows = try windows()
        guard !windows.isEmpty else { return nil }
        return try told {
            var results: [SeedResult] = []
            var files: [SafeTensors] = []
            var place = ""
            for window in windows {
                let leg = TrainingLeg(seed: seed, window: window.number, isNoise: isNoise)
                place = "\(folder)/\(leg.path)"
                guard let result = try RunSummary.result(place), result.outcome == .finished,
                    result.plan == hash
                else { return nil }
                let path = "\(place)/\(SeedResult.gainsFile)"
                results.append(result)
                files.append(try SafeTensors(InputFile.bytes(path), path: path))
            }
            let own = "\(folder)/\(TrainingLeg(seed: seed, isNoise: isNoise).path)"
            let join = WindowJoin(results: results, files: files)
            let tensors = join.tensors()
            guard let result = join.result(tensors) else { return nil }
            try OutputFile.makeDirectory(own)
            try OutputFile.replace(
                "\(own)/\(SeedResult.gainsFile)",
                with: SafeTensors(tensors, metadata: [("tape", result.tape)]).bytes)
            for name in modelFiles {
                try OutputFile.replace("\(own)/\(name)", with: try InputFile.bytes("\(place)/\(name)"))
            }
            try OutputFile.replace("\(own)/result.json", with: result.json.text())
            try registry.add(.joined(result, folder: own))
            return result
        }
    }
}

extension SeedResult {
    /// Gains step by step, beside the result.
    static let gainsFile = "gains.safetensors"
}
