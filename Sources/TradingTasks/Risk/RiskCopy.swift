import Learning
import MarketModel

/// One copy: signals, what a risk agent leaves of them, a gate, a venue and an account.
struct RiskCopy: Sendable {
    /// What a choice does: kind and size, as a model names it.
    struct Action: Sendable {
        var kind: RiskView.Kind
        var size: Double
    }

    private(set) var seat: GateSeat
    private(set) var row: Int
    private(set) var steps = 0
    /// Actions since the episode began.
    private(set) var history: [UInt8] = []
    private(set) var position = 0.0
    /// Change of the account since it began, marked at the last trade before the row.
    private(set) var profit = 0.0
    private var cash = 0.0
    private var before = 0.0
    private var nextTrade: Int

    init(_ seat: GateSeat, at row: Int, _ tape: SignalTape) {
        self.seat = seat
        self.row = row
        nextTrade = tape.firstTrade(after: tape.signals[row].header.sequence)
    }

    /// Lets the trades of some rows before the first one pass, so that the gate knows how the market moves.
    mutating func warm(_ rows: Int, _ tape: SignalTape) {
        let first = row > rows ? tape.firstTrade(after: tape.signals[row - rows].header.sequence) : 0
        for trade in tape.trades[first..<nextTrade] { seat.take(trade) { _ in } }
    }

    /// The account as the gate states it before the row.
    func account(_ tape: SignalTape) -> RiskView.Account {
        var account = RiskView.Account()
        guard let point = seat.point(before: tape.signals[row].header.sequence) else { return account }
        (account.equity, account.drawdown) = (point.equity, point.drawdown)
        (account.dayProfit, account.scale) = (point.dayProfit, point.scale)
        (account.valueAtRisk, account.expectedShortfall) = (point.valueAtRisk, point.expectedShortfall)
        (account.leverage, account.correlation) = (point.leverage, point.correlation)
        account.stressLoss = point.stressLoss
        return account
    }

    /// Decides on this row's signal, and goes to the next.
    mutating func step(_ action: Action, number: Int, _ tape: SignalTape, multiplier: Double) {
        var signal = tape.signals[row]
        signal.target = RiskView.shrunk(signal.target, action.kind, size: action.size, before: before)
        before = signal.target
        seat.take(signal)
        row += 1
        steps += 1
        history.append(UInt8(number))
        let end = tape.firstTrade(after: tape.signals[row].header.sequence)
        for trade in tape.trades[nextTrade..<end] {
            var (paid, traded) = (0.0, 0.0)
            seat.take(trade) { fill in
                guard fill.isTrade else { return }
                paid += fill.quantity * fill.price.double * fill.multiplier + fill.fee
                traded += fill.quantity
            }
            cash -= paid
            position += traded
            if abs(position) < 1e-9 { position = 0 }
            profit = cash + position * trade.price.double * multiplier
        }
        nextTrade = end
    }
}
