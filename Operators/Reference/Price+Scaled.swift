import MarketModel

extension Price {
    /// The price times a factor, rounded to 1e-9; nil where that can't be told: too large, or rounded to
    /// nothing.
    @inline(__always)
    func scaled(by factor: Double) -> Price? {
        guard factor != 1 else { return self }
        let value = (Double(raw) * factor).rounded(.toNearestOrEven)
        guard abs(value) < 9.2e18, value != 0 || raw == 0 else { return nil }
        return Price(raw: Int64(value))
    }
}
