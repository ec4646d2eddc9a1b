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
    /// The least and the greatest price seen while it was open, both ends included.
    var low: Price
    var high: Price
    var agent: Symbol
    var instrument: Symbol
    /// Whether the path within a bar decided one of its ends.
    var isAmbiguous = false

    /// Profit after fees.
    var profit: Double { (exit.double - entry.double) * quantity * multiplier - fees }

    /// Most that it was down at a price, before fees, positive.
    var adverse: Double { excursion(to: quantity > 0 ? low : high, -1) }

    /// Most that it was up at a price, before fees.
    var favourable: Double { excursion(to: quantity > 0 ? high : low, 1) }

    private func excursion(to price: Price, _ sign: Double) -> Double {
        let amount = sign * (price.double - entry.double) * quantity * multiplier
        return amount > 0 ? amount : 0
    }

    /// Cells for the report.
    var cells: [String] {
        let size = abs(quantity)
        let contracts = size == size.rounded() && size < 1e15 ? "\(Int64(size))" : "\(size)"
        return [
            timeText(entryTime), timeText(exitTime), quantity > 0 ? "long" : "short", contracts,
            entry.description, exit.description, "\(profit)", "\(fees)", "\(adverse)", "\(favourable)",
            agent.description, instrument.description, isAmbiguous ? "yes" : "no",
        ]
    }

    static let columns = [
        "entry_time", "exit_time", "side", "quantity", "entry", "exit", "pnl", "fees", "mae", "mfe", "agent",
        "instrument", "ambiguous",
    ]
}
