import MarketModel

/// What a venue knows of the money: cash and position by the fills, and the same again as a clearing house books it.
struct Account {
    /// Equity at the start.
    let capital: Double
    /// Account currency per 1.0 of price and contract.
    let multiplier: Double
    /// Contracts held, signed.
    private(set) var position = 0.0
    /// From fills and payments, net of fees; the value of what was bought is taken off.
    private(set) var cash = 0.0
    /// Realised and settled profit, net of fees.
    private(set) var balance = 0.0
    /// Average price of the position since it was last settled.
    private(set) var reference = 0.0
    /// The last price seen; nil before the first.
    private(set) var mark: Price?
    private(set) var fees = 0.0
    private(set) var payments = 0.0
    private(set) var settlements = 0
    private(set) var variation = 0.0
    /// Below this a position is none: the rounding of fractional lots.
    static let negligible = 1e-9

    init(capital: Double, multiplier: Double) {
        self.capital = capital
        self.multiplier = multiplier
    }

    /// Capital, cash, and the position at the last price.
    var equity: Double { capital + cash + position * (mark?.double ?? 0) * multiplier }

    /// The same from the settled balance: equal but for rounding.
    var settledEquity: Double {
        capital + balance + (position == 0 ? 0 : position * ((mark?.double ?? 0) - reference) * multiplier)
    }

    /// What one contract is worth at the last price.
    var contractValue: Double { (mark?.double ?? 0) * multiplier }

    @inline(__always)
    mutating func see(_ price: Price) { mark = price }

    /// Takes a trade of signed `quantity`.
    mutating func trade(_ quantity: Double, at price: Price, fee: Double) {
        let value = price.double
        cash -= quantity * value * multiplier + fee
        fees += fee
        balance -= fee
        if mark == nil { mark = price }
        if position == 0 || (position > 0) == (quantity > 0) {
            let total = position + quantity
            reference = (reference * position + value * quantity) / total
            position = total
            return
        }
        let closed = min(abs(position), abs(quantity)) * (position > 0 ? 1 : -1)
        balance += closed * (value - reference) * multiplier
        let rest = position + quantity
        if abs(rest) < Self.negligible {
            // What is left of fractional lots is given back at this price, so that nothing is held.
            cash += rest * value * multiplier
            position = 0
            reference = 0
        } else {
            if (rest > 0) != (position > 0) { reference = value }
            position = rest
        }
    }

    /// Takes a payment; positive was paid.
    mutating func pay(_ amount: Double) {
        cash -= amount
        balance -= amount
        payments += amount
    }

    /// Moves the open profit to the balance: equity stays.
    mutating func settle() {
        guard position != 0, let mark else { return }
        let amount = position * (mark.double - reference) * multiplier
        balance += amount
        reference = mark.double
        variation += amount
        settlements += 1
    }
}
