import MarketModel

/// What is held and what may still be filled.
struct Exposure {
    /// Contracts held, signed.
    var position = 0.0
    /// Working contracts to buy, positive.
    var buying = 0.0
    /// Working contracts to sell, positive.
    var selling = 0.0
    /// Cash from fills, net of fees; 0 at the start.
    var cash = 0.0
    /// Account currency per 1.0 of price and contract, as the last fill said.
    var multiplier = 0.0

    /// The position when everything working is filled.
    var expected: Double { position + buying - selling }

    mutating func sent(_ quantity: Double) {
        if quantity > 0 { buying += quantity } else { selling -= quantity }
    }

    mutating func add(_ fill: Fill) {
        // A fill of an order that is not from here (a manual one) must not make working orders negative.
        if fill.quantity > 0 {
            buying = max(0, buying - fill.quantity)
        } else {
            selling = max(0, selling + fill.quantity)
        }
        guard fill.outcome != .cancelled else { return }
        position += fill.quantity
        cash -= fill.quantity * fill.price.double * fill.multiplier + fill.fee
        multiplier = fill.multiplier
    }

    /// Profit since the start with the position marked at `price`.
    func profit(at price: Double) -> Double { cash + position * price * multiplier }
}
