/// What the risk gate lets through.
public enum TradingState: UInt64, Sendable, CaseIterable, Comparable {
    /// All that keeps within the limits.
    case active = 0
    /// Only what reduces a position.
    case reducing = 1
    /// Nothing new; orders can still be cancelled.
    case halted = 2
    /// Nothing, until a person starts the gate anew.
    case killed = 3

    /// Orders by strictness.
    public static func < (a: TradingState, b: TradingState) -> Bool { a.rawValue < b.rawValue }
}
