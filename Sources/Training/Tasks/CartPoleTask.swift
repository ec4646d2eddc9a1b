public import Learning

/// The pole on the cart.
public struct CartPoleTask: TrainingTask {
    /// As in training files.
    public static let name = "cartpole"
    /// In a line.
    public static let summary = "CartPole-v1: keep a pole upright on a cart"

    /// It has no keys.
    public init(_ form: FormSection) {}

    /// CleanRL's.
    public var defaults: TrainingDefaults {
        var defaults = TrainingDefaults()
        defaults.settings = .cartPole
        defaults.copies = 4
        defaults.steps = 500_000
        return defaults
    }

    /// Copies of it.
    public func world(copies: Int) -> CartPole { CartPole(copies: copies) }
}
