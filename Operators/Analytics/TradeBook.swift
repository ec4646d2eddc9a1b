import MarketModel

/// Matches fills first in, first out into round trips.
struct TradeBook {
    private struct Lot {
        var time: Int64
        var quantity: Double
        var price: Price
        var feePerContract: Double
    }

    /// Open lots, all of one sign; those before `first` are closed.
    private var lots: [Lot] = []
    private var first = 0
    private(set) var trips: [RoundTrip] = []

    init() {
        lots.reserveCapacity(256)
        trips.reserveCapacity(4096)
    }

    /// Adds a fill: it closes open lots of the other sign, oldest first, and opens one with the rest.
    mutating func add(_ fill: Fill) {
        guard fill.quantity != 0 else { return }
        let feePerContract = fill.fee / abs(fill.quantity)
        var rest = fill.quantity
        while first < lots.count, (lots[first].quantity > 0) != (rest > 0), rest != 0 {
            let lot = lots[first]
            let size = min(abs(lot.quantity), abs(rest))
            trips.append(
                RoundTrip(
                    entryTime: lot.time, exitTime: fill.header.time,
                    quantity: lot.quantity > 0 ? size : -size,
                    entry: lot.price, exit: fill.price, fees: size * (lot.feePerContract + feePerContract),
                    multiplier: fill.multiplier))
            lots[first].quantity += lot.quantity > 0 ? -size : size
            rest += rest > 0 ? -size : size
            if lots[first].quantity == 0 { first += 1 }
        }
        if first == lots.count {
            lots.removeAll(keepingCapacity: true)
            first = 0
        }
        guard rest != 0 else { return }
        lots.append(
            Lot(time: fill.header.time, quantity: rest, price: fill.price, feePerContract: feePerContract))
    }
}
