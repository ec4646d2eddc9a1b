import MarketModel

/// A position opened and closed again, whole or in part.
struct RoundTrip {
    var entryTime: Int64
    var exitTime: Int64
    /// Contracts, signed: positive was long.
    var quantity: Double
    var entry: Price
    var exit: Price
    /// Of both ends, positive.
    var fees: Double
    var multiplier: Double

    /// Profit after fees.
    var profit: Double { (exit.double - entry.double) * quantity * multiplier - fees }

    /// Cells for the report: entry, exit, side, quantity, prices, profit, fees.
    var cells: [String] {
        let size = abs(quantity)
        let contracts = size == size.rounded() && size < 1e15 ? "\(Int64(size))" : "\(size)"
        return [
            timeText(entryTime), timeText(exitTime), quantity > 0 ? "long" : "short", contracts,
            entry.description, exit.description, "\(profit)", "\(fees)",
        ]
    }

    static let columns = ["entry_time", "exit_time", "side", "quantity", "entry", "exit", "pnl", "fees"]
}
