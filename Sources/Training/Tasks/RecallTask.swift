public import Learning

/// A cue to be remembered.
public struct RecallTask: TrainingTask {
    /// As in training files.
    public static let name = "recall"
    /// In a line.
    public static let summary = "remember a cue for some steps: without memory there is only guessing"

    private let cues: Int
    private let delay: Int

    /// Reads `cues` and `delay`.
    public init(_ form: FormSection) {
        cues = form.integer("cues", in: 2...64) ?? 4
        delay = form.integer("delay", in: 1...1000) ?? 8
    }

    /// A GRU, taught on chunks that hold a whole episode.
    public var defaults: TrainingDefaults {
        var defaults = TrainingDefaults()
        defaults.settings.steps = 4 * (delay + 1)
        defaults.settings.hidden = [16]
        defaults.settings.layerNorm = false
        defaults.settings.memory = 32
        defaults.settings.chunk = 2 * (delay + 1)
        defaults.settings.learningRate = 3e-3
        defaults.settings.anneals = true
        defaults.copies = 16
        defaults.steps = 100_000
        return defaults
    }

    /// Copies of it.
    public func world(copies: Int) -> Recall { Recall(copies: copies, cues: cues, delay: delay) }

    /// What guessing brings, the most that a policy without memory can have, and knowing.
    public func references() -> [(name: String, score: Double)] {
        [("guessing", 1 / Double(cues)), ("knowing", 1)]
    }

    /// It is right each time.
    public var bounds: [String] { ["knowing"] }
}
