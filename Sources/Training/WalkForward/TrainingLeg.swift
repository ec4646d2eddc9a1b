/// One training of a plan: a seed, on one window of the tape, perhaps on what was shuffled.
public struct TrainingLeg: Sendable, Hashable {
    /// The seed.
    public var seed: UInt64
    /// The window, counted from 1; nil without walk-forward.
    public var window: Int?
    /// Whether nothing can be learnt from what it sees: a control.
    public var isNoise: Bool

    /// Makes one.
    public init(seed: UInt64, window: Int? = nil, isNoise: Bool = false) {
        self.seed = seed
        self.window = window
        self.isNoise = isNoise
    }

    /// Its folder below that of the run, as `seed-1`, `window-3/seed-1` or, of a control, `window-3/noise-1`.
    public var path: String {
        (window.map { "window-\($0)/" } ?? "") + (isNoise ? "noise-" : "seed-") + "\(seed)"
    }

    /// For people, as `window 3, seed 1`.
    public var label: String {
        (isNoise ? "noise, " : "") + (window.map { "window \($0), " } ?? "") + "seed \(seed)"
    }

    /// Reads a path.
    public init?(path: String) {
        var parts = path.split(separator: "/")[...]
        if let first = parts.first, first.hasPrefix("window-") {
            guard let number = Int(first.dropFirst(7)), number > 0 else { return nil }
            window = number
            parts = parts.dropFirst()
        }
        guard parts.count == 1, let last = parts.first else { return nil }
        isNoise = last.hasPrefix("noise-")
        guard isNoise || last.hasPrefix("seed-"), let number = UInt64(last.dropFirst(isNoise ? 6 : 5)) else {
            return nil
        }
        seed = number
    }

    /// The run's folder and the leg of a folder as the two make it; nil of a folder that is no training's.
    public static func split(_ folder: String) -> (run: String, leg: TrainingLeg)? {
        let parts = folder.split(separator: "/", omittingEmptySubsequences: false)
        let clean = parts.last == "" ? parts.dropLast() : parts[...]
        // The longest end that reads as a leg.
        for count in [2, 1] where count <= clean.count {
            let path = clean.suffix(count).joined(separator: "/")
            guard let leg = TrainingLeg(path: path), leg.path == path else { continue }
            let run = clean.dropLast(count).joined(separator: "/")
            return (run.isEmpty ? "." : run, leg)
        }
        return nil
    }
}

extension TrainingPlan {
    /// Parts of the tape by window; empty without walk-forward.
    public func windows() throws(TrainingError) -> [TapeWindow] { try windows(task) }

    private func windows<T: TrainingTask>(_ task: T) throws(TrainingError) -> [TapeWindow] {
        guard let walkForward else { return [] }
        return try told {
            guard let tape = try task.tape() else { return [] }
            return try walkForward.windows(of: tape)
        }
    }

    /// All trainings of the plan: every seed on every window, then the controls.
    public func legs() throws(TrainingError) -> [TrainingLeg] {
        let numbers: [Int?] = try walkForward == nil ? [nil] : windows().map(\.number)
        func all(_ seeds: [UInt64], _ isNoise: Bool) -> [TrainingLeg] {
            numbers.flatMap { window in
                seeds.map { TrainingLeg(seed: $0, window: window, isNoise: isNoise) }
            }
        }
        return all(seeds, false) + all(noiseSeeds, true)
    }

    /// The task as a leg has it: shuffled, on its window.
    func placed<T: TrainingTask>(_ task: T, _ leg: TrainingLeg) throws -> T {
        var task = task
        if leg.isNoise {
            guard let noisy = task.noisy() else {
                throw TrainingError("the task `\(T.name)` has nothing that can be shuffled")
            }
            task = noisy
        }
        guard let number = leg.window else { return task }
        guard let window = try windows(task).first(where: { $0.number == number }) else {
            throw TrainingError("the plan has no window \(number)", help: "train its file again")
        }
        return task.within(window)
    }
}
