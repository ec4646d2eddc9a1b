import Learning
import MarketModel

/// One copy: where it stands on the tape, its venue and its account.
struct TradingCopy: Sendable {
    private(set) var seat: VenueSeat
    private(set) var account: CopyAccount
    var random: RandomStream
    private(set) var row = 0
    private(set) var steps = 0
    /// Actions since the episode began.
    private(set) var history: [UInt8] = []
    /// Position and drawdown as a pipeline's features see them: of the last mark before the row's place.
    private(set) var seenPosition = 0.0
    private(set) var seenDrawdown = 0.0
    /// Fills of the last step.
    private(set) var fills: [Fill] = []
    private var orders: Int64 = 0
    private var nextTrade = 0
    private var nextMark = 0

    init(_ seat: VenueSeat, _ terms: TradingPipeline.Terms, _ random: RandomStream) {
        self.seat = seat
        self.random = random
        account = CopyAccount(terms)
    }

    /// Sits down at another venue, for another episode.
    mutating func renew(_ seat: VenueSeat) { self.seat = seat }

    /// Begins an episode at a row.
    mutating func begin(at row: Int, _ tape: TradingTape, _ terms: TradingPipeline.Terms) {
        self.row = row
        steps = 0
        history.removeAll(keepingCapacity: true)
        account = CopyAccount(terms)
        seenPosition = 0
        seenDrawdown = 0
        orders = 0
        fills.removeAll(keepingCapacity: true)
        nextTrade = tape.firstTrade(after: tape.rows[row].sequence)
        nextMark = tape.firstMark(after: tape.rows[row].sequence)
    }

    /// Decides on this row, and goes to the next.
    mutating func step(
        _ action: Int, _ tape: TradingTape, _ terms: TradingPipeline.Terms, costs: Double
    ) {
        let wanted = Double(action - 1) * terms.size - account.position
        if abs(wanted) > 1e-9 {
            orders += 1
            seat.take(Order(header: tape.rows[row], id: orders, quantity: wanted, kind: .market))
        }
        // A mark at this very row is known to the features of the next one.
        seenPosition = account.position
        seenDrawdown = account.drawdown
        row += 1
        let end = tape.firstTrade(after: tape.rows[row].sequence)
        fills.removeAll(keepingCapacity: true)
        seat.take(tape.trades[nextTrade..<end], &fills)
        settle(tape, costs)
        nextTrade = end
        steps += 1
        history.append(UInt8(action))
    }

    /// Takes fills and marks in the run's order; at one place the fill comes first.
    private mutating func settle(_ tape: TradingTape, _ costs: Double) {
        let place = tape.rows[row].sequence
        var next = 0
        while nextMark < tape.marks.count, tape.marks[nextMark].sequence <= place {
            let mark = tape.marks[nextMark]
            while next < fills.count, fills[next].header.sequence <= mark.sequence {
                book(fills[next], tape, costs)
                next += 1
            }
            account.mark(mark.price.double)
            if mark.sequence < place {
                seenPosition = account.position
                seenDrawdown = account.drawdown
            }
            nextMark += 1
        }
        while next < fills.count {
            book(fills[next], tape, costs)
            next += 1
        }
    }

    private mutating func book(_ fill: Fill, _ tape: TradingTape, _ costs: Double) {
        let met = tape.firstTrade(after: fill.header.sequence) - 1
        account.take(fill, at: met >= 0 ? tape.trades[met].price.double : fill.price.double, factor: costs)
    }
}
