import MarketModel

/// What the risk gate lets an agent choose among short, flat and long.
struct Permission {
    private var state = TradingState.active

    /// Takes the newest state of the gate.
    mutating func take(_ points: Span<RiskPoint>) { state = points[points.count - 1].state }

    /// Allowed choices by bit: halted and killed leave flat; reducing leaves flat and the side held.
    func allowed(holding target: Double) -> UInt64 {
        switch state {
        case .active: 0b111
        case .reducing: 0b010 | (target < 0 ? 0b001 : target > 0 ? 0b100 : 0)
        case .halted, .killed: 0b010
        }
    }
}
